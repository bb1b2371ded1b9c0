// What query-api may ask of payouts.
import { none, type ReadStore, sql } from '../../platform/postgres.ts'
import type { PayoutRow } from './handlers.ts'

export type Payout = PayoutRow & Readonly<{ payoutId: string }>
export type PayoutCursor = Readonly<{ at: number; payoutId: string }>

/** Newest first. */
export const payoutsOf = (
  store: ReadStore,
  sellerId: string,
  { after, limit }: { after?: PayoutCursor; limit: number },
): Promise<readonly Payout[]> =>
  store.rows<Payout>`
    select payout_id, seller_id, amount, currency, status, month, reason, requested_at, ended_at from payouts
    where seller_id = ${sellerId}
      ${after ? sql`and (requested_at, payout_id) < (${new Date(after.at)}, ${after.payoutId}::uuid)` : none}
    order by requested_at desc, payout_id desc limit ${limit}`
