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
  onClose(window: Closing, value: Value, context: Context): void
  /** The side output: an event too late for this window. What is done with it is for the processor to say. */
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
  const { name, size, every = size, lateness, empty, onClose, onTooLate } = spec
  const timers = `window ${name} `
  const stateName = (start: number) => `window ${name} ${start}`
  const closeTimer = (start: number) => `${timers}close ${start}`
  const dropTimer = (start: number) => `${timers}drop ${start}`

  const addTo = (window: Window, at: number, context: Context, fold: (value: Value, window: Window) => Value) => {
    const { start, end } = window
    const { state, watermark } = context
    if (watermark >= end + lateness) return onTooLate?.(window, at, context)
    const kept = state.get<Kept<Value>>(stateName(start)) ?? { value: empty, revision: 0 }
    state.put(stateName(start), { ...kept, value: fold(kept.value, window) })
    context.setTimer(closeTimer(start), Math.max(end, watermark))
    context.setTimer(dropTimer(start), end + lateness)
  }

  return {
    timers,
    add: (context, at, fold) => {
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
      onClose({ start, end: start + size, revision }, kept.value, context)
    },
  }
}
