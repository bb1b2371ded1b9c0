// The room that keeps the Postgres views: every projection on its own, none waits for another.
import type { Logger } from '../platform/logger.ts'
import type { Postgres } from '../platform/postgres.ts'
import { dropRetired, makeLive, prepareProjection } from '../platform/postgres-projections.ts'
import { postgresProjectionStore } from '../platform/postgres-store.ts'
import type { Service } from '../platform/service.ts'
import { type Codec, DEAD_LETTERS, type DeadLetters, type Log, runProjection } from '../runtime/index.ts'
import { type Loaded, loadProjections } from './load.ts'
import { sweep } from './sweep.ts'

export type ProjectorsDeps = Readonly<{
  log: Log
  codec: Codec
  postgres: Postgres
  logger: Logger
  deadLetters?: DeadLetters | undefined
}>

/**
 * Makes or migrates the tables, then follows the log. Ready when every view stands where the log ended at the start; a
 * view whose version was raised goes live then, and what it replaced is dropped at the next start.
 */
export const projectorsRoom = async (deps: ProjectorsDeps): Promise<Service> => {
  const loaded = await loadProjections()
  for (const { projection, tableSql } of loaded) {
    await prepareProjection(deps.postgres, { ...projection, tableSql })
    await dropRetired(deps.postgres, projection.name)
  }
  const running = await Promise.all(loaded.map((one) => run(deps, one)))
  const sweeper = sweep(deps.postgres, loaded, deps.logger)

  return {
    name: 'projectors',
    ready: Promise.all(running.map(({ ready }) => ready)).then(() => undefined),
    health: () => {
      const all = running.map((one) => [one.name, one.health()] as const)
      const told = all.map(([name, { ok, detail }]) => [
        name,
        ok ? `lag ${detail?.lag ?? '?'}` : JSON.stringify(detail),
      ])
      return { ok: all.every(([, { ok }]) => ok), detail: Object.fromEntries(told) }
    },
    stop: async () => {
      sweeper.stop()
      await Promise.all(running.map((one) => one.stop()))
    },
  }
}

const run = async (deps: ProjectorsDeps, { projection, through }: Loaded): Promise<Service> => {
  const { codec, postgres, logger, deadLetters } = deps
  const service = await runProjection({
    log: through(deps.log),
    codec,
    projection,
    store: postgresProjectionStore(postgres),
    logger,
    // Of the letters themselves none is laid aside: one that cannot be shown would lead to another without end.
    deadLetters: projection.topics.includes(DEAD_LETTERS) ? undefined : deadLetters,
  })
  const live = service.ready.then(async () => {
    if (await makeLive(postgres, projection))
      logger.info({ name: projection.name, version: projection.version }, 'live')
  })
  let stopping = false
  live.catch((error) => {
    if (!stopping) logger.error({ name: projection.name, err: String(error) }, 'the view did not go live')
  })
  return {
    ...service,
    ready: live,
    stop: () => {
      stopping = true
      return service.stop()
    },
  }
}
