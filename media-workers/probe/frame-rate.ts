// The frame rate that a film is encoded at: constant, of a usual kind, at most 60.

/** A rate or a ratio as ffmpeg writes it: `30000/1001`. */
export type Rational = Readonly<{ num: number; den: number }>

/** Undefined for what is missing, malformed, zero or infinite. */
export const ratio = (text: string | undefined): Rational | undefined => {
  const [, num, den] = /^(\d+)\/(\d+)$/.exec(text ?? '') ?? []
  return Number(num) > 0 && Number(den) > 0 ? { num: Number(num), den: Number(den) } : undefined
}

export const perSecond = ({ num, den }: Rational): number => num / den

const usual: readonly Rational[] = [
  { num: 24_000, den: 1001 },
  { num: 30_000, den: 1001 },
  { num: 60_000, den: 1001 },
  ...[1, 2, 5, 10, 12, 15, 20, 24, 25, 30, 48, 50, 60].map((num) => ({ num, den: 1 })),
]

/**
 * From ffprobe's average and base rate and from what was counted, frames per second. A variable rate (phones drop pictures
 * in the dark) takes its base rate; not when that is twice the average, for then it counts fields. More than 60 is divided until it is not (Apple 1.19); less than 1 becomes 1.
 */
export const frameRateOf = (average: string | undefined, base: string | undefined, counted: number): Rational => {
  const said = ratio(average)
  const near = (a: number, b: number) => Math.abs(a - b) <= b * 0.1
  const measured = Number.isFinite(counted) && counted > 0 ? counted : 1
  const mean = said && near(perSecond(said), measured) ? perSecond(said) : measured
  const basic = ratio(base)
  const share = basic && perSecond(basic) <= 60.01 ? mean / perSecond(basic) : 0
  const rate = basic && share > 0.6 && share < 1.1 ? perSecond(basic) : mean
  const shown = Math.max(1, rate / Math.ceil(rate / 60.01))
  const known = usual.find((one) => Math.abs(perSecond(one) - shown) / shown < 0.000_4)
  return known ?? { num: Math.round(shown * 1000), den: 1000 }
}
