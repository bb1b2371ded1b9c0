// The platform's balance at Stripe: its balance transactions, each with what it is about.
import type Stripe from 'stripe'
import type { Movement, MovementKind, ProviderBalance } from './balance.ts'
import { type StripeOptions, stripeClient } from './stripe-client.ts'
import { fromStripe, translated } from './stripe-payment.ts'

const kinds: Readonly<Partial<Record<Stripe.BalanceTransaction.Type, MovementKind>>> = {
  charge: 'payment',
  payment: 'payment',
  refund: 'refund',
  payment_refund: 'refund',
  refund_failure: 'refund-failed',
  payment_failure_refund: 'refund-failed',
  transfer: 'transfer',
  transfer_refund: 'transfer',
  transfer_cancel: 'transfer',
  payout: 'bank',
  payout_cancel: 'bank',
  payout_failure: 'bank',
}

const kindOf = ({ type, amount }: Stripe.BalanceTransaction, source: Source): MovementKind =>
  source?.object === 'dispute' ? (amount < 0 ? 'dispute' : 'dispute-won') : (kinds[type] ?? 'other')

type Source = Readonly<{
  id: string
  object?: string
  payment_intent?: string | { id: string } | null
  amount?: number
  currency?: string
}> | null

/** A charge is known here by its payment; the rest by itself. */
const referenceOf = (source: Source, fallback: string): string => {
  if (source?.object !== 'charge') return source?.id ?? fallback
  const payment = source.payment_intent
  return (typeof payment === 'string' ? payment : payment?.id) ?? source.id
}

/** In the currency that was paid in, when Stripe settled in another one. */
const moneyOf = ({ amount, currency, exchange_rate }: Stripe.BalanceTransaction, source: Source) => {
  if (exchange_rate === null || source?.amount === undefined || source.currency === undefined)
    return { amount: fromStripe(amount, currency), currency: currency.toUpperCase() }
  const paid = fromStripe(source.amount, source.currency)
  return { amount: amount < 0 ? -paid : paid, currency: source.currency.toUpperCase() }
}

export const movementOf = (transaction: Stripe.BalanceTransaction): Movement => {
  const { id, fee, currency, created } = transaction
  const told = transaction.source
  const source = (typeof told === 'string' ? { id: told } : told) as Source
  return {
    kind: kindOf(transaction, source),
    reference: referenceOf(source, id),
    ...moneyOf(transaction, source),
    ...{ fee: fromStripe(fee, currency), feeCurrency: currency.toUpperCase(), at: created * 1_000 },
  }
}

export const stripeBalance = (options: StripeOptions): ProviderBalance => {
  const stripe = stripeClient(options)
  return {
    name: 'stripe',
    movements: async (from, until) => {
      // Stripe counts in seconds: what is cut off is looked at here.
      const created = { gte: Math.floor(from / 1_000), lt: Math.ceil(until / 1_000) }
      const found: Movement[] = []
      try {
        const wanted = { created, limit: 100, expand: ['data.source'] }
        for await (const one of stripe.balanceTransactions.list(wanted)) found.push(movementOf(one))
      } catch (error) {
        throw translated(error)
      }
      return found.filter(({ at }) => at >= from && at < until)
    },
  }
}
