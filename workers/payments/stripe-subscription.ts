// What Stripe Billing's objects mean to us. Pure.
import type Stripe from 'stripe'
import type { Billed, BilledState, Invoice } from './billing.ts'
import { ProviderUnavailable } from './provider.ts'
import { fromStripe, paymentOf } from './stripe-payment.ts'

const words = (code: string | null | undefined, fallback: string): string => (code ?? fallback).replaceAll('_', '-')
const idOf = (object: string | Readonly<{ id: string }> | null | undefined): string | null =>
  typeof object === 'string' ? object : (object?.id ?? null)

/** Whether the payer has yet to show the card for what is taken later. */
const stateOfSetup = (setup: Stripe.SetupIntent | string | null): BilledState | undefined => {
  if (setup === null || typeof setup === 'string') return undefined
  const url = setup.next_action?.redirect_to_url?.url
  if (setup.status === 'requires_action' && url) return { status: 'action-required', url }
  if (setup.status === 'requires_confirmation') return { status: 'unconfirmed' }
  if (setup.status !== 'requires_payment_method') return undefined
  const error = setup.last_setup_error
  return error ? { status: 'failed', reason: words(error.code, 'card-refused') } : { status: 'unconfirmed' }
}

/** `first`: the payment of the first invoice, while that is not paid. */
const stateOf = (subscription: Stripe.Subscription, first: Stripe.PaymentIntent | undefined): BilledState => {
  const { status, trial_end, cancellation_details, pending_setup_intent } = subscription
  switch (status) {
    case 'incomplete': {
      if (!first) return { status: 'unconfirmed' }
      const payment = paymentOf(first)
      if (payment.status === 'failed') return { status: 'failed', reason: payment.reason }
      if (payment.status === 'action-required') return { status: 'action-required', url: payment.url }
      return { status: payment.status === 'unconfirmed' ? 'unconfirmed' : 'processing' }
    }
    case 'trialing':
      return stateOfSetup(pending_setup_intent) ?? { status: 'trialing', until: (trial_end ?? 0) * 1_000 }
    case 'active':
      return { status: 'active' }
    case 'past_due':
    case 'unpaid':
    case 'paused':
      return { status: 'past-due' }
    case 'incomplete_expired':
      return { status: 'ended', reason: 'expired' }
    case 'canceled': {
      const reason = cancellation_details?.reason
      return { status: 'ended', reason: reason === 'payment_failed' ? 'payment-failed' : 'cancelled' }
    }
    default:
      throw new ProviderUnavailable(`Stripe says ${status}, which this version does not know`)
  }
}

export const billedOf = (subscription: Stripe.Subscription, first?: Stripe.PaymentIntent): Billed => ({
  ...stateOf(subscription, first),
  providerSubscriptionId: subscription.id,
  cancelAtPeriodEnd: subscription.cancel_at_period_end,
  planId: subscription.metadata.planId,
})

/** The payment of an invoice that counts: the one that was taken, or the last one that was tried. */
export const intentOf = ({ payments }: Pick<Stripe.Invoice, 'payments'>): string | null => {
  const all = payments?.data ?? []
  const found = all.find(({ status }) => status === 'paid') ?? all[0]
  return idOf(found?.payment.payment_intent)
}

/** Undefined: over nothing, as for a trial. An invoice's own period is the one before; its line's is what is paid for. */
export const invoiceOf = (invoice: Stripe.Invoice): Invoice | undefined => {
  const { id, status, total, attempt_count, lines, status_transitions, parent } = invoice
  if (id === undefined || total <= 0) return undefined
  const currency = invoice.currency.toUpperCase()
  const line = lines.data.find((one) => one.parent?.type === 'subscription_item_details') ?? lines.data[0]
  const { start, end } = line?.period ?? { start: invoice.period_start, end: invoice.period_end }
  const isPaid = status === 'paid'
  const isFailed = !isPaid && attempt_count > 0
  return {
    ...{ invoiceId: id, amount: fromStripe(total, currency), currency, paymentId: intentOf(invoice) },
    status: isPaid ? 'paid' : isFailed ? 'failed' : 'open',
    planId: parent?.subscription_details?.metadata?.planId ?? '',
    ...{ periodStart: start * 1_000, periodEnd: end * 1_000 },
    paidAt: status_transitions.paid_at === null ? null : status_transitions.paid_at * 1_000,
    reason: isFailed ? 'payment-failed' : null,
  }
}
