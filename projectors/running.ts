// One stored version that this process folds.
import type { Logger } from '../platform/logger.ts'
import type { Postgres } from '../platform/postgres.ts'
import { type Followable, noteBuilt } from '../platform/postgres-versions.ts'
import {
  type Codec,
  DEAD_LETTERS,
  type DeadLetters,
  type Following,
  groupOf,
  type Log,
  type ProjectionStore,
  runProjection,
} from '../runtime/index.ts'
import type { LiveLoad } from './live-load.ts'
import type { Loaded } from './load.ts'
import type { Pace } from './pace.ts'

export type RunningDeps = Readonly<{
  log: Log
  codec: Codec
  deadLetters: DeadLetters | undefined
  postgres: Postgres
  store: ProjectionStore
  logger: Logger
  load: LiveLoad
  pace: Pace
}>

export type Running = Readonly<{
  name: string
  version: number
  /** as of the last look at what is stored */
  isLive(): boolean
  setLive(live: boolean): void
  following: Following
}>

/** So many bytes are decoded at once: more would hold up the other views of this process, and take memory. */
const FETCH_BYTES = 524_288

/** A version that is not live goes at the pace that the live ones leave; its rows are the same. */
export const runVersion = async (deps: RunningDeps, loaded: Loaded, stored: Followable): Promise<Running> => {
  const { log, codec, deadLetters, postgres, store, logger, load, pace } = deps
  const { name, version } = stored
  let live = stored.live
  const following = await runProjection({
    ...{ log: loaded.through(log), codec, store, logger },
    projection: { ...loaded.projection, version },
    // Of the letters themselves none is laid aside: one that cannot be shown would lead to another without end.
    deadLetters: loaded.projection.topics.includes(DEAD_LETTERS) ? undefined : deadLetters,
    formerly: Array.from({ length: version - 1 }, (_, i) => groupOf({ name, version: i + 1 })),
    batchSize: () => (live ? LARGE_BATCH : pace.batchSize()),
    pace: (signal, work) => (live ? work() : pace.run(signal, work)),
    fetchBytes: FETCH_BYTES,
    onApplied: ({ records }) => {
      const newest = records.at(-1)
      if (live && newest) load.applied(records.length, newest.timestamp)
    },
  })
  following.ready
    .then(() => noteBuilt(postgres, stored))
    .catch((error: unknown) => logger.debug({ name, version, err: String(error) }, 'not noted as built'))
  return {
    ...{ name, version, following },
    isLive: () => live,
    setLive: (isLive) => {
      if (live !== isLive) logger.info({ name, version }, isLive ? 'live' : 'no longer live')
      live = isLive
    },
  }
}

const LARGE_BATCH = 5_000
