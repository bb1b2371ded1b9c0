// What query-api may ask of orders: the receipts.
import type { Quality } from '../../domain/commerce/rules.ts'
import { none, type ReadStore, type Statement, sql } from '../../platform/postgres.ts'

/** Times in ms since 1970; `amount` in minor units of `currency`. */
export type Order = Readonly<{
  orderId: string
  viewerId: string
  filmId: string
  /** as it is called now */
  title: string
  kind: 'BUY' | 'RENT'
  amount: bigint
  currency: string
  status: 'placed' | 'action-required' | 'paid' | 'failed' | 'expired' | 'refunded'
  /** the last one that was asked for */
  refund: 'requested' | 'made' | 'failed' | null
  /** the last one; won and lost by the shop */
  dispute: 'open' | 'won' | 'lost' | null
  /** minor units that went back by now */
  refunded: bigint
  /** for the viewer alone, while it was not played */
  refundableUntil: number | null
  playedAt: number | null
  quality: Quality
  /** ordered before it opened */
  availableFrom: number | null
  /** that a coupon took off; minor units */
  discount: bigint | null
  /** hundredths of a percent; null when no country was said */
  taxRate: number | null
  /** ISO 3166-1 */
  taxCountry: string | null
  /** contained in amount; null before the payment */
  taxAmount: bigint | null
  actionUrl: string | null
  reason: string | null
  placedAt: number
  paidAt: number | null
}>

const orders = sql`
  select order_id, viewer_id, film_id, coalesce(title, '') as title, kind, amount, currency, orders.status, refund, dispute,
    refunded, refundable_until, played_at, quality, available_from, discount, tax_rate, tax_country, tax_amount, action_url, reason, placed_at, paid_at
  from orders left join films using (film_id)`

/** The caller checks that it is the viewer's own. */
export const orderById = async (store: ReadStore, orderId: string): Promise<Order | undefined> =>
  (await store.rows<Order>`${orders} where order_id = ${orderId}`)[0]

/** The order that a payment is of; `paymentId` as the provider calls it. */
export const orderOfPayment = async (
  store: ReadStore,
  paymentId: string,
): Promise<Readonly<{ orderId: string; viewerId: string }> | undefined> =>
  (
    await store.rows<{ orderId: string; viewerId: string }>`
      select order_id, viewer_id from orders where payment_id = ${paymentId} limit 1`
  )[0]

export type OrderCursor = Readonly<{ at: number; orderId: string }>

/** Newest first. */
export const ordersOf = (
  store: ReadStore,
  viewerId: string,
  { after, limit }: { after?: OrderCursor; limit: number },
): Promise<readonly Order[]> => {
  const older: Statement = after
    ? sql`and (placed_at, order_id) < (${new Date(after.at)}, ${after.orderId}::uuid)`
    : none
  return store.rows<Order>`${orders} where viewer_id = ${viewerId} ${older}
    order by placed_at desc, order_id desc limit ${limit}`
}
