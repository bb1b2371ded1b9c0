// Subscriptions that have not ended, folded from commerce's events: what the worker has to keep true at the provider. Pure.
import type { Meta } from '../../runtime/index.ts'
import type { CommerceEvent } from '../../schemas/generated/types/commerce.ts'
import type { BillingTerms } from './billing.ts'

/** Money to be given back; `amount` in minor units. */
export type Returning = Readonly<{ invoiceId: string; paymentId: string; amount: bigint }>

/** `over`: it has ended; what is taken all the same goes back. */
export type OpenSubscription = Readonly<{
  kind: 'subscription'
  jobId: string
  /** the subscription's, under which it is logged */
  orderId: string
  viewerId: string
  partition: number
  simulated: boolean
  provider: string
  terms: BillingTerms
  trialDays: number
  grace: number
  paymentMethod: string
  /** ms since 1970 */
  requestedAt: number
  providerSubscriptionId: string | null
  actionUrl: string | null
  /** end of the trial, or of the last period that was paid */
  paidUntil: number | null
  cancelled: boolean
  next: BillingTerms | null
  /** invoices of which the log has the money */
  settled: readonly string[]
  /** the invoice of which it has a failure */
  failed: string | null
  returning: readonly Returning[]
  status: 'open' | 'over'
}>

export const subscriptionEvents = [
  'SubscriptionRequested',
  'SubscriptionAttached',
  'SubscriptionActionRequired',
  'SubscriptionTrialStarted',
  'SubscriptionPeriodPaid',
  'SubscriptionPaymentFailed',
  'SubscriptionChargeUnwanted',
  'SubscriptionChargeReturned',
  'SubscriptionCancelled',
  'SubscriptionResumed',
  'PlanChangeAsked',
  'SubscriptionUpdateNoticed',
  'SubscriptionEnded',
] as const

export type SubscriptionEvent = Extract<CommerceEvent, { type: (typeof subscriptionEvents)[number] }>

export const isSubscriptionEvent = (event: CommerceEvent): event is SubscriptionEvent => 'subscriptionId' in event

export const subscriptionJobId = (subscriptionId: string): string => `subscription/${subscriptionId}`

export const foldSubscription = (
  job: OpenSubscription | undefined,
  event: SubscriptionEvent,
  { partition, simulated }: Pick<Meta, 'partition' | 'simulated'>,
): OpenSubscription | undefined => {
  if (event.type !== 'SubscriptionRequested') return job && { ...job, ...changed(job, event) }
  const { subscriptionId, viewerId, provider, trialDays, grace, paymentMethod, at: requestedAt } = event
  const { planId, planVersion, amount, currency, period } = event
  return {
    ...{ kind: 'subscription', jobId: subscriptionJobId(subscriptionId), orderId: subscriptionId, viewerId },
    ...{ partition, simulated, provider, terms: { planId, planVersion, amount, currency, period } },
    ...{ trialDays, grace, paymentMethod, requestedAt, providerSubscriptionId: null, actionUrl: null },
    ...{ paidUntil: null, cancelled: false, next: null, settled: [], failed: null, returning: [], status: 'open' },
  }
}

const changed = (
  job: OpenSubscription,
  event: Exclude<SubscriptionEvent, { type: 'SubscriptionRequested' }>,
): Partial<OpenSubscription> => {
  switch (event.type) {
    case 'SubscriptionAttached':
      return { providerSubscriptionId: event.providerSubscriptionId }
    case 'SubscriptionActionRequired':
      return { actionUrl: event.actionUrl }
    case 'SubscriptionTrialStarted':
      return { paidUntil: event.until }
    case 'SubscriptionPeriodPaid': {
      const { planId, planVersion, amount, currency, invoiceId, periodEnd } = event
      const terms = { planId, planVersion, amount, currency, period: job.terms.period }
      const next = job.next && isSame(job.next, terms) ? null : job.next
      const paidUntil = Math.max(job.paidUntil ?? 0, periodEnd)
      return { terms, next, paidUntil, settled: [...job.settled, invoiceId] }
    }
    case 'SubscriptionPaymentFailed':
      return { failed: event.invoiceId }
    case 'SubscriptionChargeUnwanted': {
      const { invoiceId, paymentId, amount } = event
      return {
        settled: [...job.settled, invoiceId],
        returning: [...job.returning, { invoiceId, paymentId, amount }],
      }
    }
    case 'SubscriptionChargeReturned':
      return { returning: job.returning.filter(({ invoiceId }) => invoiceId !== event.invoiceId) }
    case 'SubscriptionCancelled':
      return { cancelled: true }
    case 'SubscriptionResumed':
      return { cancelled: false }
    case 'PlanChangeAsked': {
      const { planId, planVersion, amount, currency } = event
      const wanted = { planId, planVersion, amount, currency, period: job.terms.period }
      return { next: isSame(wanted, job.terms) ? null : wanted }
    }
    case 'SubscriptionUpdateNoticed':
      return {}
    case 'SubscriptionEnded':
      return { status: 'over' }
  }
}

const isSame = (a: BillingTerms, b: BillingTerms): boolean =>
  a.planId === b.planId && a.planVersion === b.planVersion && a.amount === b.amount && a.currency === b.currency
