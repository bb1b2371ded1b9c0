// A seeded random source, so that a simulated audience can be had again.

export type Random = Readonly<{
  /** uniform in [0, 1) */
  next(): number
  /** uniform in [from, to] */
  between(from: number, to: number): number
  pick<T>(list: readonly T[]): T | undefined
  chance(p: number): boolean
}>

/** mulberry32: 32 bits of state are enough for an audience. */
export const seeded = (seed: number): Random => {
  let a = seed >>> 0
  const next = () => {
    a = (a + 0x6d2b79f5) >>> 0
    let t = Math.imul(a ^ (a >>> 15), 1 | a)
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32
  }
  return {
    next,
    between: (from, to) => from + next() * (to - from),
    pick: (list) => list[Math.floor(next() * list.length)],
    chance: (p) => next() < p,
  }
}
