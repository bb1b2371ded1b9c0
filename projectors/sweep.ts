// Removes rows that a view does not keep for ever, a few at a time.
import type { Logger } from '../platform/logger.ts'
import type { Postgres } from '../platform/postgres.ts'
import { type ProjectionId, tableOf } from '../platform/postgres-projections.ts'
import type { Keep, Loaded } from './load.ts'

const every = 10 * 60_000
const atOnce = 5_000

/** Removes what is too old of one table; returns how many rows went. */
export const sweepOnce = async (postgres: Postgres, id: ProjectionId, keep: Keep, now: number): Promise<number> => {
  const table = tableOf(id)
  const before = new Date(now - keep.days * 86_400_000)
  const text = `delete from ${table} where ctid = any(array(
    select ctid from ${table} where ${keep.column} < $1 limit ${atOnce}))`
  let gone = 0
  for (;;) {
    const { rowCount } = await postgres.pool.query(text, [before])
    gone += rowCount ?? 0
    if ((rowCount ?? 0) < atOnce) return gone
  }
}

/** Of all versions that run here, as of each time. */
export const sweep = (
  postgres: Postgres,
  loaded: readonly Loaded[],
  running: () => readonly ProjectionId[],
  logger: Logger,
): { stop(): void } => {
  const work = async () => {
    await postgres.pool.query(`delete from projection_status where at < now() - interval '1 hour'`)
    for (const id of running()) {
      const keep = loaded.find(({ projection }) => projection.name === id.name)?.keep
      const gone = keep ? await sweepOnce(postgres, id, keep, Date.now()) : 0
      if (gone) logger.info({ ...{ name: id.name, version: id.version }, rows: gone }, 'removed old rows')
    }
  }
  const timer = setInterval(() => {
    work().catch((error) => logger.warn({ err: String(error) }, 'could not remove old rows'))
  }, every)
  timer.unref()
  return { stop: () => clearInterval(timer) }
}
