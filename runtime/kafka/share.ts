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

/**
 * A batch as fetched: `from` is the offset that was asked for, `next` the one after its last record, control or not.
 * Its records are decoded when their turn comes: what waits is kept as it came.
 */
export type Fetched = Readonly<{ from: bigint; next: bigint; records: () => readonly LogRecord[] }>

export type Share = Readonly<{
  at: TopicPartition
  /** behind what was handled */
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
/** Batches that were fetched and not handled: one in work, one behind it, so that nobody waits for the next fetch. */
const MOST_HELD = 2

export const openShare = ({ at, handler, steering, logger }: ShareOptions): Share => {
  let handled: bigint | undefined
  /** What is fetched next has to follow on this. */
  let fetched: bigint | undefined
  let held = 0
  let heldBack = false
  let dropped = false
  let beginnings = 0
  let suspect = ''
  let inTurn: Promise<void> = Promise.resolve()

  const isFull = () => held >= MOST_HELD
  const fetchedTo = (offset: bigint) => {
    fetched = offset
    suspect = ''
  }
  const handledTo = (offset: bigint) => {
    handled = offset
    handler.position(offset)
  }
  const steer = () => {
    if (dropped) return
    heldBack = fetched === undefined || isFull()
    if (fetched === undefined || isFull()) return steering.pause(at)
    steering.seek(at, fetched)
    steering.resume(at)
  }

  /** Until the handler has taken them; a failure is not passed over. */
  const deliver = async (records: readonly LogRecord[], isOver: () => boolean): Promise<void> => {
    while (!isOver())
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

  const hold = (after: bigint, records?: Fetched['records']): Promise<void> => {
    const beginning = beginnings
    const isOver = () => dropped || beginning !== beginnings
    held++
    inTurn = inTurn.then(async () => {
      if (records && !isOver()) await deliver(records(), isOver)
      if (isOver()) return
      held--
      handledTo(after)
      if (heldBack) steer()
    })
    return inTurn
  }

  return {
    at,
    next: () => handled,
    begin: (offset) => {
      beginnings++
      held = 0
      handled = offset
      fetchedTo(offset)
      steer()
    },
    steerAgain: steer,
    take: async ({ from, next: after, records }) => {
      if (dropped || isFull() || from !== fetched) {
        if (!isFull() && fetched !== undefined) steer()
        return false
      }
      fetchedTo(after)
      const done = hold(after, records)
      // Who takes the records at once is not paused: a pause costs the time of a fetch that is under way.
      await Promise.race([done, turn()])
      if (isFull()) steer()
      return !dropped
    },
    skip: (first, after) => {
      if (dropped || isFull() || fetched === undefined || after <= fetched) return
      // A leftover of before a seek would skip records. It does not come twice; a hole in the log does.
      const what = `${first}-${after}`
      if (first !== fetched && suspect !== what) {
        suspect = what
        return steer()
      }
      fetchedTo(after)
      if (held === 0) handledTo(after)
      else void hold(after)
    },
    drop: () => {
      dropped = true
    },
  }
}
