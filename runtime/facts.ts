// Facts: what carries no invariant is appended at once, without a decider, and counted once by whoever folds it.
import { randomUUID } from 'node:crypto'
import type { Message, RecordCodec } from './deciders/decider.ts'
import { headersOf } from './envelope.ts'
import type { Headers, Log } from './log.ts'
import { partitionOf } from './partition.ts'
import type { Position } from './position.ts'

export type Fact = Readonly<{
  /** the playback session, or whatever its topic is keyed by */
  key: string
  /** with its time `at`, ms since 1970 */
  data: Message & Readonly<{ at: number }>
  /** beside type, event id and time, which are set here */
  headers?: Headers
}>

export type Facts = Readonly<{
  /**
   * Written with acks=all; resolves with where each stands, in the order given. A fact may stand there twice after a
   * lost answer: it carries what makes it known (playback session and sequence). Throws NotSent, UnknownOutcome,
   * TooLarge, and InvalidRecord when one does not fit its schema: then none was written.
   */
  append(topic: string, items: readonly Fact[]): Promise<readonly Position[]>
  close(): Promise<void>
}>

type FactOptions = Readonly<{ log: Log; codec: RecordCodec; partitions: number }>

export const openFacts = async ({ log, codec, partitions }: FactOptions): Promise<Facts> => {
  const appender = await log.appender()
  return {
    append: async (topic, items) => {
      const records = items.map(({ key, data, headers }) => ({
        partition: partitionOf(key, partitions),
        key,
        value: codec.encode(data.type, data),
        headers: { ...headers, ...headersOf({ type: data.type, eventId: randomUUID(), occurredAt: data.at }) },
      }))
      const offsets = await appender.append(topic, records)
      return records.map(({ partition }, i) => ({ topic, partition, offset: offsets[i] ?? -1n }))
    },
    close: () => appender.close(),
  }
}
