// A viewer's subscriptions, with what holds until when.
import { defineProjection } from '../../runtime/index.ts'
import type { PlanChangeAsked, SubscriptionRequested } from '../../schemas/generated/types/commerce.ts'

/** Amounts in minor units, times in ms since 1970. */
export type SubscriptionRow = Readonly<{
  viewerId: string
  planId: string
  planVersion: number
  amount: bigint
  currency: string
  period: SubscriptionRequested['period']
  status: 'pending' | 'trialing' | 'active' | 'past-due' | 'ended'
  /** where the payer must confirm the first payment */
  actionUrl: string | null
  /** ms */
  grace: number
  /** end of the trial, or of the last period that was paid */
  paidUntil: number | null
  cancelled: boolean
  /** from the next period on */
  next: Pick<PlanChangeAsked, 'planId' | 'planVersion' | 'amount'> | null
  requestedAt: number
  endedAt: number | null
  /** why it ended, or why the last payment failed */
  reason: string | null
}>

export const subscriptions = defineProjection<SubscriptionRow>()({
  name: 'subscriptions',
  version: 1,
  key: (event) => event.subscriptionId,
  on: {
    SubscriptionRequested: (_, { at, viewerId, planId, planVersion, amount, currency, period, grace }) => ({
      ...{ viewerId, planId, planVersion, amount, currency, period, status: 'pending', actionUrl: null, grace },
      ...{ paidUntil: null, cancelled: false, next: null, requestedAt: at, endedAt: null, reason: null },
    }),
    SubscriptionActionRequired: (row, { actionUrl }) => row && { ...row, actionUrl },
    SubscriptionTrialStarted: (row, { until }) =>
      row && { ...row, status: 'trialing', paidUntil: until, actionUrl: null },
    SubscriptionPeriodPaid: (row, { planId, planVersion, amount, periodEnd }) =>
      row && {
        ...{ ...row, planId, planVersion, amount, status: 'active', actionUrl: null, reason: null },
        paidUntil: Math.max(row.paidUntil ?? 0, periodEnd),
        next: row.next?.planId === planId && row.next.planVersion === planVersion ? null : row.next,
      },
    SubscriptionPaymentFailed: (row, { reason }) => row && { ...row, status: 'past-due', reason },
    SubscriptionCancelled: (row) => row && { ...row, cancelled: true },
    SubscriptionResumed: (row) => row && { ...row, cancelled: false },
    PlanChangeAsked: (row, { planId, planVersion, amount }) =>
      row && {
        ...row,
        next: row.planId === planId && row.planVersion === planVersion ? null : { planId, planVersion, amount },
      },
    SubscriptionEnded: (row, { at, reason }) =>
      row && { ...row, status: 'ended', endedAt: at, reason, next: null, actionUrl: null },
  },
})
