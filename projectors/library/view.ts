// What query-api may ask of the library.
import { type Access, accessStatus } from '../../domain/commerce/rules.ts'
import { none, type ReadStore, sql } from '../../platform/postgres.ts'

/** Times in ms since 1970; `startBy` and `endsAt` are null where the clock does not run. */
export type Entitlement = Readonly<{
  orderId: string
  filmId: string
  kind: 'BUY' | 'RENT'
  grantedAt: number
  startBy: number | null
  endsAt: number | null
  /** `returning`: the money is on its way back, it does not play */
  status: 'waiting' | 'running' | 'owned' | 'over' | 'returning'
}>

export type LibraryCursor = Readonly<{ at: number; orderId: string }>

/** Newest first; the status is the one at `now`. */
export const libraryOf = async (
  store: ReadStore,
  viewerId: string,
  { now, after, limit }: { now: number; after?: LibraryCursor; limit: number },
): Promise<readonly Entitlement[]> => {
  const rows = await store.rows<Omit<Entitlement, 'status'> & { goingBack: boolean }>`
    select order_id, film_id, kind, granted_at, start_by, ends_at, going_back from library
    where viewer_id = ${viewerId}
      ${after ? sql`and (granted_at, order_id) < (${new Date(after.at)}, ${after.orderId}::uuid)` : none}
    order by granted_at desc, order_id desc limit ${limit}`
  return rows.map(({ goingBack, ...row }) => ({
    ...row,
    status: goingBack ? 'returning' : accessStatus(accessOf(row), now),
  }))
}

const accessOf = ({ kind, startBy, endsAt }: Omit<Entitlement, 'status'>): Access =>
  kind === 'BUY' ? { kind } : { kind, startBy: startBy ?? 0, endsAt }
