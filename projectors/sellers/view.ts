// What query-api may ask of the sellers. Name and address come sealed.
import { none, type ReadStore, sql } from '../../platform/postgres.ts'
import type { SellerRow } from './handlers.ts'

export type Seller = SellerRow & Readonly<{ sellerId: string }>
export type SellerCursor = Readonly<{ at: number; sellerId: string }>

const sellers = sql`select seller_id, legal_name, email, country, terms_version, applied_at, account_id,
  account_status, account_reason, onboarding_url, onboarding_until from sellers`

export const sellerById = async (store: ReadStore, sellerId: string): Promise<Seller | undefined> =>
  (await store.rows<Seller>`${sellers} where seller_id = ${sellerId}`)[0]

/** What a command that sells must carry; `isActive`: the payment provider pays them, so their films are sold. */
export type SellerAccount = Readonly<{ accountId: string | null; isActive: boolean }>

export const accountOf = ({
  accountId,
  accountStatus,
}: Pick<SellerRow, 'accountId' | 'accountStatus'>): SellerAccount => ({
  accountId,
  isActive: accountStatus === 'ACTIVE',
})

export const sellerForCommands = async (store: ReadStore, sellerId: string): Promise<SellerAccount | undefined> => {
  const seller = await sellerById(store, sellerId)
  return seller && accountOf(seller)
}

/** Who applied last, first. */
export const lastSellers = (
  store: ReadStore,
  { after, limit }: { after?: SellerCursor; limit: number },
): Promise<readonly Seller[]> =>
  store.rows<Seller>`${sellers}
    ${after ? sql`where (applied_at, seller_id) < (${new Date(after.at)}, ${after.sellerId}::uuid)` : none}
    order by applied_at desc, seller_id desc limit ${limit}`
