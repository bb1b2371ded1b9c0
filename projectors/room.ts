// The room that keeps the Postgres views: every stored version of this release on its own, none waits for another.
import { randomUUID } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Logger } from '../platform/logger.ts'
import type { Metrics } from '../platform/metrics.ts'
import type { Postgres } from '../platform/postgres.ts'
import { type ProjectionId, prepareProjection } from '../platform/postgres-projections.ts'
import { postgresProjectionStore } from '../platform/postgres-store.ts'
import {
  dropRetired,
  type Followable,
  storedVersions,
  switchVersion,
  VersionRefused,
} from '../platform/postgres-versions.ts'
import type { Service } from '../platform/service.ts'
import type { Codec, DeadLetters, Log } from '../runtime/index.ts'
import { healthOf } from './health.ts'
import { lagMetrics } from './lag-metrics.ts'
import { liveLoad } from './live-load.ts'
import { type Loaded, loadProjections } from './load.ts'
import { type Pace, paceOf } from './pace.ts'
import { type Running, runVersion } from './running.ts'
import { foldScratches } from './scratch.ts'
import { reportedLoad } from './status/view.ts'
import { sweep } from './sweep.ts'

export type ProjectorsDeps = Readonly<{
  log: Log
  codec: Codec
  postgres: Postgres
  logger: Logger
  deadLetters?: DeadLetters | undefined
  metrics?: Metrics
  /** all that are in this folder unless given */
  projections?: readonly Loaded[]
  /** of rebuilds; what the live versions leave unless given */
  pace?: Pace
  /** ms between two looks at which versions are stored */
  lookEvery?: number
}>

const idOf = ({ name, version }: ProjectionId) => `${name}_v${version}`

/**
 * Makes the tables, then follows the log: each version that is stored and whose code is this release's, as they are made
 * and dropped by operators. Ready when every view stands where the log ended at the start; one whose code was raised is
 * switched to then, and versions of older code are dropped at the next start.
 */
export const projectorsRoom = async (deps: ProjectorsDeps): Promise<Service> => {
  const { log, codec, postgres, logger, deadLetters, lookEvery = 500 } = deps
  const loaded = deps.projections ?? (await loadProjections())
  const kept = new Map<string, ProjectionId>()
  for (const { projection, tableSql } of loaded) {
    kept.set(projection.name, await prepareProjection(postgres, { ...projection, tableSql }))
    await dropRetired(postgres, projection.name)
  }
  const load = liveLoad()
  const self = randomUUID()
  const store = postgresProjectionStore(postgres, self)
  const common = { log, codec, deadLetters, postgres, logger, load, pace: deps.pace ?? paceOf(load), store }
  const running = new Map<string, Running>()
  const stopping = new AbortController()
  const scratches = foldScratches({ ...common, loaded, signal: stopping.signal })

  const loadedFor = ({ name, code, bounds }: Followable): Loaded | undefined =>
    bounds === null
      ? loaded.find(({ projection }) => projection.name === name && projection.version === code)
      : undefined

  /** Starts what was made, stops what was dropped. */
  const look = async () => {
    const [stored, reported] = await Promise.all([storedVersions(postgres), reportedLoad(postgres, self)])
    load.reported(reported.lag, reported.rate)
    const wanted = new Map(stored.map((one) => [idOf(one), one]))
    for (const [id, one] of running) {
      if (wanted.has(id)) continue
      running.delete(id)
      void one.following.stop()
    }
    for (const [id, one] of wanted) {
      const code = loadedFor(one)
      if (!code || stopping.signal.aborted) continue
      const known = running.get(id)
      if (known) known.setLive(one.live)
      else running.set(id, await runVersion(common, code, one))
    }
    scratches.look(stored)
  }
  await look()

  const watching = (async () => {
    while (!stopping.signal.aborted) {
      await sleep(lookEvery, undefined, { signal: stopping.signal }).catch(() => undefined)
      if (!stopping.signal.aborted)
        await look().catch((error: unknown) =>
          logger.warn({ err: String(error) }, 'cannot see which versions there are'),
        )
    }
  })()

  /** A raised code goes live by itself: what reads the view was released with it. */
  const goLive = async (id: ProjectionId): Promise<void> => {
    await running.get(idOf(id))?.following.ready
    while (!stopping.signal.aborted)
      try {
        const stored = (await storedVersions(postgres)).filter(({ name }) => name === id.name)
        const code = stored.find(({ version }) => version === id.version)?.code ?? 0
        const live = stored.find((one) => one.live)
        if (live && live.code >= code) return
        if (await switchVersion(postgres, id)) logger.info(id, 'live')
      } catch (error) {
        if (!(error instanceof VersionRefused)) throw error
        logger.warn({ ...id, err: error.message }, 'not live yet')
        await sleep(lookEvery, undefined, { signal: stopping.signal }).catch(() => undefined)
      }
  }
  const ready = Promise.all([...kept.values()].map(goLive)).then(() => undefined)
  ready.catch((error: unknown) => {
    if (!stopping.signal.aborted) logger.error({ err: String(error) }, 'a view did not go live')
  })

  const sweeper = sweep(postgres, loaded, () => [...running.values()], logger)
  if (deps.metrics) lagMetrics(deps.metrics, () => [...running.values()])

  return {
    name: 'projectors',
    ready,
    health: () => healthOf([...running.values()], (one) => kept.get(one.name)?.version === one.version),
    stop: async () => {
      stopping.abort()
      sweeper.stop()
      await watching
      await Promise.all([scratches.stop(), ...[...running.values()].map(({ following }) => following.stop())])
    },
  }
}
