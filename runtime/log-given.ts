// What the contract of logs puts in, and who reads it: records with texts, a member of a group that keeps what it is told.
import type { Assigned, LogRecord, NewRecord, PartitionHandler } from './log.ts'

export const record = (text: string, partition = 0, headers = {}): NewRecord => ({
  partition,
  key: `key of ${text}`,
  value: Buffer.from(text),
  headers,
})
export const records = (count: number, prefix: string, partition = 0) =>
  Array.from({ length: count }, (_, i) => record(`${prefix}${i}`, partition))
export const texts = (list: readonly LogRecord[]) => list.map(({ value }) => value.toString())

/** A member of a group that keeps what it is told. */
export const member = (from: (assigned: Assigned) => bigint | undefined = () => 0n) => {
  const seen: LogRecord[] = []
  const held = new Map<number, Assigned>()
  const positions = new Map<number, bigint>()
  const revoked: number[] = []
  const handler: PartitionHandler = {
    onAssigned: (assigned) => {
      held.set(assigned.partition, assigned)
      const offset = from(assigned)
      if (offset !== undefined) assigned.from(offset)
    },
    onRecords: async (_topic, _partition, list) => void seen.push(...list),
    onPosition: (_topic, partition, next) => void positions.set(partition, next),
    onRevoked: (_topic, partition) => {
      held.delete(partition)
      revoked.push(partition)
    },
  }
  return {
    seen,
    held,
    positions,
    revoked,
    handler,
    of: (partition: number) => seen.filter((r) => r.partition === partition),
  }
}
