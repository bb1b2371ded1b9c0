// How busy the live versions are, here and in other processes: what a rebuild has to give way to.

/** idle: nothing happens. busy: they keep up. behind: what happened is seen late. */
export type Load = 'idle' | 'busy' | 'behind'

export type LiveLoad = Readonly<{
  /** A live version has applied these: `at` is when the newest was written, ms since 1970. */
  applied(count: number, at: number): void
  /** What the other processes have reported of their live versions. */
  reported(lag: number, rate: number): void
  now(): Load
}>

/** ms without live records after which they are idle */
const IDLE_AFTER = 1_000
/** ms by which they may be seen later than at best */
const LATE = 300
/** records, or what comes in so many seconds when that is more, that all of them together may lag */
const LAG = { records: 1_000, seconds: 1 }
/** records in a second that are work; below it is what a rate remembers of work that is over */
const SOME = 10
/** ms after which the best delay seen is forgotten: clocks and loads change */
const MEMORY = 60_000

/** `now` in ms since 1970. */
export const liveLoad = (now: () => number = Date.now): LiveLoad => {
  let last = Number.NEGATIVE_INFINITY
  let delay = 0
  let best = { delay: Number.POSITIVE_INFINITY, at: 0 }
  let others = { lag: 0, rate: 0 }
  return {
    applied: (count, at) => {
      if (count === 0) return
      last = now()
      const seen = last - at
      if (seen < best.delay || last - best.at > MEMORY) best = { delay: seen, at: last }
      // Quick to rise, slow to fall.
      const late = seen - best.delay
      delay = late > delay ? late : delay * 0.8 + late * 0.2
    },
    reported: (lag, rate) => {
      others = { lag, rate }
    },
    now: () => {
      const isActive = now() - last < IDLE_AFTER
      if (others.lag > Math.max(LAG.records, others.rate * LAG.seconds)) return 'behind'
      if (isActive && delay > LATE) return 'behind'
      return isActive || others.rate > SOME ? 'busy' : 'idle'
    },
  }
}
