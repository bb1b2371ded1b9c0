// A subscription as a row, from the wish to the end.
import { test } from 'node:test'
import { projectionSpec } from '../../runtime/index.ts'
import { type SubscriptionRow, subscriptions } from './handlers.ts'

const about = { viewerId: 'viewer', subscriptionId: 's' }
const terms = { planId: 'plan', planVersion: 1, amount: 799n, currency: 'EUR' }
const requested = {
  type: 'SubscriptionRequested',
  period: 'MONTH',
  ...{ at: 1, ...about, ...terms, trialDays: 0, grace: 5 },
  ...{ licenceVersion: '2026-11', taxRate: null, taxCountry: null, provider: 'sandbox', paymentMethod: 'pm' },
} as const
const paid = (invoiceId: string, periodStart: number, periodEnd: number, plan = terms) =>
  ({
    type: 'SubscriptionPeriodPaid',
    ...{ at: periodStart, ...about, ...plan, invoiceId, paymentId: 'pay' },
    ...{ taxAmount: 0n, taxRate: null, taxCountry: null, periodStart, periodEnd },
  }) as const
const row: SubscriptionRow = {
  ...{ viewerId: 'viewer', ...terms, period: 'MONTH', status: 'active', actionUrl: null, grace: 5, paidUntil: 20 },
  ...{ cancelled: false, next: null, requestedAt: 1, endedAt: null, reason: null },
}

test('what is paid is active until its end; a failure and a cancellation are told', async () => {
  const spec = projectionSpec(subscriptions)
  await spec.given(requested, paid('a', 10, 20)).then({ s: row })
  const failed = {
    type: 'SubscriptionPaymentFailed',
    ...{ at: 20, ...about, planId: 'plan', invoiceId: 'b', amount: 799n },
    ...{ currency: 'EUR', periodStart: 20, periodEnd: 30, graceUntil: 25, reason: 'card-declined' },
  } as const
  await spec
    .given(requested, paid('a', 10, 20), failed)
    .then({ s: { ...row, status: 'past-due', reason: 'card-declined' } })
  await spec
    .given(
      ...[
        requested,
        paid('a', 10, 20),
        { type: 'SubscriptionCancelled', at: 12, ...about, planId: 'plan', endsAt: 20 } as const,
      ],
      { type: 'SubscriptionEnded', at: 21, ...about, planId: 'plan', reason: 'cancelled' },
    )
    .then({ s: { ...row, status: 'ended', cancelled: true, endedAt: 21, reason: 'cancelled' } })
})

test('another plan holds once a period of it is paid', async () => {
  const other = { planId: 'other', planVersion: 3, amount: 999n, currency: 'EUR' }
  const asked = { type: 'PlanChangeAsked', at: 12, ...about, ...other } as const
  const spec = projectionSpec(subscriptions)
  const next = { planId: 'other', planVersion: 3, amount: 999n }
  await spec.given(requested, paid('a', 10, 20), asked).then({ s: { ...row, next } })
  await spec
    .given(requested, paid('a', 10, 20), asked, paid('b', 20, 30, other))
    .then({ s: { ...row, ...other, paidUntil: 30 } })
})
