// What query-api may ask of the minutes.
import { none, type ReadStore, sql } from '../../platform/postgres.ts'
import type { MinuteRow } from './handlers.ts'

export type Minute = MinuteRow & Readonly<{ sequence: bigint }>

const minutes = sql`
  select film_id, minute, revision, plays, failures, startup_ms_median, startup_ms_p95, played_ms, stalled_ms,
    rebuffer_ratio, simulated_plays, sequence
  from qoe_minutes`

/** The newest minutes first, of one film or of all. */
export const lastMinutes = (
  store: ReadStore,
  { filmId, limit }: { filmId?: string; limit: number },
): Promise<readonly Minute[]> =>
  store.rows<Minute>`${minutes} ${filmId === undefined ? none : sql`where film_id = ${filmId}`}
    order by minute desc limit ${limit}`

/** What changed after a sequence, oldest first. */
export const minutesAfter = (store: ReadStore, after: bigint, limit: number): Promise<readonly Minute[]> =>
  store.rows<Minute>`${minutes} where sequence > ${after} order by sequence limit ${limit}`

/** Where the feed ends now. */
export const minutesEnd = async (store: ReadStore): Promise<bigint> =>
  (await store.rows<{ end: bigint }>`select coalesce(max(sequence), 0)::bigint as end from qoe_minutes`)[0]?.end ?? 0n
