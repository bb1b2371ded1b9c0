// The ladder: which renditions a film gets. From 240p up to the source's own size, never above it, never fewer than two.
import { perSecond, type Rational } from '../probe/frame-rate.ts'

/** One rendition to be made; `maxRate` in bits per second over any second. */
export type Rung = Readonly<{ name: string; width: number; height: number; maxRate: number }>

export type Ladder = Readonly<{
  /** From the smallest to the largest. */
  rungs: readonly Rung[]
  frameRate: Rational
  /** Frames from one key frame to the next: two seconds. */
  gop: number
  /** Seconds. A fragment is one GOP, a segment three: six seconds, as Apple advises (7.5). */
  fragment: number
  segment: number
}>

export type Picture = Readonly<{ width: number; height: number; frameRate: Rational }>

const usualSides = [240, 360, 480, 720, 1080, 1440, 2160]
const mostPixels = 3840 * 2160

/** `maxRung`: the shorter side of the largest rendition, pixels. A rung is named by its shorter side: upright 720p is 720 wide. */
export const planLadder = ({ width, height, frameRate }: Picture, maxRung: number): Ladder => {
  const [short, long] = [Math.min(width, height), Math.max(width, height)]
  const aspect = long / short
  const top = even(Math.min(short, maxRung, Math.sqrt(mostPixels / aspect)))
  const below = usualSides.filter((side) => side <= top * 0.85)
  const sides = below.length > 0 ? [...below, top] : [even((top * 2) / 3), top]
  const gop = Math.max(1, Math.round(2 * perSecond(frameRate)))
  const fragment = gop / perSecond(frameRate)
  return {
    rungs: sides.map((side) => rung(side, otherSide(side, long, aspect), width < height, perSecond(frameRate))),
    frameRate,
    gop,
    fragment,
    segment: 3 * fragment,
  }
}

/** H.264 in 4:2:0 has even sides only; down, so that it is never above the source. */
const even = (side: number): number => Math.max(2, Math.floor(side / 2) * 2)

/** The nearest even length that keeps the shape. */
const otherSide = (side: number, long: number, aspect: number): number =>
  Math.max(side, Math.min(even(long), Math.round((side * aspect) / 2) * 2))

const rung = (side: number, other: number, upright: boolean, rate: number): Rung => {
  const [width, height] = upright ? [side, other] : [other, side]
  return { name: `${side}p`, width, height, maxRate: maxRateOf(width * height, rate) }
}

/** Measured to be enough at 30 frames per second: [pixels, bits per second]. */
const knownRates: readonly (readonly [number, number])[] = [
  [426 * 240, 300_000],
  [640 * 360, 730_000],
  [854 * 480, 1_200_000],
  [1280 * 720, 2_800_000],
  [1920 * 1080, 5_000_000],
  [2560 * 1440, 8_000_000],
  [3840 * 2160, 16_000_000],
]

/** Between the known sizes on a line, outside them in proportion; 60 frames take half as much again. */
const maxRateOf = (pixels: number, frameRate: number): number => {
  const smooth = 1 + 0.5 * Math.max(0, (frameRate - 30) / 30)
  const upper = knownRates.findIndex(([known]) => known >= pixels)
  const [p1, r1] = knownRates[upper] ?? knownRates.at(-1) ?? [1, 1]
  const [p0, r0] = knownRates[upper - 1] ?? [0, 0]
  const rate = upper === -1 ? (r1 * pixels) / p1 : r0 + ((pixels - p0) / (p1 - p0)) * (r1 - r0)
  return Math.max(64_000, Math.round((rate * smooth) / 1000) * 1000)
}
