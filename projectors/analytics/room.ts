// The room that keeps ClickHouse: every event of the topics is one row there, whatever is killed when.
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import type { ClickhouseWriter } from '../../platform/clickhouse.ts'
import type { Logger } from '../../platform/logger.ts'
import type { Postgres } from '../../platform/postgres.ts'
import { postgresParked } from '../../platform/postgres-parked.ts'
import { postgresProjectionStore } from '../../platform/postgres-store.ts'
import type { Service } from '../../platform/service.ts'
import {
  type Codec,
  type DeadLetters,
  type Following,
  follow,
  isParking,
  type KeyedStore,
  type Log,
  limit,
  openStore,
  Poisonous,
  storeLot,
} from '../../runtime/index.ts'
import { parkedAs, postgresBoundaries, StaleBoundary } from './boundaries.ts'
import { analyticsTopics } from './columns.ts'
import { type PartitionSink, partitionSink } from './partition-sink.ts'
import { isLive, makeTablesLive, prepareTables } from './prepare.ts'
import { analyticsVersion, physical } from './tables.ts'

export type AnalyticsDeps = Readonly<{
  log: Log
  codec: Codec
  postgres: Postgres
  clickhouse: ClickhouseWriter
  /** MATINEE_STATE: one file per partition of what was seen; may be lost */
  stateDir: string
  logger: Logger
  /** where records go that cannot be read; without it they are tried for ever */
  deadLetters?: DeadLetters | undefined
  /** ms between two small inserts of one partition: ClickHouse likes few and large ones */
  pace?: number
}>

const name = physical('analytics', analyticsVersion)
const batchSize = 10_000
const largeEnough = 2_000
/** Partitions whose rows are made and sent at the same time: each holds a batch as records, as rows and as text. */
const insertsAtOnce = 1

/**
 * Returns at once, also when ClickHouse is away: it is tried again until it comes. Ready when ClickHouse has all that
 * was on the log at the start.
 */
export const analyticsRoom = async (deps: AnalyticsDeps): Promise<Service> => {
  const { postgres, logger } = deps
  const stopping = new AbortController()
  let following: Following | undefined
  let waitingFor: string | undefined = 'its tables'

  const prepared = async (): Promise<string | undefined> => {
    for (let wait = 500; !stopping.signal.aborted; wait = Math.min(wait * 2, 10_000))
      try {
        const incarnation = await prepareTables(deps)
        if (!(await isLive(postgres))) await makeTablesLive(deps)
        return incarnation
      } catch (error) {
        if (waitingFor !== String(error)) logger.warn({ err: String(error) }, 'analytics waits for its tables')
        waitingFor = String(error)
        await sleep(wait, undefined, { signal: stopping.signal }).catch(() => undefined)
      }
    return undefined
  }

  const started = (async () => {
    const incarnation = await prepared()
    if (incarnation === undefined || stopping.signal.aborted) throw new Error('analytics was stopped')
    waitingFor = undefined
    const sinks = openSinks(deps, incarnation)
    following = followInto(deps, sinks, stopping.signal)
    return { following, sinks }
  })()
  started.catch(() => undefined)
  const ready = started
    .then(({ following }) => following.ready)
    .then(() => makeTablesLive(deps))
    .then(() => undefined)
  ready.catch(() => undefined)

  return {
    name,
    ready,
    health: () => following?.health() ?? { ok: false, detail: { waitingFor } },
    stop: async () => {
      stopping.abort()
      const parts = await started.catch(() => undefined)
      await parts?.following.stop()
      parts?.sinks.close()
    },
  }
}

type Sinks = Readonly<{ of(topic: string, partition: number): PartitionSink; close(): void }>

const openSinks = (deps: AnalyticsDeps, incarnation: string): Sinks => {
  const { log, codec, clickhouse, postgres, stateDir } = deps
  const boundaries = postgresBoundaries(postgres, analyticsVersion)
  const folder = join(stateDir, name)
  mkdirSync(folder, { recursive: true })
  const open = new Map<string, { store: KeyedStore; sink: PartitionSink }>()

  const openOne = (topic: string, partition: number) => {
    const store = openStore({ file: join(folder, `${topic}-${partition}.sqlite`), cacheKilobytes: 1_024 })
    if (store.meta('incarnation') !== incarnation) {
      store.clear()
      store.write([], (writer) => writer.setMeta('incarnation', incarnation))
    }
    const table = physical(topic, analyticsVersion)
    const sink = inTurn(partitionSink({ topic, partition, table, log, codec, clickhouse, boundaries, store }))
    return { store, sink }
  }

  return {
    of: (topic, partition) => {
      const key = `${topic}/${partition}`
      const one = open.get(key) ?? openOne(topic, partition)
      open.set(key, one)
      return one.sink
    },
    close: () => {
      for (const { store } of open.values()) store.close()
    },
  }
}

/** A partition that is given back and taken again must not meet what still runs from before. */
const inTurn = (sink: PartitionSink): PartitionSink => {
  let turn: Promise<unknown> = Promise.resolve()
  const after = <T>(work: () => Promise<T>): Promise<T> => {
    const next = turn.then(work, work)
    turn = next.catch(() => undefined)
    return next
  }
  return {
    settle: () => after(sink.settle),
    take: (records, next, parking) => after(() => sink.take(records, next, parking)),
    takeParked: (records, parking) => after(() => sink.takeParked(records, parking)),
  }
}

/**
 * A record that cannot be read is laid aside; those of its key need not wait: each is a row of its own, and carries its
 * place. Whatever else fails is ClickHouse's or Postgres' fault, and is tried for ever.
 */
const followInto = (deps: AnalyticsDeps, sinks: Sinks, signal: AbortSignal): Following => {
  const { log, logger, postgres, deadLetters, pace = 1_000 } = deps
  const store = postgresParked(postgres, parkedAs, analyticsVersion)
  const lot = deadLetters && storeLot({ deadLetters, consumer: name, store, logger, signal, concerns: () => false })
  const boundaries = postgresBoundaries(postgres, analyticsVersion)
  const { report } = postgresProjectionStore(postgres)
  const lastSent = new Map<string, number>()
  const atOnce = limit(insertsAtOnce)
  return follow({
    name,
    group: name,
    topics: analyticsTopics,
    log,
    logger,
    batchSize,
    start: ({ topic, partition }) => sinks.of(topic, partition).settle(),
    stands: async (topic, partition) => (await boundaries.latest(topic, partition))?.next,
    isStale: (error) => error instanceof StaleBoundary,
    isOutage: (error) => !(error instanceof Poisonous),
    tries: lot && 5,
    lot,
    apply: async ({ topic, partition, from, next, records, parking }, signal) => {
      if (from === next && isParking(parking)) return sinks.of(topic, partition).takeParked(records, parking)
      const source = `${topic}/${partition}`
      const early = (lastSent.get(source) ?? Number.NEGATIVE_INFINITY) + pace - performance.now()
      if (early > 0 && records.length < largeEnough) await sleep(early, undefined, { signal }).catch(() => undefined)
      if (signal.aborted) throw new Error('the partition was taken away')
      lastSent.set(source, performance.now())
      await atOnce(signal, () => sinks.of(topic, partition).take(records, next, parking))
      // Aborted while it waited: nothing was done.
      signal.throwIfAborted()
    },
    onStatus: (status) => {
      report?.('analytics', analyticsVersion, status).catch((error) => logger.warn({ err: String(error) }, 'no report'))
    },
  })
}
