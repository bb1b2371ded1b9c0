// The heart of a stream processor, without I/O: a step in, changed state and what is to be said out. Deterministic.
import { records } from '../../schemas/generated/catalogue.ts'
import type { Happened } from '../event.ts'
import { isPlanted } from '../planted.ts'
import { blamed } from '../poison.ts'
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
  /** What waits to be said with the transaction; also when it was said before and is not wanted. */
  atCommit(): readonly Emitted[]
  /** How many keys wait for `atCommit`. */
  waiting(): number
  /** When the next timer is due; undefined: there is none. */
  nextTimer(): number | undefined
  /** Events told as too late since the state began. */
  late(): number
}>

/** A step fires so many timers at most, so that it fits a transaction; the next step fires on. */
export const TIMERS_PER_STEP = 200
const SEPARATOR = '\u0001'
const SESSION = 'session '
const LATE = 'late'
const CONTEXTS = 10_000

export type EngineOptions = Readonly<{
  processor: Processor
  overlay: Overlay
  clock: EventTime
  /** Whether this instance holds the key's partition. */
  isOurs(key: string): boolean
}>

type Now = Readonly<{ at: number; simulated: boolean; causedBy: string | undefined }>

export const engineOf = ({ processor, overlay, clock, isOurs }: EngineOptions): Engine => {
  const timers = timersIn(overlay)
  // Contexts outlive an event: most keys come again.
  const contexts = new Map<string, Context>()
  const atCommit = new Map<string, Readonly<{ now: Now; say: (emit: Context['emit']) => void }>>()
  let now: Now = { at: 0, simulated: false, causedBy: undefined }
  let emitted: Emitted[] = []

  const emit = (record: OutputRecord, options: EmitOptions = {}) => {
    const schema: Readonly<Record<string, unknown>> = records[record.type]
    if (schema['x-topic'] !== processor.output) throw new Error(`${record.type} is no record of ${processor.output}`)
    const key = String((record as Readonly<Record<string, unknown>>)[String(schema['x-key'])])
    const { at = now.at, simulated = now.simulated } = options
    emitted.push({ record, key, at, simulated, causedBy: now.causedBy })
  }

  const late = () => overlay.get<number>(LATE) ?? 0

  const newContext = (key: string): Context => {
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
      get watermark() {
        return clock.watermark()
      },
      state,
      emit,
      setTimer: (name, at) => timers.set(key, name, at),
      cancelTimer: (name) => timers.cancel(key, name),
      atCommit: (name, say) => void atCommit.set(nameOf(name), { now, say }),
      tooLate: (window, { start, end }, happenedAt) => {
        overlay.put(LATE, late() + 1)
        const watermark = clock.watermark()
        const about = { processor: processor.name, key, window, start, end, happenedAt, watermark }
        // A key of its own: in a compacted topic it must not stand for what the key says.
        const own = `late/${now.causedBy}/${window}/${start}`
        emitted.push({ record: { type: 'EventTooLate', ...about }, key: own, ...now })
      },
      isRepeat,
    }
  }

  const contextFor = (key: string, next: Now): Context => {
    now = next
    const known = contexts.get(key)
    if (known) return known
    if (contexts.size >= CONTEXTS) contexts.clear()
    const context = newContext(key)
    contexts.set(key, context)
    return context
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
        blamed(one.meta.offset, () => {
          const key = processor.keyOf(one)
          if (key === null || !isOurs(key)) return
          const { occurredAt: at, simulated, eventId: causedBy } = one.meta
          processor.handle(one, contextFor(key, { at, simulated, causedBy }))
        })
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
    atCommit: () => {
      for (const one of atCommit.values()) {
        now = one.now
        one.say(emit)
      }
      atCommit.clear()
      return said()
    },
    waiting: () => atCommit.size,
    nextTimer: () => timers.first()?.at,
    late,
  }
}
