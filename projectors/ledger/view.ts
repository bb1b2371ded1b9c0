// What query-api may ask of the ledger.
import { clearing } from '../../domain/ledger/rules.ts'
import { none, type ReadStore, sql } from '../../platform/postgres.ts'
import type { TransactionRow } from './handlers.ts'

export type Transaction = TransactionRow & Readonly<{ transactionId: string }>
export type TransactionCursor = Readonly<{ at: number; transactionId: string }>

const transactions = sql`
  select transaction_id, at, kind, order_id, reference, seller_id, currency, accounts, amounts::text[] as amounts, simulated from ledger`

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

/** On the clearing account: minor units of `currency`, above zero what came. */
export type Cleared = Readonly<{
  transactionId: string
  at: number
  kind: string
  reference: string | null
  currency: string
  amount: bigint
}>

/** What moved there in [from, until); not what reconciling itself has booked. */
export const clearedBetween = async (store: ReadStore, from: number, until: number): Promise<readonly Cleared[]> =>
  (
    await store.rows<Omit<Cleared, 'amount'> & { amount: string }>`
      select transaction_id, at, kind, reference, currency, sum(amount)::text as amount
      from ledger, unnest(accounts, amounts) as entry (account, amount)
      where at >= ${new Date(from)} and at < ${new Date(until)} and account = ${clearing} and kind <> 'CurrencyReconciled'
      group by transaction_id, at, kind, reference, currency order by at, transaction_id`
  ).map(({ amount, ...rest }) => ({ ...rest, amount: BigInt(amount) }))

/** On a seller's own accounts: below zero what is owed to them. */
type Owing = Readonly<{ currency: string; sum: string }>

/**
 * What was owed to a seller at a time (ms since 1970) by currency, minor units. Their accounts alone:
 * what is held is owed too.
 */
export const owedAt = async (
  store: ReadStore,
  sellerId: string,
  at: number,
): Promise<Readonly<Record<string, bigint>>> => {
  const rows = await store.rows<Owing>`
    select currency, sum(-amount)::text as sum
    from ledger, unnest(accounts, amounts) as entry (account, amount)
    where seller_id = ${sellerId} and at < ${new Date(at)} and account = any(${own(sellerId)})
    group by currency having sum(amount) <> 0`
  return Object.fromEntries(rows.map(({ currency, sum }) => [currency, BigInt(sum)]))
}

/** What changed that in [from, until), oldest first; `amount` in minor units, above zero what came. */
export const owedBetween = async (
  store: ReadStore,
  sellerId: string,
  { from, until, limit }: Readonly<{ from: number; until: number; limit: number }>,
): Promise<
  readonly Readonly<{ at: number; kind: string; orderId: string | null; currency: string; amount: bigint }>[]
> =>
  (
    await store.rows<{ at: number; kind: string; orderId: string | null; currency: string; amount: string }>`
      select at, kind, order_id, currency, sum(-amount)::text as amount
      from ledger, unnest(accounts, amounts) as entry (account, amount)
      where seller_id = ${sellerId} and at >= ${new Date(from)} and at < ${new Date(until)}
        and account = any(${own(sellerId)})
      group by at, transaction_id, kind, order_id, currency having sum(amount) <> 0
      order by at, transaction_id limit ${limit}`
  ).map(({ amount, ...rest }) => ({ ...rest, amount: BigInt(amount) }))

const own = (sellerId: string): readonly string[] => [`seller_pending:${sellerId}`, `seller_available:${sellerId}`]
