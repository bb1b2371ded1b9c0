// What query-api may ask of failures.
import { none, type ReadStore, sql } from '../../platform/postgres.ts'
import type { FailureRow } from './handlers.ts'

export type Failure = FailureRow & Readonly<{ eventId: string }>
export type FailureCursor = Readonly<{ at: number; eventId: string }>

/** Newest first. */
export const lastFailures = (
  store: ReadStore,
  { after, limit }: { after?: FailureCursor; limit: number },
): Promise<readonly Failure[]> =>
  store.rows<Failure>`
    select event_id, at, kind, what, reason, detail, topic, key, simulated from failures
    ${after ? sql`where (at, event_id) < (${new Date(after.at)}, ${after.eventId})` : none}
    order by at desc, event_id desc limit ${limit}`
