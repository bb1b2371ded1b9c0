// What query-api may ask of incidents.
import { none, type ReadStore, sql } from '../../platform/postgres.ts'
import type { IncidentRow } from './handlers.ts'

export type Incident = IncidentRow & Readonly<{ incidentId: string; sequence: bigint }>
export type IncidentCursor = Readonly<{ at: number; incidentId: string }>

const incidents = sql`
  select incident_id, film_id, opened_at, closed_at, plays, failures, baseline_rate, p_value, sequence from incidents`

/** Newest first. */
export const lastIncidents = (
  store: ReadStore,
  { after, limit }: { after?: IncidentCursor; limit: number },
): Promise<readonly Incident[]> =>
  store.rows<Incident>`${incidents}
    ${after ? sql`where (opened_at, incident_id) < (${new Date(after.at)}, ${after.incidentId}::uuid)` : none}
    order by opened_at desc, incident_id desc limit ${limit}`

/** What changed after a sequence, oldest first. */
export const incidentsAfter = (store: ReadStore, after: bigint, limit: number): Promise<readonly Incident[]> =>
  store.rows<Incident>`${incidents} where sequence > ${after} order by sequence limit ${limit}`

/** Where the feed ends now. */
export const incidentsEnd = async (store: ReadStore): Promise<bigint> =>
  (await store.rows<{ end: bigint }>`select coalesce(max(sequence), 0)::bigint as end from incidents`)[0]?.end ?? 0n
