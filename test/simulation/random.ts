// Seeded randomness: the same seed, the same throws of the dice, on every machine.

export type Dice = Readonly<{
  /** 0 ≤ x < 1 */
  next(): number
  /** a whole number, 0 ≤ n < below */
  below(below: number): number
  between(from: number, to: number): number
  chance(probability: number): boolean
  pick<T>(from: readonly T[]): T
}>

/** sfc32 (PractRand), mixed until the seed no longer shows. */
export const diceOf = (seed: number): Dice => {
  let [a, b, c, d] = [seed | 0, 0x9e3779b9, 0x243f6a88, 1]
  const next = (): number => {
    const t = (((a + b) | 0) + d) | 0
    d = (d + 1) | 0
    a = b ^ (b >>> 9)
    b = (c + (c << 3)) | 0
    c = (c << 21) | (c >>> 11)
    c = (c + t) | 0
    return (t >>> 0) / 4_294_967_296
  }
  for (let i = 0; i < 15; i++) next()
  const below = (limit: number) => Math.floor(next() * limit)
  return {
    next,
    below,
    between: (from, to) => from + next() * (to - from),
    chance: (probability) => next() < probability,
    pick: (from) => from[below(from.length)] as never,
  }
}
