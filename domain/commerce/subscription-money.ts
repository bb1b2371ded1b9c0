// What a subscription's payments mean: a period that plays, a grace, or money that goes back. Idempotent by invoice.
import type {
  CommerceEvent,
  RecordSubscriptionPeriod,
  RecordSubscriptionRefund,
  SubscriptionChargeUnwanted,
} from '../../schemas/generated/types/commerce.ts'
import { type Decision, refuse } from '../decision.ts'
import type { Library } from './library.ts'
import { partsOf } from './shares.ts'
import type { PlanTerms, Subscription } from './subscription.ts'
import { subscriptionOf, unknownSubscription } from './subscriptions.ts'

type Decided = Decision<CommerceEvent>

/**
 * Renewal and cancellation meet here: whichever this key hears first holds. Heard first, the payment buys its period and
 * a cancellation holds for the one after it; heard after a cancellation, it buys nothing and goes back.
 */
export const recordPeriod = (command: RecordSubscriptionPeriod, library: Library): Decided => {
  const one = subscriptionOf(library, command.subscriptionId)
  if (!one) return unknownSubscription
  if (one.settled.includes(command.invoiceId)) return []
  return command.status === 'PAID' ? paid(command, one) : failed(command, one)
}

const paid = (command: RecordSubscriptionPeriod, one: Subscription): Decided => {
  const { now, viewerId, subscriptionId, invoiceId, paymentId, planId, amount, currency } = command
  const { periodStart, periodEnd } = command
  if (paymentId === null) return refuse('payment-mismatch', 'What was paid has a payment.')
  const about = { at: now, viewerId, subscriptionId, invoiceId, paymentId, amount, currency } as const
  const terms = [one, ...(one.next ? [one.next] : [])].find(
    (known) => known.planId === planId && known.amount === String(amount) && known.currency === currency,
  )
  const reason = terms ? reasonNotToGive(command, one) : 'MISMATCH'
  if (!terms || reason)
    return [{ type: 'SubscriptionChargeUnwanted', ...about, provider: one.provider, reason: reason ?? 'MISMATCH' }]
  const { taxRate, taxCountry } = one
  const { tax: taxAmount } = partsOf(amount, { taxRate, sellerShare: null })
  const { planVersion } = terms satisfies PlanTerms
  const tax = { taxAmount, taxRate, taxCountry }
  return [{ type: 'SubscriptionPeriodPaid', ...about, planId, planVersion, ...tax, periodStart, periodEnd }]
}

/** Of time that the viewer does not get, or did not get. */
const reasonNotToGive = (
  { periodEnd, paidAt, now }: RecordSubscriptionPeriod,
  { status, cancelled, paidUntil, grace }: Subscription,
): SubscriptionChargeUnwanted['reason'] | undefined => {
  if (status === 'ended') return 'ENDED'
  if (cancelled && periodEnd > (paidUntil ?? 0)) return 'CANCELLED'
  return paidUntil !== null && (paidAt ?? now) >= paidUntil + grace ? 'GRACE_OVER' : undefined
}

/** Told once of each invoice. Before anything was paid there is no grace: the worker ends it. */
const failed = (command: RecordSubscriptionPeriod, one: Subscription): Decided => {
  const { now, viewerId, subscriptionId, invoiceId, planId, amount, currency, periodStart, periodEnd } = command
  const { status, paidUntil, cancelled } = one
  if (status === 'ended' || cancelled || paidUntil === null || one.failed === invoiceId) return []
  const graceUntil = paidUntil + one.grace
  const reason = command.reason ?? 'payment-failed'
  const about = { viewerId, subscriptionId, planId, invoiceId, amount, currency, periodStart, periodEnd }
  return [{ type: 'SubscriptionPaymentFailed', at: now, ...about, graceUntil, reason }]
}

export const recordChargeReturned = (command: RecordSubscriptionRefund, library: Library): Decided => {
  const { now, viewerId, subscriptionId, invoiceId, providerRefundId } = command
  const one = subscriptionOf(library, subscriptionId)
  if (!one) return unknownSubscription
  const back = one.returning.find((unwanted) => unwanted.invoiceId === invoiceId)
  if (!back) return one.settled.includes(invoiceId) ? [] : refuse('not-found', 'There is no such refund.')
  const { paymentId, amount, currency } = back
  const about = { viewerId, subscriptionId, invoiceId, paymentId, providerRefundId, amount: BigInt(amount), currency }
  return [{ type: 'SubscriptionChargeReturned', at: now, ...about }]
}
