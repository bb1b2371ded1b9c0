// What edge is told, through query-api.
import type { ReadStore } from '../../platform/postgres.ts'

/** The newest state of one playback session or film; `closed: false` says that a film was put back. */
export type Closure = Readonly<{
  sequence: bigint
  playbackId: string | null
  filmId: string | null
  closed: boolean
  /** ms since 1970: no token of the playback lives longer; null for films */
  expiresAt: number | null
}>

/**
 * Changes after `after`, oldest first. Sequences become visible in rising order (the table is a feed), so nothing is
 * missed; what changed again is told once, at its newest place.
 */
export const closuresAfter = (store: ReadStore, after: bigint, limit: number): Promise<readonly Closure[]> =>
  store.rows<Closure>`
    select sequence, playback_id, film_id, closed, expires_at from closures
    where sequence > ${after} and (closed or film_id is not null)
    order by sequence limit ${limit}`
