// One subscription at the sandbox: its states, its periods and when it tries again. Pure.
import { endOfPeriod } from '../../domain/plans/rules.ts'
import type { PaymentMethod } from './payment.ts'

export type Terms = Readonly<{ planId: string; amount: number; currency: string; period: 'month' | 'year' }>

/** Times in ms since 1970. */
export type Subscription = Readonly<{
  id: string
  status: 'incomplete' | 'trialing' | 'active' | 'past_due' | 'canceled'
  metadata: Readonly<Record<string, string>>
  paymentMethod: PaymentMethod
  /** of the next invoice */
  terms: Terms
  trialDays: number
  returnUrl: string | null
  /** where the first paid period begins */
  anchor: number | null
  /** periods that were billed */
  billed: number
  trialEnd: number | null
  periodEnd: number | null
  cancelAtPeriodEnd: boolean
  /** why it is cancelled */
  reason: string | null
  /** the invoice that is being paid */
  openInvoice: string | null
  /** it is renewed, or its payment tried again, then */
  dueAt: number | null
  createdAt: number
}>

/** For one period; the payments that were tried for it, the last one last. */
export type Invoice = Readonly<{
  id: string
  subscriptionId: string
  terms: Terms
  periodStart: number
  periodEnd: number
  status: 'open' | 'paid' | 'void'
  attempts: number
  paymentId: string | null
  failure: string | null
  paidAt: number | null
}>

const day = 86_400_000
/** Days after a failed payment in which it is tried again; after the last one the subscription ends. */
const retryDays = [1, 3, 5, 7] as const

/** When the n-th period since `anchor` ends; `dayMs` as the tester wants, or null for the calendar. */
export const periodEnd = (anchor: number, period: Terms['period'], n: number, dayMs: number | null): number => {
  if (dayMs === null) return endOfPeriod(anchor, period === 'month' ? 'MONTH' : 'YEAR', n)
  return anchor + n * (period === 'month' ? 30 : 365) * dayMs
}

export const trialEnd = (now: number, trialDays: number, dayMs: number | null): number =>
  now + trialDays * (dayMs ?? day)

/** Undefined when nothing is tried any more; `attempts` that failed by now. */
export const nextTry = (now: number, attempts: number, dayMs: number | null): number | undefined => {
  const days = retryDays[attempts - 1]
  return days === undefined ? undefined : now + days * (dayMs ?? day)
}

export const canceled = (subscription: Subscription, reason: string): Subscription => ({
  ...subscription,
  status: 'canceled',
  reason,
  dueAt: null,
  openInvoice: null,
})
