// What query-api may ask of the accounts.
import { none, type ReadStore, sql } from '../../platform/postgres.ts'
import type { AccountRow } from './handlers.ts'

export type AccountCursor = Readonly<{ currency: string; account: string }>

/** By currency, then by name. */
export const accountsAfter = (
  store: ReadStore,
  { after, limit }: { after?: AccountCursor; limit: number },
): Promise<readonly AccountRow[]> =>
  store.rows<AccountRow>`
    select account, currency, balance, entries from accounts
    ${after ? sql`where (currency, account) > (${after.currency}, ${after.account})` : none}
    order by currency, account limit ${limit}`
