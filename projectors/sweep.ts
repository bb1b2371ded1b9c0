// Removes rows that a view does not keep for ever, a few at a time.
import type { Logger } from '../platform/logger.ts'
import type { Postgres } from '../platform/postgres.ts'
import { tableOf } from '../platform/postgres-projections.ts'
import type { Loaded } from './load.ts'

const every = 10 * 60_000
const atOnce = 5_000

/** Removes what is too old of one table; returns how many rows went. */
export const sweepOnce = async (postgres: Postgres, { projection, keep }: Loaded, now: number): Promise<number> => {
  if (!keep) return 0
  const table = tableOf(projection)
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

export const sweep = (postgres: Postgres, loaded: readonly Loaded[], logger: Logger): { stop(): void } => {
  const work = async () => {
    for (const one of loaded) {
      const gone = await sweepOnce(postgres, one, Date.now())
      if (gone) logger.info({ name: one.projection.name, rows: gone }, 'removed old rows')
    }
  }
  const timer = setInterval(() => {
    work().catch((error) => logger.warn({ err: String(error) }, 'could not remove old rows'))
  }, every)
  timer.unref()
  return { stop: () => clearInterval(timer) }
}
