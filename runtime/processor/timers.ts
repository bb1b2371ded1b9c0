// Timers on event time, kept in the processor's state: one per key and name, fired in the order of their times.
import { openHeap } from './heap.ts'
import type { Overlay } from './overlay.ts'

/** `at`: ms since 1970, the time it was set for. */
export type Timer = Readonly<{ key: string; name: string; at: number }>

export type Timers = Readonly<{
  /** Sets it, or moves it when there is one of this name. */
  set(key: string, name: string, at: number): void
  cancel(key: string, name: string): void
  /** The time it is set for. */
  get(key: string, name: string): number | undefined
  first(): Timer | undefined
  /** Takes the first one that is due at `time`. */
  take(time: number): Timer | undefined
}>

const SEPARATOR = '\u0001'
const DIGITS = 16
/** The next timers are at hand in memory, so that most steps do not ask the store. */
const AT_HAND = 1_000
const MOST_AT_HAND = 20_000

const isEarlier = (a: Timer, b: Timer): boolean =>
  a.at !== b.at ? a.at < b.at : a.key !== b.key ? a.key < b.key : a.name < b.name

export const timersIn = (overlay: Overlay): Timers => {
  const next = openHeap(isEarlier)
  // Every timer up to this one is at hand, beside some that were moved or cancelled; undefined: every one there is.
  let last: Timer | undefined = { key: '', name: '', at: -1 }

  const nameKey = (key: string, name: string) => `n${key}${SEPARATOR}${name}`
  const timeKey = (key: string, name: string, at: number) =>
    `t${String(Math.max(0, at)).padStart(DIGITS, '0')}${SEPARATOR}${key}${SEPARATOR}${name}`
  const get = (key: string, name: string) => overlay.get<number>(nameKey(key, name))

  const cancel = (key: string, name: string) => {
    const at = get(key, name)
    if (at === undefined) return
    overlay.delete(nameKey(key, name))
    overlay.delete(timeKey(key, name, at))
  }

  const fetch = () => {
    const found = overlay.range<Timer>('t', AT_HAND)
    next.clear()
    for (const [, timer] of found) next.push(timer)
    last = found.length < AT_HAND ? undefined : found.at(-1)?.[1]
  }

  const first = (): Timer | undefined => {
    for (;;) {
      const timer = next.first()
      if (!timer && last === undefined) return undefined
      if (!timer) fetch()
      else if (get(timer.key, timer.name) === timer.at) return timer
      else next.pop()
    }
  }

  return {
    set: (key, name, at) => {
      if (!Number.isSafeInteger(at)) throw new Error(`timer ${name}: ${at} is no time in ms`)
      if (get(key, name) === at) return
      cancel(key, name)
      const timer = { key, name, at }
      overlay.put(nameKey(key, name), at)
      overlay.put(timeKey(key, name, at), timer)
      if (last !== undefined && isEarlier(last, timer)) return
      next.push(timer)
      if (next.size() <= MOST_AT_HAND) return
      next.clear()
      last = { key: '', name: '', at: -1 }
    },
    cancel,
    get,
    first,
    take: (time) => {
      const due = first()
      if (!due || due.at > time) return undefined
      next.pop()
      cancel(due.key, due.name)
      return due
    },
  }
}
