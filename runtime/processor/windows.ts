// Tumbling and hopping windows on event time, with late events: revisions while they are allowed, a side output after.
import type { Context, TimerOwner } from './definition.ts'

/** [start, end) in ms since 1970. */
export type Window = Readonly<{ start: number; end: number }>

export type Closing = Window &
  Readonly<{
    /** 1 when the watermark first passed the end; one more each time late events have changed it since */
    revision: number
  }>

export type WindowSpec<Value> = Readonly<{
  /** one of its kind in the processor; part of the state's names */
  name: string
  /** ms */
  size: number
  /** ms between the starts: less than the size makes hopping windows, else they tumble */
  every?: number
  /** ms after the end during which late events still change it */
  lateness: number
  empty: Value
  /** The window is complete, or was corrected. `context.key` says whose. */
  onClose?(window: Closing, value: Value, context: Context): void
  /** What it holds by now, once for each transaction that has changed it: at most every `limits.sayWithin`. */
  onUpdate?(window: Window, value: Value, key: string, emit: Context['emit']): void
  /** An event too late for this window, in the place of an EventTooLate: what is done with it is for you to say. */
  onTooLate?(window: Window, at: number, context: Context): void
}>

export type Windows<Value> = TimerOwner &
  Readonly<{
    /** Folds something that happened `at` into every window that it falls into. */
    add(context: Context, at: number, fold: (value: Value, window: Window) => Value): void
    /** What stands in the window that starts then; undefined when nothing does, or it was dropped. */
    read(context: Context, start: number): Value | undefined
  }>

type Kept<Value> = Readonly<{ value: Value; revision: number }>

/** Starts of the windows that contain the time, rising. */
export const startsOf = (at: number, size: number, every: number): readonly number[] => {
  const last = Math.floor(at / every) * every
  const count = Math.ceil((last + size - at) / every)
  return Array.from({ length: count }, (_, i) => last - (count - 1 - i) * every)
}

/**
 * Windows for a processor: name them in its `windows`, call `add` in its handlers. Late events of one batch make one
 * revision. Their state is dropped once the lateness is over.
 */
export const windowed = <Value>(spec: WindowSpec<Value>): Windows<Value> => {
  const { name, size, every = size, lateness, empty, onClose, onUpdate, onTooLate } = spec
  const timers = `window ${name} `
  const stateName = (start: number) => `window ${name} ${start}`
  const closeTimer = (start: number) => `${timers}close ${start}`
  const dropTimer = (start: number) => `${timers}drop ${start}`

  const addTo = (window: Window, at: number, context: Context, fold: (value: Value, window: Window) => Value) => {
    const { start, end } = window
    const { state, watermark } = context
    if (watermark >= end + lateness)
      return onTooLate ? onTooLate(window, at, context) : context.tooLate(name, window, at)
    const own = stateName(start)
    const kept = state.get<Kept<Value>>(own)
    const value = fold(kept ? kept.value : empty, window)
    state.put(own, { value, revision: kept ? kept.revision : 0 })
    // Both stand already when the window is open and known.
    if (!kept) context.setTimer(dropTimer(start), end + lateness)
    if (onClose && (!kept || watermark >= end)) context.setTimer(closeTimer(start), Math.max(end, watermark))
    if (onUpdate) context.atCommit(own, (emit) => onUpdate(window, value, context.key, emit))
  }

  return {
    timers,
    add: (context, at, fold) => {
      if (every === size) {
        const start = Math.floor(at / size) * size
        return addTo({ start, end: start + size }, at, context, fold)
      }
      for (const start of startsOf(at, size, every)) addTo({ start, end: start + size }, at, context, fold)
    },
    read: ({ state }, start) => state.get<Kept<Value>>(stateName(start))?.value,
    fire: (timer, context) => {
      const [kind, text] = timer.name.slice(timers.length).split(' ')
      const start = Number(text)
      const kept = context.state.get<Kept<Value>>(stateName(start))
      if (kind === 'drop') return context.state.delete(stateName(start))
      if (!kept) return
      const revision = kept.revision + 1
      context.state.put(stateName(start), { ...kept, revision })
      onClose?.({ start, end: start + size, revision }, kept.value, context)
    },
  }
}
