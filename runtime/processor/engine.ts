// The heart of a stream processor, without I/O: a step in, changed state and what is to be said out. Deterministic.
import { records } from '../../schemas/generated/catalogue.ts'
import type { Happened } from '../event.ts'
import { isPlanted } from '../planted.ts'
import type { Context, EmitOptions, OutputRecord, Processor } from './definition.ts'
import type { EventTime } from './event-time.ts'
import type { Overlay } from './overlay.ts'
import { hasSeen, type Seen, withSeen } from './sequences.ts'
import { type Timer, timersIn } from './timers.ts'

/** Something said, with what its headers need. */
export type Emitted = Readonly<{
  record: OutputRecord
  key: string
  at: number
  simulated: boolean
  /** the event that led to it; undefined when a timer did */
  causedBy: string | undefined
}>

export type Engine = Readonly<{
  /** The events of one batch of a source; `latest` is when the latest record of the batch happened. */
  records(source: string, events: readonly Happened[], latest: number | undefined): readonly Emitted[]
  /** Event time moves on to `at`. */
  time(at: number): readonly Emitted[]
  /** When the next timer is due; undefined: there is none. */
  nextTimer(): number | undefined
}>

/** A step fires so many timers at most, so that it fits a transaction; the next step fires on. */
export const TIMERS_PER_STEP = 200
const SEPARATOR = '\u0001'
const SESSION = 'session '

export type EngineOptions = Readonly<{
  processor: Processor
  overlay: Overlay
  clock: EventTime
  /** Whether this instance holds the key's partition. */
  isOurs(key: string): boolean
}>

export const engineOf = ({ processor, overlay, clock, isOurs }: EngineOptions): Engine => {
  const timers = timersIn(overlay)
  let emitted: Emitted[] = []

  const emit = (record: OutputRecord, at: number, simulated: boolean, causedBy: string | undefined) => {
    const schema: Readonly<Record<string, unknown>> = records[record.type]
    if (schema['x-topic'] !== processor.output) throw new Error(`${record.type} is no record of ${processor.output}`)
    const key = String((record as Readonly<Record<string, unknown>>)[String(schema['x-key'])])
    emitted.push({ record, key, at, simulated, causedBy })
  }

  type Now = Readonly<{ at: number; simulated: boolean; causedBy: string | undefined }>

  const contextFor = (key: string, now: Now): Context => {
    const nameOf = (name: string) => `s${key}${SEPARATOR}${name}`
    const prefix = nameOf('').length
    const state: Context['state'] = {
      get: (name) => overlay.get(nameOf(name)),
      put: (name, value) => overlay.put(nameOf(name), value),
      delete: (name) => overlay.delete(nameOf(name)),
      range: <T>(start: string) =>
        overlay.range<T>(nameOf(start)).map(([name, value]) => [name.slice(prefix), value] as const),
    }
    const isRepeat = (session: string, sequence: number): boolean => {
      const name = `${SESSION}${session}`
      const seen = state.get<Seen>(name) ?? []
      const until = Math.max(now.at, clock.watermark()) + processor.sessionsFor
      // Not moved at every event: late by a tenth is early enough to forget.
      if ((timers.get(key, name) ?? 0) < until - processor.sessionsFor / 10) timers.set(key, name, until)
      if (hasSeen(seen, sequence) && !isPlanted('no-repeat-check')) return true
      state.put(name, withSeen(seen, sequence))
      return false
    }
    return {
      key,
      watermark: clock.watermark(),
      state,
      emit: (record, options: EmitOptions = {}) =>
        emit(record, options.at ?? now.at, options.simulated ?? now.simulated, now.causedBy),
      setTimer: (name, at) => timers.set(key, name, at),
      cancelTimer: (name) => timers.cancel(key, name),
      isRepeat,
    }
  }

  const fire = (timer: Timer) => {
    const context = contextFor(timer.key, { at: timer.at, simulated: false, causedBy: undefined })
    if (timer.name.startsWith(SESSION)) context.state.delete(timer.name)
    else processor.fire(timer, context)
  }

  const fireDue = () => {
    for (let i = 0; i < TIMERS_PER_STEP; i++) {
      const due = timers.take(clock.watermark())
      if (!due) return
      fire(due)
    }
  }

  const said = (): readonly Emitted[] => {
    const all = emitted
    emitted = []
    return all
  }

  return {
    records: (source, events, latest) => {
      for (const one of events) {
        const key = processor.keyOf(one)
        if (key === null || !isOurs(key)) continue
        const { occurredAt: at, simulated, eventId: causedBy } = one.meta
        processor.handle(one, contextFor(key, { at, simulated, causedBy }))
      }
      if (latest !== undefined) clock.seen(source, latest)
      fireDue()
      return said()
    },
    time: (at) => {
      clock.advance(at)
      fireDue()
      return said()
    },
    nextTimer: () => timers.first()?.at,
  }
}
