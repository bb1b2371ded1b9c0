// Generated from schemas/deadletters/*.avsc. Do not edit.
/** An operator gives up a record that was laid aside; what waits behind it goes on. */
export type DropAsked = Readonly<{
  type: 'DropAsked'
  /** when it happened, ms since 1970 */
  at: number
  place: string
  letterId: string
  /** the same when the request is repeated */
  askId: string
  operatorId: string
  reason: string
}>

/** A consumer could not apply a record and laid it aside, or a record waits behind such a one of its key. Told again after each try. */
export type RecordParked = Readonly<{
  type: 'RecordParked'
  /** when it happened, ms since 1970 */
  at: number
  /** <consumer> <topic>/<partition>: who tells it and answers what is asked */
  place: string
  /** follows from consumer, topic, partition and offset */
  letterId: string
  /** the group: a projection with its version, a worker, a process, a stream processor */
  consumer: string
  sourceTopic: string
  sourcePartition: number
  sourceOffset: number
  recordKey: string
  /** the bytes as they stand on the log, base64; null when they are too large to be copied */
  value: string | null
  headers: Readonly<Record<string, string>>
  /** the log's time of the record */
  appendedAt: number
  /** WAITS: behind an earlier record of its key */
  cause: 'UNDECODABLE' | 'UNKNOWN_SCHEMA' | 'FAILED' | 'WAITS'
  /** of the last try */
  error: string
  tries: number
  /** the retry that failed so */
  askId: string | null
}>

/** A record that was laid aside is no longer: it was applied, or given up. */
export type RecordSettled = Readonly<{
  type: 'RecordSettled'
  /** when it happened, ms since 1970 */
  at: number
  place: string
  letterId: string
  outcome: 'APPLIED' | 'DROPPED'
  /** what an operator had asked; null when it only waited */
  askId: string | null
}>

/** An operator asks to apply a record that was laid aside, and then what waits behind it. */
export type RetryAsked = Readonly<{
  type: 'RetryAsked'
  /** when it happened, ms since 1970 */
  at: number
  place: string
  letterId: string
  /** the same when the request is repeated */
  askId: string
  operatorId: string
  reason: string
}>

export type DeadlettersFact = DropAsked | RecordParked | RecordSettled | RetryAsked
