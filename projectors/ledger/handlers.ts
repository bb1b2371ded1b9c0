// The ledger: one transaction for each event that moves money, named by the event, never changed.
import { type Booked, entriesOf, referenceOf } from '../../domain/ledger/rules.ts'
import { defineProjection, type Meta } from '../../runtime/index.ts'
import { onBooked } from '../booked.ts'

/** The n-th amount (minor units of `currency`, a debit above zero) is booked on the n-th account; they sum to zero. */
export type TransactionRow = Readonly<{
  at: number
  /** the event's name */
  kind: string
  /** or the subscription */
  orderId: string | null
  /** the payment provider's id of what moved; null: none, or not told */
  reference: string | null
  /** null: none has a part in it */
  sellerId: string | null
  currency: string
  accounts: readonly string[]
  amounts: readonly bigint[]
  simulated: boolean
}>

/** Undefined: it stands already, or nothing moved. */
const book = (row: TransactionRow | undefined, event: Booked, { simulated }: Meta): TransactionRow | undefined => {
  const entries = entriesOf(event)
  if (row || entries.length === 0) return undefined
  return {
    ...{ at: event.at, kind: event.type, currency: event.currency, simulated },
    sellerId: 'sellerId' in event ? event.sellerId : null,
    orderId: 'orderId' in event ? event.orderId : 'subscriptionId' in event ? event.subscriptionId : null,
    reference: referenceOf(event),
    accounts: entries.map(({ account }) => account),
    amounts: entries.map(({ amount }) => amount),
  }
}

export const ledger = defineProjection<TransactionRow>()({
  name: 'ledger',
  version: 2,
  key: (_, { eventId }) => eventId,
  on: onBooked(book),
})
