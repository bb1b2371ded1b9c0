// Runs a projection: the group `<name>_v<version>` shares its partitions, the store says where each of them stands.
import type { Logger } from 'pino'
import type { Codec } from './codec.ts'
import type { DeadLetters } from './dead-letters.ts'
import { happenedOf, typeOf } from './event.ts'
import { type Following, type FollowOptions, follow } from './follow.ts'
import type { Log } from './log.ts'
import { storeLot } from './lots.ts'
import { foldRows, groupOf, type Projection } from './projection.ts'
import { type ProjectionStore, StalePosition } from './projection-store.ts'

export type RunProjection<R> = Pick<FollowOptions, 'batchSize' | 'backoff' | 'stallAfter' | 'lookEvery' | 'tries'> &
  Readonly<{
    log: Log
    codec: Codec
    projection: Projection<R>
    store: ProjectionStore
    logger: Logger
    deadLetters?: DeadLetters | undefined
    mostParked?: number
  }>

/** ms after which the same status is told again, so that an old one can be told from a current one. */
const REPORT_EVERY = 5_000

/**
 * Rows and position are written in one transaction, so every event counts once, however often it is delivered.
 * A record that fails `tries` times while the store answers is laid aside, with those of its key that follow, in the same
 * transaction; without `deadLetters` it stops its partition, with the reason in `health()`: rows that miss an event would
 * be wrong. The other partitions go on. Unready only when behind and not moving.
 */
export const runProjection = async <R>(options: RunProjection<R>): Promise<Following> => {
  const { codec, projection, store, logger, deadLetters, mostParked } = options
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
          ...{ concerns: (record) => names.has(typeOf(record)), most: mostParked },
        })
      : undefined

  const following = follow({
    tries: 5,
    ...options,
    name: groupOf(projection),
    group: groupOf(projection),
    topics,
    start: ({ topic, partition }) => stands(topic, partition),
    stands,
    lot,
    isStale: (error) => error instanceof StalePosition,
    apply: async ({ records, ...batch }) => {
      const events = await happenedOf(codec, records, names)
      await store.apply(name, version, batch, (rows) => foldRows(projection, events, rows))
    },
    onStatus: (status) => {
      const text = `${status.lag} ${status.moving} ${status.detail}`
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
