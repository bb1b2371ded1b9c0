// The colour of a picture, so that a poster and a page can take it up.

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

/** Hue and strength of the picture's strongest colour, as an hsl() text dark enough for white words on it. */
const strongest = (pixels: Uint8ClampedArray): string => {
  let best = { weight: -1, hue: 24, strength: 0.2 }
  for (let i = 0; i + 2 < pixels.length; i += 4) {
    const [r = 0, g = 0, b = 0] = pixels.subarray(i, i + 3)
    const weight = saturation(r, g, b) * Math.sqrt(Math.max(r, g, b) / 255)
    if (weight > best.weight) best = { weight, hue: hueOf(r, g, b), strength: saturation(r, g, b) }
  }
  return `hsl(${best.hue} ${Math.round(20 + best.strength * 35)}% 21%)`
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
  const tint = strongest(context.getImageData(0, 0, side, side).data)
  known.set(image.src, tint)
  return tint
}

/** A steady colour for a film without a picture. */
export const tintOfText = (text: string): string => {
  let sum = 7
  for (const letter of text) sum = (sum * 31 + (letter.codePointAt(0) ?? 0)) % 360
  return `hsl(${sum} 38% 21%)`
}
