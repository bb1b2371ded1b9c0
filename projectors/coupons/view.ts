// What query-api may ask of coupons.
import { none, type ReadStore, sql } from '../../platform/postgres.ts'
import type { CouponRow } from './handlers.ts'

export type Coupon = CouponRow & Readonly<{ couponId: string }>
export type CouponCursor = Readonly<{ at: number; couponId: string }>

const coupons = sql`
  select coupon_id, code, maker_id, seller_id, percent, amount, currency, most, most_per_person, opens_at, closes_at,
    kinds, film_ids, withdrawn, held, used, created_at
  from coupons`

export const couponById = async (store: ReadStore, couponId: string): Promise<Coupon | undefined> =>
  (await store.rows<Coupon>`${coupons} where coupon_id = ${couponId}`)[0]

/** Newest first. */
export const couponsOf = (
  store: ReadStore,
  makerId: string,
  { after, limit }: { after?: CouponCursor; limit: number },
): Promise<readonly Coupon[]> =>
  store.rows<Coupon>`${coupons}
    where maker_id = ${makerId}
      ${after ? sql`and (created_at, coupon_id) < (${new Date(after.at)}, ${after.couponId}::uuid)` : none}
    order by created_at desc, coupon_id desc limit ${limit}`
