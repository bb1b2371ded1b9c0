// What the checker looks at: every committed record as it stands on the log, the stores, the provider's books, the history.
import {
  type Decoded,
  type Envelope,
  envelopeOf,
  isUnknown,
  type LogRecord,
  type MemoryLog,
  type MemoryProjectionStore,
  memoryCodec,
} from '../../runtime/index.ts'
import type { Disks } from './disks.ts'
import type { History } from './history.ts'
import type { Entry } from './payment-server.ts'

type Fields = Readonly<Record<string, unknown>>

/** A record and what it says; `fields` as decoded by the checker's own codec. */
export type Told = Readonly<{ record: LogRecord; envelope: Envelope; type: string; fields: Fields }>

export type Evidence = Readonly<{
  /** by topic, in order within each partition */
  told(topic: string): readonly Told[]
  ends: ReadonlyMap<string, bigint>
  store: MemoryProjectionStore
  positions(name: string, version: number): Promise<ReadonlyMap<string, bigint>>
  books: readonly Entry[]
  disks: Disks
  history: History
  partitions: number
}>

/** What is wrong, in words; nothing when it holds. */
export type Property = Readonly<{
  name: string
  /** `safety` never holds again once it is broken; `progress` may hold only later. */
  kind: 'safety' | 'progress'
  check(evidence: Evidence): Iterable<string> | Promise<Iterable<string>>
}>

const codec = memoryCodec()

const tell = (record: LogRecord): Told => {
  const envelope = envelopeOf(record.headers)
  const decoded: Decoded | undefined = record.value.length ? codec.decode(record.value) : undefined
  const fields = decoded && (isUnknown(decoded) ? decoded.fields : (decoded as unknown as Fields))
  return { record, envelope, type: envelope.type, fields: fields ?? {} }
}

/** Follows the whole log from its first record. */
export const collect = async (log: MemoryLog, topics: readonly string[]) => {
  const all = new Map<string, Told[]>(topics.map((topic) => [topic, []]))
  const ends = new Map<string, bigint>()
  let changes = 0
  await log.tail(
    topics,
    () => 0n,
    (records) => {
      changes += records.length
      for (const record of records) all.get(record.topic)?.push(tell(record))
    },
  )
  return {
    told: (topic: string): readonly Told[] => all.get(topic) ?? [],
    changes: () => changes,
    /** Call it as the world: the ends as they are now. */
    look: async (partitions: number): Promise<ReadonlyMap<string, bigint>> => {
      for (const topic of topics)
        for (let partition = 0; partition < partitions; partition++)
          ends.set(`${topic}/${partition}`, (await log.ends({ topic, partition })).committed)
      return ends
    },
  }
}
