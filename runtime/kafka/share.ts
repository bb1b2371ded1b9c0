// One partition that this process reads: where it is, whether it may be fetched, and what to do with a batch.
import { setImmediate as turn, setTimeout as wait } from 'node:timers/promises'
import type { KafkaMessage } from 'kafkajs'
import type { Logger } from 'pino'
import type { LogRecord, TopicPartition } from '../log.ts'
import { FetchedRecord, recordAt } from './decode-records.ts'

/** What kafkajs must be told; each may be called at any time, also while the group is between two generations. */
export type Steering = Readonly<{
  seek(at: TopicPartition, offset: bigint): void
  pause(at: TopicPartition): void
  resume(at: TopicPartition): void
}>

export type ShareHandler = Readonly<{
  records(records: readonly LogRecord[]): void | Promise<void>
  position(next: bigint): void
}>

/** A batch as fetched: `from` is the offset that was asked for, `next` the one after its last record, control or not. */
export type Fetched = Readonly<{ from: bigint; next: bigint; records: readonly LogRecord[] }>

export type Share = Readonly<{
  at: TopicPartition
  next(): bigint | undefined
  /** Begins, or begins anew, at an offset. */
  begin(offset: bigint): void
  /** After each join of the group: kafkajs has forgotten where it was and what was paused. */
  steerAgain(): void
  /** Handles a batch; false when it does not follow on what was handled, so it must not count as read. */
  take(fetched: Fetched): Promise<boolean>
  /** A batch without records for us, such as control records. */
  skip(first: bigint | undefined, next: bigint): void
  drop(): void
}>

const textOf = (value: Buffer | string | (Buffer | string)[] | undefined): string =>
  value === undefined ? '' : Array.isArray(value) ? textOf(value[0]) : value.toString()

export const recordOf = (topic: string, partition: number, message: KafkaMessage): LogRecord => {
  if (message instanceof FetchedRecord) return recordAt(topic, partition, message)
  const headers: Record<string, string> = {}
  for (const name in message.headers) headers[name] = textOf(message.headers[name])
  return {
    topic,
    partition,
    offset: BigInt(message.offset),
    key: message.key?.toString() ?? '',
    value: message.value ?? Buffer.alloc(0),
    headers,
    timestamp: Number(message.timestamp),
  }
}

type ShareOptions = Readonly<{ at: TopicPartition; handler: ShareHandler; steering: Steering; logger: Logger }>

const RETRY_AFTER = 500

export const openShare = ({ at, handler, steering, logger }: ShareOptions): Share => {
  let next: bigint | undefined
  let busy = false
  let heldBack = false
  let dropped = false
  let suspect = ''

  const moveTo = (offset: bigint) => {
    next = offset
    suspect = ''
    handler.position(offset)
  }
  const steer = () => {
    if (dropped) return
    heldBack = next === undefined || busy
    if (next === undefined || busy) return steering.pause(at)
    steering.seek(at, next)
    steering.resume(at)
  }

  /** Until the handler has taken them; a failure is not passed over. */
  const deliver = async (records: readonly LogRecord[]): Promise<void> => {
    while (!dropped)
      try {
        return await handler.records(records)
      } catch (error) {
        logger.error(
          { ...at, offset: records[0]?.offset.toString(), err: error },
          'records could not be handled; again soon',
        )
        await wait(RETRY_AFTER)
      }
  }

  return {
    at,
    next: () => next,
    begin: (offset) => {
      next = offset
      suspect = ''
      steer()
    },
    steerAgain: steer,
    take: async ({ from, next: after, records }) => {
      if (dropped || busy || from !== next) {
        if (!dropped && !busy && next !== undefined) steer()
        return false
      }
      busy = true
      const delivered = deliver(records).then(() => {
        busy = false
        if (dropped) return
        moveTo(after)
        if (heldBack) steer()
      })
      // Who takes the records at once is not paused: a pause costs the time of a fetch that is under way.
      await Promise.race([delivered, turn()])
      if (busy) steer()
      return !dropped
    },
    skip: (first, after) => {
      if (dropped || busy || next === undefined || after <= next) return
      // A leftover of before a seek would skip records. It does not come twice; a hole in the log does.
      const what = `${first}-${after}`
      if (first === next || suspect === what) return moveTo(after)
      suspect = what
      steer()
    },
    drop: () => {
      dropped = true
    },
  }
}
