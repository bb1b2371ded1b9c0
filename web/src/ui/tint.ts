// The colour of a picture, so that a poster can take it up.

const known = new Map<string, string>()
const side = 12

const saturation = (r: number, g: number, b: number): number => {
  const [most, least] = [Math.max(r, g, b), Math.min(r, g, b)]
  return most ? (most - least) / most : 0
}

const hueOf = (r: number, g: number, b: number): number => {
  const [most, least] = [Math.max(r, g, b), Math.min(r, g, b)]
  const span = most - least || 1
  const turn = most === r ? (g - b) / span : most === g ? 2 + (b - r) / span : 4 + (r - g) / span
  return Math.round((turn * 60 + 360) % 360)
}

const slices = 12

/** The hue that most of the picture has, as an hsl() text dark enough for white words on it. */
const prevailing = (pixels: Uint8ClampedArray): string => {
  const weights = new Array<number>(slices).fill(0)
  let strength = 0
  for (let i = 0; i + 2 < pixels.length; i += 4) {
    const [r = 0, g = 0, b = 0] = pixels.subarray(i, i + 3)
    const slice = Math.floor((hueOf(r, g, b) / 360) * slices) % slices
    const weight = saturation(r, g, b) * (0.3 + Math.max(r, g, b) / 255)
    weights[slice] = (weights[slice] ?? 0) + weight
    strength += (weight * 4) / pixels.length
  }
  const hue = (weights.indexOf(Math.max(...weights)) + 0.5) * (360 / slices)
  return `hsl(${hue} ${Math.round(10 + Math.min(1, strength) * 40)}% 20%)`
}

/** Of a loaded picture of our own origin. */
export const tintOf = (image: HTMLImageElement): string => {
  const found = known.get(image.src)
  if (found) return found
  const canvas = document.createElement('canvas')
  canvas.width = side
  canvas.height = side
  const context = canvas.getContext('2d', { willReadFrequently: true })
  if (!context) return 'hsl(24 20% 21%)'
  context.drawImage(image, 0, 0, side, side)
  const tint = prevailing(context.getImageData(0, 0, side, side).data)
  known.set(image.src, tint)
  return tint
}

/** A steady colour for a film without a picture. */
export const tintOfText = (text: string): string => {
  let sum = 7
  for (const letter of text) sum = (sum * 31 + (letter.codePointAt(0) ?? 0)) % 360
  return `hsl(${sum} 38% 21%)`
}
