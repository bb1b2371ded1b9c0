// The log port: what the rest of the runtime asks of Kafka. Two adapters (kafka/, memory.ts) pass one contract suite.

/** Header names are lower case; values are UTF-8 text. */
export type Headers = Readonly<Record<string, string>>

/** A record as read. `timestamp` is ms since 1970: LogAppendTime on commands.*, CreateTime elsewhere. */
export type LogRecord = Readonly<{
  topic: string
  partition: number
  offset: bigint
  key: string
  value: Buffer
  headers: Headers
  timestamp: number
}>

/** A record to be written; `partition` is always explicit: partitionOf(key, N). */
export type NewRecord = Readonly<{ partition: number; key: string; value: Buffer; headers: Headers }>

export type TopicPartition = Readonly<{ topic: string; partition: number }>

/** Where a partition ends: `committed` is the last stable offset, `end` the next offset to be written. */
export type Ends = Readonly<{ committed: bigint; end: bigint }>

/** Refused because a newer owner holds the same transactional id (protocol 7, 17). */
export class Fenced extends Error {}
/** Sent, and nobody knows whether it took effect (protocol 17). */
export class UnknownOutcome extends Error {}
/** Nothing was handed over: it certainly has no effect (protocol 20). */
export class NotSent extends Error {}
/** One record, or the batch, is larger than the broker takes (protocol 18). */
export class TooLarge extends Error {}

/** A fenced writer of one event partition (protocol 6, 7, 15). Throws Fenced, UnknownOutcome or TooLarge. */
export type TransactionalWriter = Readonly<{
  /** All records in order in one transaction; after any error the writer is dead: close it and open another. */
  commit(records: readonly NewRecord[]): Promise<void>
  close(): Promise<void>
}>

/** Writes without transactions, acks=all, not idempotent. Throws NotSent or UnknownOutcome. */
export type Appender = Readonly<{
  /** Returns the offset of each record, in the order given. Calls made together travel together. */
  append(topic: string, records: readonly NewRecord[]): Promise<readonly bigint[]>
  close(): Promise<void>
}>

/** A share of a group's partitions, held by this process until it is revoked. */
export type Assigned = Readonly<{
  topic: string
  partition: number
  /** First offset wanted; must be called once before records flow. */
  from(offset: bigint): void
  /** Offset that the group last committed, or undefined. A gauge, never the truth (protocol 4). */
  groupOffset: bigint | undefined
}>

export type PartitionHandler = Readonly<{
  /** The partition is ours. Records flow after `assigned.from(offset)`. */
  onAssigned(assigned: Assigned): void
  /** Records in order; resolve when there is room for more: the partition is paused meanwhile. */
  onRecords(topic: string, partition: number, records: readonly LogRecord[]): Promise<void>
  /** Read up to here (exclusive), whether or not records were delivered: also past control records. */
  onPosition?(topic: string, partition: number, next: bigint): void
  /** No longer ours: whatever is in flight for it must not take effect any more. */
  onRevoked(topic: string, partition: number): void
}>

export type Subscription = Readonly<{
  /** Offsets for lag tools only. */
  commitGroupOffset(topic: string, partition: number, next: bigint): void
  /** True while the group's current generation gives this partition to us, by an answered heartbeat. */
  stillOurs(topic: string, partition: number): Promise<boolean>
  close(): Promise<void>
}>

export type Log = Readonly<{
  /** Committed records of [from, until) of one partition, in order; resolves when `until` is reached. */
  read(
    at: TopicPartition,
    from: bigint,
    until: bigint,
    each: (records: readonly LogRecord[]) => void | Promise<void>,
  ): Promise<void>
  /** Follows all partitions of the topics from the given offset (or the committed end), outside any lasting group. */
  tail(
    topics: readonly string[],
    from: 'end' | ((at: TopicPartition) => bigint),
    each: (records: readonly LogRecord[]) => void | Promise<void>,
  ): Promise<{
    /** next offset to be read, once known */
    position(at: TopicPartition): bigint | undefined
    close(): Promise<void>
  }>
  /** Shares the topics' partitions with the other members of the group. */
  subscribe(group: string, topics: readonly string[], handler: PartitionHandler): Promise<Subscription>
  ends(at: TopicPartition): Promise<Ends>
  /** First offset that is still there. */
  start(at: TopicPartition): Promise<bigint>
  partitions(topic: string): Promise<number>
  /** Opens and fences (protocol 7). */
  transactional(id: string, at: TopicPartition): Promise<TransactionalWriter>
  appender(): Promise<Appender>
  createTopics(topics: readonly NewTopic[]): Promise<void>
  deleteBefore(at: TopicPartition, offset: bigint): Promise<void>
  close(): Promise<void>
}>

export type NewTopic = Readonly<{ topic: string; partitions: number; settings: Readonly<Record<string, string>> }>
