// Timers on event time, kept in the processor's state: one per key and name, fired in the order of their times.
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

export const timersIn = (overlay: Overlay): Timers => {
  const nameKey = (key: string, name: string) => `n${key}${SEPARATOR}${name}`
  const timeKey = (key: string, name: string, at: number) =>
    `t${String(Math.max(0, at)).padStart(DIGITS, '0')}${SEPARATOR}${key}${SEPARATOR}${name}`

  const cancel = (key: string, name: string) => {
    const at = overlay.get<number>(nameKey(key, name))
    if (at === undefined) return
    overlay.delete(nameKey(key, name))
    overlay.delete(timeKey(key, name, at))
  }
  const first = () => overlay.range<Timer>('t', 1)[0]?.[1]

  return {
    set: (key, name, at) => {
      if (!Number.isSafeInteger(at)) throw new Error(`timer ${name}: ${at} is no time in ms`)
      cancel(key, name)
      overlay.put(nameKey(key, name), at)
      overlay.put(timeKey(key, name, at), { key, name, at })
    },
    cancel,
    get: (key, name) => overlay.get<number>(nameKey(key, name)),
    first,
    take: (time) => {
      const due = first()
      if (!due || due.at > time) return undefined
      cancel(due.key, due.name)
      return due
    },
  }
}
