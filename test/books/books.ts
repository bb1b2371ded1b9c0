// The books as the house has them: the rows of the ledger, of its accounts and of sellers' funds, and sellers' statements.
import { accounts } from '../../projectors/accounts/handlers.ts'
import { ledger } from '../../projectors/ledger/handlers.ts'
import { sellerFunds } from '../../projectors/seller-funds/handlers.ts'
import { linesOf, type Movement, statementCsv } from '../../query-api/statement.ts'
import type { Happened } from '../../runtime/index.ts'
import { foldAll } from './folding.ts'

export const booksOf = (happened: readonly Happened[]) => ({
  ledger: foldAll(ledger, happened),
  accounts: foldAll(accounts, happened),
  funds: foldAll(sellerFunds, happened),
})

export type Books = ReturnType<typeof booksOf>

/** On all accounts whose name begins so, without what is nothing; `named` makes the key of a sum. */
export const sumsOf = (
  { accounts }: Books,
  beginning: string,
  named: (rest: string, currency: string) => string,
  sign = 1n,
): Readonly<Record<string, bigint>> => {
  const sums: Record<string, bigint> = {}
  for (const { account, currency, balance } of accounts.values()) {
    if (!account.startsWith(beginning)) continue
    const key = named(account.slice(beginning.length), currency)
    sums[key] = (sums[key] ?? 0n) + sign * balance
  }
  return withoutNothing(sums)
}

export const withoutNothing = (sums: Readonly<Record<string, bigint>>): Readonly<Record<string, bigint>> =>
  Object.fromEntries(Object.entries(sums).filter(([, sum]) => sum !== 0n))

const kinds: Readonly<Record<string, Movement['kind']>> = {
  SaleCredited: 'sale',
  RefundDebited: 'refund',
  PayoutRequested: 'payout',
  PayoutFailed: 'payout-failed',
}

/** Month after month, from that of `from` on to that of `until` (ms since 1970), as the query API writes them. */
export const statementsOf = (books: Books, sellerId: string, from: number, until: number): readonly string[] => {
  const own = [`seller_pending:${sellerId}`, `seller_available:${sellerId}`]
  const movements = [...books.ledger.values()].flatMap((row) => {
    const { at, kind, orderId, currency, accounts, amounts } = row
    const amount = amounts.reduce((sum, one, i) => (own.includes(accounts[i] ?? '') ? sum - one : sum), 0n)
    return amount === 0n ? [] : [{ at, kind: kinds[kind] ?? 'sale', orderId, currency, amount }]
  })
  const months: string[] = []
  const owed: Record<string, bigint> = {}
  for (let begins = monthOf(from); begins <= until; begins = monthOf(begins, 1)) {
    const ends = monthOf(begins, 1)
    const those = movements.filter(({ at }) => at >= begins && at < ends)
    months.push(statementCsv(linesOf({ from: begins, until: ends }, { ...owed }, those)))
    for (const { currency, amount } of those) owed[currency] = (owed[currency] ?? 0n) + amount
  }
  return months
}

const monthOf = (at: number, later = 0): number => {
  const date = new Date(at)
  return Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + later, 1)
}
