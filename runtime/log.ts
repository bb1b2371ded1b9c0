// The log port: what the rest of the runtime asks of Kafka. Two adapters (kafka/, memory-log.ts) pass one contract suite.

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
export class Fenced extends Error {
  override name = 'Fenced'
}
/** Sent, and nobody knows whether it took effect (protocol 17). */
export class UnknownOutcome extends Error {
  override name = 'UnknownOutcome'
}
/** Nothing was handed over: it certainly has no effect (protocol 20). */
export class NotSent extends Error {
  override name = 'NotSent'
}
/** One record, or the batch, is larger than the log takes (protocol 18). */
export class TooLarge extends Error {
  override name = 'TooLarge'
}
/** There is no such topic or partition, or it is not as the installation wants it (protocol 22, H17). */
export class WrongTopic extends Error {
  override name = 'WrongTopic'
}

/** kafkajs takes a key of four zero bytes for the end of an aborted transaction, and shows the rest of it (H2). */
export class WrongKey extends Error {
  override name = 'WrongKey'
  constructor() {
    super('a key of four zero bytes is not taken: a reader would show what was aborted')
  }
}
export const hasWrongKey = (records: readonly NewRecord[]): boolean => records.some(({ key }) => key === '\0\0\0\0')

/**
 * A fenced writer of one event partition (protocol 6, 7, 15). Throws Fenced, UnknownOutcome or TooLarge; after any
 * error it is dead: close it and open another.
 */
export type TransactionalWriter = Readonly<{
  /** All records in order in one transaction; the offset of the first. One call at a time. WrongKey: nothing was sent. */
  commit(records: readonly NewRecord[]): Promise<bigint>
  close(): Promise<void>
}>

/** Writes without transactions, acks=all, not idempotent: a record may stand there twice. */
export type Appender = Readonly<{
  /**
   * The offset of each record, in the order given. Calls made together travel together.
   * Throws NotSent, UnknownOutcome or TooLarge, and WrongKey before anything is sent.
   */
  append(topic: string, records: readonly NewRecord[]): Promise<readonly bigint[]>
  close(): Promise<void>
}>

/** A share of a group's partitions, held by this process until it is revoked. */
export type Assigned = Readonly<{
  topic: string
  partition: number
  /** First offset wanted, once, before records flow. Below the first that is still there, reading begins with that. */
  from(offset: bigint): void
  /** Offset that the group last committed, or undefined. For deciders a gauge, never the truth (protocol 4). */
  groupOffset: bigint | undefined
}>

/** None of these may throw; a rejected `onRecords` is logged and the same records come again. */
export type PartitionHandler = Readonly<{
  /** The partition is ours. Records flow after `assigned.from(offset)`. */
  onAssigned(assigned: Assigned): void
  /** Records in order; resolve when there is room for more: the partition is paused meanwhile. */
  onRecords(topic: string, partition: number, records: readonly LogRecord[]): Promise<void>
  /** Read up to here (exclusive), whether or not records were delivered: also past control records. */
  onPosition?(topic: string, partition: number, next: bigint): void
  /** No longer ours: whatever is in flight for it must not take effect any more. */
  onRevoked(topic: string, partition: number): void
  /** How far a local store here already is: of several members that could take a partition, the furthest gets it. */
  warmth?(topic: string, partition: number): bigint
}>

export type SubscribeOptions = Readonly<{
  /** bytes of one partition in one fetch, about: what is fetched together is decoded together, and holds up all else */
  fetchBytes?: number | undefined
}>

export type Subscription = Readonly<{
  /** Sent to the group within a second, and at close. */
  commitGroupOffset(topic: string, partition: number, next: bigint): void
  /** True while the group's current generation gives this partition to us, by an answered heartbeat. */
  stillOurs(topic: string, partition: number): Promise<boolean>
  /** False while the group was lost and is being joined again. */
  isMember(): boolean
  /** Revokes what is still held, then leaves the group. */
  close(): Promise<void>
}>

export type Tail = Readonly<{
  /** next offset to be read */
  position(at: TopicPartition): bigint | undefined
  /** False while the connection was lost and is being made again; it goes on where it was. */
  isFollowing(): boolean
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
  /**
   * Follows all partitions of the topics, or the one of this number of each, from the given offset (or the committed
   * end), outside any lasting group. Resolves when every partition has its position: what is committed from then on will be seen.
   */
  tail(
    topics: readonly string[],
    from: 'end' | ((at: TopicPartition) => bigint),
    each: (records: readonly LogRecord[]) => void | Promise<void>,
    only?: number,
  ): Promise<Tail>
  /** Shares the topics' partitions with the other members of the group. Resolves when the first share is assigned. */
  subscribe(
    group: string,
    topics: readonly string[],
    handler: PartitionHandler,
    options?: SubscribeOptions,
  ): Promise<Subscription>
  ends(at: TopicPartition): Promise<Ends>
  /** First offset that is still there. */
  start(at: TopicPartition): Promise<bigint>
  /** First offset of a record of this time (ms since 1970) or later; the committed end when there is none. */
  since(at: TopicPartition, time: number): Promise<bigint>
  /** Throws WrongTopic when there is none. */
  partitions(topic: string): Promise<number>
  /** Opens and fences (protocol 7): when it resolves, everything that older owners committed is final. */
  transactional(id: string, at: TopicPartition): Promise<TransactionalWriter>
  appender(): Promise<Appender>
  /** Makes what is missing, sets the settings of what is there, reads all back; throws WrongTopic with every fault. */
  createTopics(topics: readonly NewTopic[]): Promise<void>
  deleteBefore(at: TopicPartition, offset: bigint): Promise<void>
  close(): Promise<void>
}>

/** `durable`: flushed at each message where one broker is all there is (protocol 22). */
export type NewTopic = Readonly<{
  topic: string
  partitions: number
  durable: boolean
  settings: Readonly<Record<string, string>>
}>
