// How many in a second, lately: what time is left is told from it.

/** Weight of the newest second; a few seconds are remembered. */
const NEWEST = 0.3

export type Rate = Readonly<{
  add(count: number): void
  /** In a second, smoothed; 0 before the first second is over. */
  perSecond(): number
}>

/** `now` in ms, from any origin. */
export const rateOf = (now: () => number = () => performance.now()): Rate => {
  let counted = 0
  let smooth: number | undefined
  let since = now()
  const settle = () => {
    const seconds = (now() - since) / 1_000
    if (seconds < 1) return
    const latest = counted / seconds
    const weight = 1 - (1 - NEWEST) ** seconds
    smooth = smooth === undefined ? latest : smooth + (latest - smooth) * weight
    counted = 0
    since = now()
  }
  return {
    add: (count) => {
      settle()
      counted += count
    },
    perSecond: () => {
      settle()
      return smooth ?? 0
    },
  }
}
