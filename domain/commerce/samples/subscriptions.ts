// Subscriptions, with times that can be checked by head: a period of thirty days, a grace of seven.
import type {
  CommerceCommand,
  CommerceEvent,
  RecordSubscriptionPeriod,
  Subscribe,
} from '../../../schemas/generated/types/commerce.ts'
import { currentLicence } from '../rules.ts'
import { day, ids } from './orders.ts'

const { viewerId } = ids
const subscriptionId = 'subscription'
const about = { viewerId, subscriptionId } as const
const plan = { planId: 'plan', planVersion: 1, amount: 799n, currency: 'EUR' } as const
export const otherPlan = { planId: 'other', planVersion: 4, amount: 999n, currency: 'EUR' } as const
const tax = { taxRate: 1_900, taxCountry: 'DE' } as const

export const subscribe = (now: number, part: Partial<Subscribe> = {}): Subscribe => ({
  type: 'Subscribe',
  period: 'MONTH',
  ...{ now, ...about, ...plan, trialDays: 0, grace: day(7), licenceVersion: currentLicence, ...tax },
  ...{ provider: 'sandbox', paymentMethod: 'pm_success', validUntil: day(1_000), ...part },
})

export const subscribed = ({ now, validUntil: _, type: __, ...wish }: Subscribe): CommerceEvent => ({
  type: 'SubscriptionRequested',
  at: now,
  ...wish,
})

const attachedSubscription = (at: number): CommerceEvent => ({
  type: 'SubscriptionAttached',
  ...{ at, ...about, providerSubscriptionId: 'sub' },
})

/** The n-th period from 0 begins on day 30 n. */
const bounds = (n: number) => ({ periodStart: day(30 * n), periodEnd: day(30 * (n + 1)) })

/** Told as paid at its beginning, unless told otherwise. */
export const recordPaid = (
  now: number,
  n: number,
  part: Partial<RecordSubscriptionPeriod> = {},
): RecordSubscriptionPeriod => ({
  type: 'RecordSubscriptionPeriod',
  status: 'PAID',
  ...{ now, ...about, invoiceId: `in-${n}`, planId: 'plan', paymentId: `pi-${n}`, amount: 799n, currency: 'EUR' },
  ...{ ...bounds(n), paidAt: day(30 * n), reason: null, ...part },
})

export const recordFailed = (now: number, n: number): RecordSubscriptionPeriod =>
  recordPaid(now, n, { status: 'FAILED', paidAt: null, reason: 'card-declined' })

export const periodPaid = (at: number, n: number, terms: typeof plan | typeof otherPlan = plan): CommerceEvent => ({
  type: 'SubscriptionPeriodPaid',
  ...{ at, ...about, ...terms, invoiceId: `in-${n}`, paymentId: `pi-${n}`, ...tax },
  ...{ taxAmount: terms.amount === 799n ? 128n : 160n, ...bounds(n) },
})

export const unwanted = (
  at: number,
  n: number,
  reason: 'CANCELLED' | 'ENDED' | 'GRACE_OVER' | 'MISMATCH',
  amount = 799n,
): CommerceEvent => ({
  type: 'SubscriptionChargeUnwanted',
  ...{ at, ...about, invoiceId: `in-${n}`, provider: 'sandbox', paymentId: `pi-${n}`, amount, currency: 'EUR', reason },
})

export const paymentFailed = (at: number, n: number): CommerceEvent => ({
  type: 'SubscriptionPaymentFailed',
  ...{ at, ...about, planId: 'plan', invoiceId: `in-${n}`, amount: 799n, currency: 'EUR', ...bounds(n) },
  ...{ graceUntil: day(30 * n + 7), reason: 'card-declined' },
})

/** Paid for its first period, which began at 0. */
export const active = (): readonly CommerceEvent[] => [
  subscribed(subscribe(0)),
  attachedSubscription(0),
  periodPaid(0, 0),
]

export const cancelSubscription = (now: number): CommerceCommand => ({ type: 'CancelSubscription', now, ...about })
export const subscriptionCancelled = (at: number, endsAt: number): CommerceEvent => ({
  type: 'SubscriptionCancelled',
  ...{ at, ...about, planId: 'plan', endsAt },
})
export const resume = (now: number): CommerceCommand => ({ type: 'ResumeSubscription', now, ...about })
export const resumed = (at: number): CommerceEvent => ({ type: 'SubscriptionResumed', at, ...about, planId: 'plan' })
export const end = (now: number, reason = 'cancelled'): CommerceCommand => ({
  type: 'EndSubscription',
  ...{ now, ...about, reason },
})
export const subscriptionEnded = (at: number, reason = 'cancelled'): CommerceEvent => ({
  type: 'SubscriptionEnded',
  ...{ at, ...about, planId: 'plan', reason },
})
export const trial = (now: number, until: number): CommerceCommand => ({ type: 'RecordTrial', now, ...about, until })
export const trialStarted = (at: number, until: number): CommerceEvent => ({
  type: 'SubscriptionTrialStarted',
  ...{ at, ...about, planId: 'plan', until },
})
export const changePlan = (now: number, part: object = {}): CommerceCommand => ({
  type: 'ChangePlan',
  period: 'MONTH',
  ...{ now, ...about, ...otherPlan, validUntil: day(1_000), ...part },
})
export const planChangeAsked = (at: number, terms: typeof plan | typeof otherPlan = otherPlan): CommerceEvent => ({
  type: 'PlanChangeAsked',
  ...{ at, ...about, ...terms },
})
export const returned = (now: number, n: number): CommerceCommand => ({
  type: 'RecordSubscriptionRefund',
  ...{ now, ...about, invoiceId: `in-${n}`, providerRefundId: 're' },
})
