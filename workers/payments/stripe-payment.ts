// What Stripe's objects and errors mean to us. Pure.
import Stripe from 'stripe'
import {
  type Dispute,
  type Payment,
  type PaymentState,
  ProviderRefused,
  ProviderUnavailable,
  type Refund,
} from './provider.ts'

/** ISO 4217 gives them no decimals, Stripe keeps counting in hundredths (docs.stripe.com/currencies, special cases). */
const hundredths: ReadonlySet<string> = new Set(['ISK', 'UGX'])
const factor = (currency: string): bigint => (hundredths.has(currency.toUpperCase()) ? 100n : 1n)
/** Minor units of ISO 4217 to Stripe's, and back. */
export const toStripe = (amount: bigint, currency: string): number => Number(amount * factor(currency))
export const fromStripe = (amount: number, currency: string): bigint => BigInt(amount) / factor(currency)

const reasonOf = (code: string | null | undefined, fallback: string): string => (code ?? fallback).replaceAll('_', '-')

const stateOf = (intent: Stripe.PaymentIntent): PaymentState => {
  switch (intent.status) {
    case 'requires_confirmation':
      return { status: 'unconfirmed' }
    case 'requires_payment_method': {
      const error = intent.last_payment_error
      // A declined card leaves the intent open for another one: for us this order is over.
      return error ? { status: 'failed', reason: reasonOf(error.code, 'payment-failed') } : { status: 'unconfirmed' }
    }
    case 'requires_action': {
      const url = intent.next_action?.redirect_to_url?.url
      return url ? { status: 'action-required', url } : { status: 'processing' }
    }
    case 'processing':
    case 'requires_capture':
      return { status: 'processing' }
    case 'succeeded':
      return { status: 'taken' }
    case 'canceled':
      return { status: 'cancelled' }
    default:
      throw new ProviderUnavailable(`Stripe says ${intent.status}, which this version does not know`)
  }
}

export const paymentOf = (intent: Stripe.PaymentIntent): Payment => {
  const currency = intent.currency.toUpperCase()
  const state = stateOf(intent)
  const charge = intent.latest_charge
  const refunded = charge && typeof charge === 'object' ? charge.amount_refunded : 0
  return {
    ...state,
    paymentId: intent.id,
    amount: fromStripe(state.status === 'taken' ? intent.amount_received : intent.amount, currency),
    currency,
    refunded: fromStripe(refunded, currency),
    orderId: intent.metadata.orderId,
  }
}

export const refundOf = ({ id, amount, currency, metadata, status, failure_reason }: Stripe.Refund): Refund => {
  const about = { providerRefundId: id, refundId: metadata?.refundId, amount: fromStripe(amount, currency) }
  if (status === 'failed' || status === 'canceled')
    return { ...about, status: 'failed', reason: reasonOf(failure_reason, `refund-${status}`) }
  return { ...about, status: status === 'succeeded' ? 'made' : 'pending' }
}

/** An early warning is none: no money is kept back yet, and it may become one under the same id. */
export const isDispute = ({ status }: Stripe.Dispute): boolean => !status.startsWith('warning_')

export const disputeOf = ({ id, amount, currency, status, reason }: Stripe.Dispute): Dispute => ({
  ...{ disputeId: id, amount: fromStripe(amount, currency), currency: currency.toUpperCase() },
  status: status === 'lost' ? 'lost' : status === 'won' || status === 'prevented' ? 'won' : 'open',
  reason: reasonOf(reason, 'general'),
})

/** What passes by itself, or when our settings are put right, is 'unavailable'; the rest is a refusal. */
export const translated = (error: unknown): Error => {
  if (!(error instanceof Stripe.errors.StripeError)) return new ProviderUnavailable('no answer', { cause: error })
  const { statusCode = 0, code, type } = error
  const passing = statusCode < 400 || statusCode >= 500 || [401, 403, 408, 409, 429].includes(statusCode)
  // Not the message: it may quote what was sent.
  if (passing) return new ProviderUnavailable(`Stripe: ${type} ${statusCode} ${code ?? ''}`, { cause: error })
  return new ProviderRefused(reasonOf(code, type), `Stripe: ${type} ${code ?? ''}`)
}
