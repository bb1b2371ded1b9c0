// A stream processor: events in, state per key, records of a derived topic out. Its handlers are its subscription.
import { type RecordName, records } from '../../schemas/generated/catalogue.ts'
import type { FieldsOf } from '../codec.ts'
import type { Meta } from '../envelope.ts'
import { type EventNamed, type Happened, NoTopic, topicsFor } from '../event.ts'
import type { Timer } from './timers.ts'

type RecordNamed<Name extends RecordName> = Name extends RecordName ? Readonly<{ type: Name }> & FieldsOf<Name> : never

/** What a processor says: a record of its output topic, without its time. */
export type OutputRecord = RecordNamed<RecordName>

export type EmitOptions = Readonly<{
  /** when it happened, ms since 1970; else the time of the event or timer that is handled */
  at?: number
  /** derived from the simulated audience alone; else as the event that is handled says, and false for a timer */
  simulated?: boolean
}>

/**
 * The state of one key: any value that `node:v8` serializes. What `get` gives is not to be changed in place: put a new
 * value. A value is read and written whole, so keep what changes alone under a name of its own.
 */
export type KeyState = Readonly<{
  get<T>(name: string): T | undefined
  put(name: string, value: unknown): void
  delete(name: string): void
  /** Entries whose names begin with the prefix, in the order of their names. */
  range<T>(prefix: string): readonly (readonly [name: string, value: T])[]
}>

/** What a handler has at hand. Everything it does takes effect together, exactly once, or not at all. */
export type Context = Readonly<{
  key: string
  /** All events that happened before it have come, as far as anybody can say; ms since 1970, 0: nobody can. */
  watermark: number
  state: KeyState
  /** Into the output topic, in the partition of this key. Throws when the record is not one of that topic. */
  emit(record: OutputRecord, options?: EmitOptions): void
  /** Calls `onTimer` for this key once the watermark has reached `at`; a name that is set already is moved. */
  setTimer(name: string, at: number): void
  cancelTimer(name: string): void
  /**
   * Says it as the last of the transaction that keeps this; of several of this key and name only the last one given.
   * So what changes with each event is said once in `limits.sayWithin`. `say` runs later: it must not touch the state.
   */
  atCommit(name: string, say: (emit: Context['emit']) => void): void
  /** Tells that an event has come too late for a window: counted, and an EventTooLate beside the output's own records. */
  tooLate(window: string, span: Readonly<{ start: number; end: number }>, happenedAt: number): void
  /**
   * True when this number of this session was seen before. Sequences are remembered per session, as ranges, until
   * `sessionsFor` after the session's last event: an event that stands on the log twice is counted once.
   */
  isRepeat(session: string, sequence: number): boolean
}>

/** Windows, and whatever else keeps timers of its own: the engine routes a timer by the first part of its name. */
export type TimerOwner = Readonly<{ timers: string; fire(timer: Timer, context: Context): void }>

export type EventTimeRules = Readonly<{
  /** ms by which events of one partition may come out of order; default 5 s: the clocks of the APIs differ */
  outOfOrder?: number
  /** ms of silence after which a partition that was read to its end does not hold back the others; default 10 s */
  idleAfter?: number
}>

export type ProcessorSpec<Name extends RecordName> = Readonly<{
  name: string
  /** Raise it when it would say something else: all is read again from the start, and said again. */
  version: number
  /** The derived topic that nobody else writes. */
  output: string
  /**
   * Whose state the event changes; null: nobody's. A fixed text makes one state of everything, in one partition.
   * `'record'`: the key under which it stands on the log. Then the inputs are cut as the output is, and each partition of
   * the output reads the inputs' partitions of its number alone: each record is read once, by one instance.
   */
  key: 'record' | ((event: EventNamed<Name>, meta: Meta) => string | null)
  /** Pure but for the context: no clock, no randomness, no outside world. They run again when state is rebuilt. */
  on: Readonly<{ [N in Name]: (event: EventNamed<N>, context: Context, meta: Meta) => void }>
  onTimer?: (timer: Timer, context: Context) => void
  /** the windows whose `add` the handlers call */
  windows?: readonly TimerOwner[]
  time?: EventTimeRules
  /** ms of event time; default a day */
  sessionsFor?: number
  /** only for the protocol's own records, which stand on many topics */
  topics?: readonly string[]
}>

export type Processor = Readonly<{
  name: string
  version: number
  output: string
  inputs: readonly string[]
  /** each partition of the output reads the inputs' partitions of its own number */
  aligned: boolean
  names: ReadonlySet<string>
  time: Required<EventTimeRules>
  sessionsFor: number
  keyOf(happened: Happened): string | null
  handle(happened: Happened, context: Context): void
  fire(timer: Timer, context: Context): void
}>

/**
 * `defineProcessor({ name, version, output, key, on })`; inputs follow from the names in `on`.
 * Throws NoTopic when the output is no derived topic of the catalogue or a handler's event has no topic.
 */
export const defineProcessor = <Name extends RecordName>(spec: ProcessorSpec<Name>): Processor => {
  const { name, version, output, key, on, onTimer, windows = [], time = {}, sessionsFor = 86_400_000 } = spec
  const names = new Set<string>(Object.keys(on))
  if (!derivedTopics.has(output)) throw new NoTopic(`${output} is no derived topic of schemas/: nobody may write there`)
  return {
    name,
    version,
    output,
    names,
    sessionsFor,
    inputs: topicsFor([...names], spec.topics),
    time: { outOfOrder: 5_000, idleAfter: 10_000, ...time },
    aligned: key === 'record',
    keyOf: ({ event, meta }) => (key === 'record' ? meta.key : key(event as EventNamed<Name>, meta)),
    handle: ({ event, meta }, context) => on[event.type as Name](event as EventNamed<Name>, context, meta),
    fire: (timer, context) => {
      const owner = windows.find(({ timers }) => timer.name.startsWith(timers))
      if (owner) owner.fire(timer, context)
      else onTimer?.(timer, context)
    },
  }
}

const derivedTopics: ReadonlySet<string> = new Set(
  Object.values(records).flatMap((record) => (record['x-kind'] === 'derived' ? [record['x-topic']] : [])),
)
