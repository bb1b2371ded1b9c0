// What the APIs may ask of sellers' funds.
import type { ReadStore } from '../../platform/postgres.ts'

/** Minor units of `currency`; `nextAt` (ms since 1970): when the next of what is held is available. */
export type Funds = Readonly<{
  currency: string
  available: bigint
  held: bigint
  onTheWay: bigint
  nextAt: number | null
}>

/** By currency. */
export const fundsOf = (store: ReadStore, sellerId: string): Promise<readonly Funds[]> =>
  store.rows<Funds>`
    select currency, available, held, on_the_way, next_at from seller_funds where seller_id = ${sellerId} order by currency`

export type DueFunds = Readonly<{ sellerId: string; currency: string; availableAt: number }>

/** What is to be released by `now`, the longest due first. */
export const fundsDue = async (store: ReadStore, now: number, limit: number): Promise<readonly DueFunds[]> =>
  (
    await store.rows<{ sellerId: string; currency: string; nextAt: number }>`
      select seller_id, currency, next_at from seller_funds where next_at is not null and next_at <= ${new Date(now)}
      order by next_at limit ${limit}`
  ).map(({ sellerId, currency, nextAt }) => ({ sellerId, currency, availableAt: nextAt }))

/** Who is to be paid for a month (such as 2026-11) and was not yet: with so much available, and payable at the provider. */
export const fundsForMonth = (
  store: ReadStore,
  { month, minimum, limit }: Readonly<{ month: string; minimum: bigint; limit: number }>,
): Promise<readonly Readonly<{ sellerId: string; currency: string }>[]> =>
  store.rows<{ sellerId: string; currency: string }>`
    select seller_id, currency from seller_funds join sellers using (seller_id)
    where available > 0 and available >= ${minimum} and on_the_way = 0 and account_status = 'ACTIVE'
      and coalesce(last_month, '') < ${month}
    order by available desc limit ${limit}`
