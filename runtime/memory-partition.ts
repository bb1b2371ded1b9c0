// One partition in memory: records, control records, open transactions and where the committed part ends.
import type { LogRecord, NewRecord, TopicPartition } from './log.ts'
import { later } from './offset.ts'

type Transaction = { readonly id: string; readonly first: number; open: boolean }
type Slot = Readonly<{ record?: LogRecord; transaction?: Transaction }>

export type MemoryPartition = Readonly<{
  append(record: NewRecord, timestamp: number): bigint
  /** The marker of a commit also ends what hangs under the same id, as Kafka's does (protocol 8). */
  commit(id: string, records: readonly NewRecord[], timestamp: number): bigint
  hang(id: string, records: readonly NewRecord[], timestamp: number): void
  /** Committed records of [from, until). */
  slice(from: bigint, until: bigint): readonly LogRecord[]
  start(): bigint
  committed(): bigint
  end(): bigint
  deleteBefore(offset: bigint): void
  /** Resolves at the next change. */
  changed(): Promise<void>
  wake(): void
}>

export const memoryPartition = ({ topic, partition }: TopicPartition): MemoryPartition => {
  const slots: Slot[] = []
  const open = new Set<Transaction>()
  let first = 0n
  let change = Promise.withResolvers<void>()

  const wake = () => {
    change.resolve()
    change = Promise.withResolvers<void>()
  }
  const add = ({ key, value, headers }: NewRecord, timestamp: number, transaction?: Transaction): bigint => {
    const offset = BigInt(slots.length)
    const record = { topic, partition, offset, key, value, headers, timestamp }
    slots.push(transaction ? { record, transaction } : { record })
    return offset
  }
  const begin = (id: string): Transaction => {
    const transaction = { id, first: slots.length, open: true }
    open.add(transaction)
    return transaction
  }
  const committed = () => BigInt(Math.min(slots.length, ...[...open].map((transaction) => transaction.first)))

  return {
    append: (record, timestamp) => {
      const offset = add(record, timestamp)
      wake()
      return offset
    },
    commit: (id, records, timestamp) => {
      const transaction = begin(id)
      for (const record of records) add(record, timestamp, transaction)
      slots.push({})
      for (const own of open)
        if (own.id === id) {
          own.open = false
          open.delete(own)
        }
      wake()
      return BigInt(transaction.first)
    },
    hang: (id, records, timestamp) => {
      const transaction = begin(id)
      for (const record of records) add(record, timestamp, transaction)
      wake()
    },
    slice: (from, until) =>
      slots
        .slice(Number(later(from, first)), Number(until))
        .flatMap(({ record, transaction }) => (record && !transaction?.open ? [record] : [])),
    start: () => first,
    committed,
    end: () => BigInt(slots.length),
    deleteBefore: (offset) => {
      first = later(first, offset)
    },
    changed: () => change.promise,
    wake,
  }
}
