// One viewer's subscriptions, folded from the events: at most one of them is live.
import type { CommerceEvent } from '../../schemas/generated/types/commerce.ts'
import { subscriptionPlaysUntil } from './rules.ts'

/** What a period costs; money as decimal text. */
export type PlanTerms = Readonly<{ planId: string; planVersion: number; amount: string; currency: string }>

/** Money on its way back. */
export type Unwanted = Readonly<{ invoiceId: string; paymentId: string; amount: string; currency: string }>

export type Subscription = PlanTerms &
  Readonly<{
    subscriptionId: string
    period: 'MONTH' | 'YEAR'
    trialDays: number
    /** ms */
    grace: number
    taxRate: number | null
    taxCountry: string | null
    provider: string
    status: 'pending' | 'trialing' | 'active' | 'past-due' | 'ended'
    providerSubscriptionId: string | null
    actionUrl: string | null
    /** end of the trial, or of the last period that was paid; ms since 1970, null before either */
    paidUntil: number | null
    /** no further period is wanted */
    cancelled: boolean
    /** from the next period on */
    next: PlanTerms | null
    /** invoices whose money was taken, for a period or to be given back */
    settled: readonly string[]
    /** the last invoice of which a failure was told */
    failed: string | null
    returning: readonly Unwanted[]
  }>

export type SubscriptionEvent = Extract<CommerceEvent, { subscriptionId: string }>

export const playsUntil = ({ paidUntil, grace, cancelled }: Subscription): number =>
  paidUntil === null ? 0 : subscriptionPlaysUntil({ paidUntil, grace, cancelled })

/** It has ended, or was cancelled and nothing is left of what was paid: the worker brings it to its end. */
export const isOver = ({ status, cancelled, paidUntil }: Subscription, now: number): boolean =>
  status === 'ended' || (cancelled && now >= (paidUntil ?? 0))

export const foldSubscriptions = (all: readonly Subscription[], event: SubscriptionEvent): readonly Subscription[] => {
  if (event.type === 'SubscriptionRequested') return [...all, requested(event)]
  return all.map((one) => (one.subscriptionId === event.subscriptionId ? { ...one, ...changed(one, event) } : one))
}

const requested = (event: Extract<SubscriptionEvent, { type: 'SubscriptionRequested' }>): Subscription => {
  const { subscriptionId, planId, planVersion, amount, currency, period, trialDays, grace } = event
  const { taxRate, taxCountry, provider } = event
  return {
    ...{ subscriptionId, planId, planVersion, amount: String(amount), currency, period, trialDays, grace },
    ...{ taxRate, taxCountry, provider, status: 'pending', providerSubscriptionId: null, actionUrl: null },
    ...{ paidUntil: null, cancelled: false, next: null, settled: [], failed: null, returning: [] },
  }
}

const changed = (
  one: Subscription,
  event: Exclude<SubscriptionEvent, { type: 'SubscriptionRequested' }>,
): Partial<Subscription> => {
  switch (event.type) {
    case 'SubscriptionAttached':
      return { providerSubscriptionId: event.providerSubscriptionId }
    case 'SubscriptionActionRequired':
      return { actionUrl: event.actionUrl }
    case 'SubscriptionTrialStarted':
      return { status: 'trialing', paidUntil: event.until }
    case 'SubscriptionPeriodPaid': {
      const { planId, planVersion, amount, currency, invoiceId, periodEnd } = event
      const terms = { planId, planVersion, amount: String(amount), currency }
      const next = one.next && sameTerms(one.next, terms) ? null : one.next
      const paidUntil = Math.max(one.paidUntil ?? 0, periodEnd)
      return { ...terms, next, status: 'active', paidUntil, settled: [...one.settled, invoiceId], actionUrl: null }
    }
    case 'SubscriptionPaymentFailed':
      return { status: 'past-due', failed: event.invoiceId }
    case 'SubscriptionChargeUnwanted': {
      const { invoiceId, paymentId, amount, currency } = event
      const unwanted = { invoiceId, paymentId, amount: String(amount), currency }
      return { settled: [...one.settled, invoiceId], returning: [...one.returning, unwanted] }
    }
    case 'SubscriptionChargeReturned':
      return { returning: one.returning.filter(({ invoiceId }) => invoiceId !== event.invoiceId) }
    case 'SubscriptionCancelled':
      return { cancelled: true }
    case 'SubscriptionResumed':
      return { cancelled: false }
    case 'PlanChangeAsked': {
      const { planId, planVersion, amount, currency } = event
      const wanted = { planId, planVersion, amount: String(amount), currency }
      return { next: sameTerms(wanted, one) ? null : wanted }
    }
    case 'SubscriptionUpdateNoticed':
      return {}
    case 'SubscriptionEnded':
      return { status: 'ended', cancelled: true, next: null }
  }
}

export const sameTerms = (a: PlanTerms, b: PlanTerms): boolean =>
  a.planId === b.planId && a.planVersion === b.planVersion && a.amount === b.amount && a.currency === b.currency
