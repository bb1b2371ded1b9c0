// What query-api may ask of the library.
import { type Access, type AccessStatus, accessStatus, type Quality } from '../../domain/commerce/rules.ts'
import { none, type ReadStore, sql } from '../../platform/postgres.ts'

/** Times in ms since 1970; `startBy` and `endsAt` are null where the clock does not run. */
export type Entitlement = Readonly<{
  orderId: string
  filmId: string
  kind: 'BUY' | 'RENT'
  grantedAt: number
  startBy: number | null
  endsAt: number | null
  quality: Quality
  /** ordered before it opened: it plays from then on */
  availableFrom: number | null
  /** `returning`: the money is on its way back, it does not play */
  status: AccessStatus | 'returning'
}>

export type LibraryCursor = Readonly<{ at: number; orderId: string }>

/** Newest first; the status is the one at `now`. */
export const libraryOf = async (
  store: ReadStore,
  viewerId: string,
  { now, after, limit }: { now: number; after?: LibraryCursor; limit: number },
): Promise<readonly Entitlement[]> => {
  const rows = await store.rows<Omit<Entitlement, 'status'> & { goingBack: boolean }>`
    select order_id, film_id, kind, granted_at, start_by, ends_at, quality, available_from, going_back from library
    where viewer_id = ${viewerId}
      ${after ? sql`and (granted_at, order_id) < (${new Date(after.at)}, ${after.orderId}::uuid)` : none}
    order by granted_at desc, order_id desc limit ${limit}`
  return rows.map(({ goingBack, ...row }) => ({
    ...row,
    status: goingBack ? 'returning' : accessStatus(accessOf(row), now),
  }))
}

const accessOf = ({ kind, startBy, endsAt, availableFrom }: Omit<Entitlement, 'status'>): Access =>
  kind === 'BUY' ? { kind, availableFrom } : { kind, startBy: startBy ?? 0, endsAt }
