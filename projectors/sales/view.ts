// What query-api may ask of sales.
import { none, type ReadStore, sql } from '../../platform/postgres.ts'
import type { SaleRow } from './handlers.ts'

export type Sale = SaleRow & Readonly<{ orderId: string; title: string }>
export type SaleCursor = Readonly<{ at: number; orderId: string }>

/** Newest first. */
export const salesOf = (
  store: ReadStore,
  sellerId: string,
  { after, limit }: { after?: SaleCursor; limit: number },
): Promise<readonly Sale[]> =>
  store.rows<Sale>`
    select order_id, sales.seller_id, film_id, coalesce(title, '') as title, kind, currency, amount, tax_amount,
      seller_amount, back, back_tax, back_seller, sold_at, simulated
    from sales left join films using (film_id)
    where sales.seller_id = ${sellerId}
      ${after ? sql`and (sold_at, order_id) < (${new Date(after.at)}, ${after.orderId}::uuid)` : none}
    order by sold_at desc, order_id desc limit ${limit}`
