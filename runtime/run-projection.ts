// Runs a projection: the group `<name>_v<version>` shares its partitions, the store says where each of them stands.
import type { Logger } from 'pino'
import type { Codec } from './codec.ts'
import type { DeadLetters } from './dead-letters.ts'
import { happenedOf, typeOf } from './event.ts'
import { type Following, type FollowOptions, follow } from './follow.ts'
import type { Followed } from './followed.ts'
import type { Log } from './log.ts'
import { storeLot } from './lots.ts'
import { foldRows, groupOf, type Projection } from './projection.ts'
import { type ProjectionStore, StalePosition } from './projection-store.ts'

export type RunProjection<R> = Pick<
  FollowOptions,
  'batchSize' | 'backoff' | 'stallAfter' | 'lookEvery' | 'tries' | 'fetchBytes'
> &
  Readonly<{
    log: Log
    codec: Codec
    projection: Projection<R>
    store: ProjectionStore
    logger: Logger
    deadLetters?: DeadLetters | undefined
    mostParked?: number
    /** Earlier consumers of the same: what was given up for them is passed over here too. */
    formerly?: readonly string[]
    /** Runs each batch; it may let it wait. */
    pace?: (signal: AbortSignal, work: () => Promise<void>) => Promise<void>
    /** Told of each batch that was applied. */
    onApplied?: (batch: Followed) => void
  }>

/** Records in one batch, when there are so many to be had: a transaction costs the same for few and for many. */
const LARGE_BATCH = 5_000

/** ms after which the same status is told again, so that an old one can be told from a current one. */
const REPORT_EVERY = 5_000

/**
 * Rows and position are written in one transaction, so every event counts once, however often it is delivered.
 * A record that fails `tries` times while the store answers is laid aside, with those of its key that follow, in the same
 * transaction; without `deadLetters` it stops its partition, with the reason in `health()`: rows that miss an event would
 * be wrong. The other partitions go on. Unready only when behind and not moving.
 */
export const runProjection = async <R>(options: RunProjection<R>): Promise<Following> => {
  const { codec, projection, store, logger, deadLetters, mostParked, formerly, onApplied } = options
  const { pace = (_, work) => work() } = options
  const { name, version, topics, names } = projection
  let reporting: Promise<unknown> = Promise.resolve()
  let reported = { text: '', at: 0 }

  const stands = async (topic: string, partition: number): Promise<bigint | undefined> =>
    (await store.positions(name, version)).get(`${topic}/${partition}`)

  const stopping = new AbortController()
  const parked = store.parkedBy?.(name, version)
  const lot =
    deadLetters && parked
      ? storeLot({
          ...{ deadLetters, consumer: groupOf(projection), store: parked, logger, signal: stopping.signal },
          ...{ concerns: (record) => names.has(typeOf(record)), most: mostParked, formerly },
        })
      : undefined

  const following = follow({
    tries: 5,
    batchSize: LARGE_BATCH,
    ...options,
    name: groupOf(projection),
    group: groupOf(projection),
    topics,
    start: ({ topic, partition }) => stands(topic, partition),
    stands,
    lot,
    isStale: (error) => error instanceof StalePosition,
    isOutage: (error) => store.isAway?.(error) ?? false,
    apply: (followed, signal) =>
      pace(signal, async () => {
        const { records, ...batch } = followed
        const events = await happenedOf(codec, records, names)
        await store.apply(name, version, batch, (rows) => foldRows(projection, events, rows))
        onApplied?.(followed)
      }),
    onStatus: (status) => {
      const text = `${status.lag} ${status.records} ${status.moving} ${status.detail}`
      if (text === reported.text && Date.now() - reported.at < REPORT_EVERY) return
      reported = { text, at: Date.now() }
      const report = () => store.report?.(name, version, status)
      reporting = reporting.then(report).catch((error: unknown) => {
        logger.warn({ name, err: String(error) }, 'no report')
      })
    },
  })
  return {
    ...following,
    stop: () => {
      stopping.abort()
      return following.stop()
    },
  }
}
