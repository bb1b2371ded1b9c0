// What stands on each account of the ledger, by currency: the sum of its entries.
import { type Booked, entriesOf } from '../../domain/ledger/rules.ts'
import { defineProjection } from '../../runtime/index.ts'
import { onBooked } from '../booked.ts'

/** `balance` in minor units of `currency`: a debit above zero. `entries`: how many there are. */
export type AccountRow = Readonly<{ account: string; currency: string; balance: bigint; entries: number }>

const keyOf = (account: string, currency: string) => `${account} ${currency}`

const book = (row: AccountRow | undefined, event: Booked, _: unknown, key: string): AccountRow => {
  const own = entriesOf(event).filter(({ account }) => keyOf(account, event.currency) === key)
  const account = own[0]?.account ?? ''
  const before = row ?? { account, currency: event.currency, balance: 0n, entries: 0 }
  const balance = own.reduce((sum, { amount }) => sum + amount, before.balance)
  return { ...before, balance, entries: before.entries + own.length }
}

export const accounts = defineProjection<AccountRow>()({
  name: 'accounts',
  version: 2,
  key: (event) => [...new Set(entriesOf(event).map(({ account }) => keyOf(account, event.currency)))],
  on: onBooked(book),
})
