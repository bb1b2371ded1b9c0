// What query-api may ask of the ledger.
import { none, type ReadStore, sql } from '../../platform/postgres.ts'
import type { TransactionRow } from './handlers.ts'

export type Transaction = TransactionRow & Readonly<{ transactionId: string }>
export type TransactionCursor = Readonly<{ at: number; transactionId: string }>

const transactions = sql`
  select transaction_id, at, kind, order_id, seller_id, currency, accounts, amounts::text[] as amounts, simulated from ledger`

type Stored = Omit<Transaction, 'amounts'> & Readonly<{ amounts: readonly string[] }>

const withAmounts = ({ amounts, ...rest }: Stored): Transaction => ({ ...rest, amounts: amounts.map(BigInt) })

/** Newest first. */
export const lastTransactions = async (
  store: ReadStore,
  { after, limit }: { after?: TransactionCursor; limit: number },
): Promise<readonly Transaction[]> =>
  (
    await store.rows<Stored>`${transactions}
      ${after ? sql`where (at, transaction_id) < (${new Date(after.at)}, ${after.transactionId}::uuid)` : none}
      order by at desc, transaction_id desc limit ${limit}`
  ).map(withAmounts)

/** All that moved money of an order between viewer, platform and seller, oldest first. */
export const transactionsOf = async (store: ReadStore, orderId: string): Promise<readonly Transaction[]> =>
  (await store.rows<Stored>`${transactions} where order_id = ${orderId} order by at, transaction_id limit 1000`).map(
    withAmounts,
  )
