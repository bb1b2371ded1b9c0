// For specs: lets events happen on a log, in the way in which deciders, APIs and processors would have written them.
import {
  type Codec,
  type Envelope,
  eventIdOf,
  headersOf,
  idOf,
  type Log,
  memoryCodec,
  memoryLog,
  type NewRecord,
  partitionOf,
  type RecordTypes,
} from '../runtime/index.ts'
import { type RecordName, records } from '../schemas/generated/catalogue.ts'

/** An event without its time where that does not matter, with what its headers say. */
export type Happening = { [N in RecordName]: Omit<RecordTypes[N], 'at' | 'now'> & { at?: number } }[RecordName]

/** What the headers say, of all or of the n-th from 0. */
type Around = Partial<Envelope> | ((n: number) => Partial<Envelope>)

export type Happenings = Readonly<{
  log: Log
  codec: Codec
  /** Appends in order; returns the position of the last record of each partition, as `Min-Position` takes it. */
  happen(events: readonly Happening[], envelope?: Around): Promise<string>
}>

const AT_ONCE = 1_000
const topics = [
  ...['catalogue', 'media', 'commerce', 'identity', 'sellers', 'coupons', 'plans', 'playback'],
  ...['qoe', 'recommendations', 'deadletters'],
]

/** On a log that has its topics already. */
export const happeningsOn = (log: Log, codec: Codec, partitions: number): Happenings => {
  let count = 0
  return {
    log,
    codec,
    happen: async (events, around = {}) => {
      const appender = await log.appender()
      const places = new Map<string, bigint>()
      const append = async (topic: string, records: readonly NewRecord[]) => {
        const offsets = await appender.append(topic, records)
        records.forEach(({ partition }, i) => void places.set(`${topic}/${partition}`, offsets[i] ?? 0n))
      }
      let together: { topic: string; records: NewRecord[] } | undefined
      for (const [n, event] of events.entries()) {
        const envelope = typeof around === 'function' ? around(n) : around
        const { topic, key } = placeOf(event, envelope)
        // What goes to one topic travels together; what goes to another comes after it.
        if (together && (together.topic !== topic || together.records.length === AT_ONCE)) {
          await append(together.topic, together.records)
          together = undefined
        }
        together ??= { topic, records: [] }
        together.records.push(recordOf(codec, event, key, partitionOf(key, partitions), ++count, envelope))
      }
      if (together) await append(together.topic, together.records)
      await appender.close()
      return [...places].map(([place, offset]) => `${place}@${offset}`).join(',')
    },
  }
}

export const memoryHappenings = async (partitions = 4): Promise<Happenings> => {
  const log = memoryLog()
  await log.createTopics(topics.map((topic) => ({ topic, partitions, durable: false, settings: {} })))
  return happeningsOn(log, memoryCodec(), partitions)
}

const placeOf = (event: Happening, { actor = 'nobody' }: Partial<Envelope>) => {
  const schema = records[event.type] as Readonly<{ 'x-topic'?: string; 'x-key'?: string }>
  const key = (event as Readonly<Record<string, unknown>>)[schema['x-key'] ?? '']
  return { topic: schema['x-topic'] ?? 'commerce', key: typeof key === 'string' ? key : actor }
}

const recordOf = (
  codec: Codec,
  event: Happening,
  key: string,
  partition: number,
  count: number,
  envelope: Partial<Envelope>,
): NewRecord => {
  const commandId = envelope.commandId ?? idOf('spec command', count)
  const headers = headersOf({
    type: event.type,
    eventId: eventIdOf(commandId, count),
    streamVersion: count,
    commandId,
    occurredAt: event.at ?? count,
    ...envelope,
  })
  return { partition, key, value: codec.encode(event.type, event), headers }
}

/** An id for people to read in specs: the same for the same words. */
export const id = (...words: readonly (string | number)[]): string => idOf('spec', ...words)
