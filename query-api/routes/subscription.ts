// GET /v1/subscription: what the caller subscribes to, and until when it plays.
import { Type } from 'typebox'
import { subscriptionPlaysUntil } from '../../domain/commerce/rules.ts'
import { type App, callerOf } from '../../platform/http.ts'
import { type Subscription as Row, subscriptionOf } from '../../projectors/subscriptions/view.ts'
import type { QueryApi } from '../deps.ts'
import { reading } from '../reading.ts'
import { cardExample, Id, iso, isoOrNull, OneOf, OrNull, Time } from '../shapes.ts'

const Amount = (description: string) => Type.Integer({ description })
const Subscription = Type.Object({
  subscriptionId: Id('of the subscription'),
  planId: Id('of its plan'),
  planName: Type.String(),
  planVersion: Type.Integer(),
  amount: Amount('minor units per period, tax included'),
  currency: Type.String({ description: 'ISO 4217' }),
  period: OneOf(['month', 'year']),
  status: OneOf(
    ['pending', 'action-required', 'trialing', 'active', 'past-due', 'ended'],
    'past-due: the last payment failed and is tried again',
  ),
  cancelled: Type.Boolean({ description: 'it ends with what is paid' }),
  paidUntil: OrNull(Time('end of the trial, or of the last period that was paid')),
  playsUntil: OrNull(Time('films of the plan play until then, unless a further period is paid; null: they do not')),
  next: OrNull(
    Type.Object(
      { planId: Id('of the plan'), planName: Type.String(), amount: Amount('minor units per period') },
      { description: 'the plan from the next period on' },
    ),
  ),
  actionUrl: OrNull(Type.String({ description: 'where to confirm the first payment, while action-required' })),
  reason: OrNull(Type.String({ description: 'why it ended, or why the last payment failed: a stable type' })),
  requestedAt: Time('of the wish'),
})
const example = {
  ...{ subscriptionId: cardExample.filmId, planId: cardExample.filmId, planName: 'Silent films', planVersion: 1 },
  ...{ amount: 799, currency: 'EUR', period: 'month', status: 'active', cancelled: false },
  ...{ paidUntil: '2026-12-21T20:15:00.000Z', playsUntil: '2026-12-28T20:15:00.000Z', next: null },
  ...{ actionUrl: null, reason: null, requestedAt: '2026-11-21T20:15:00.000Z' },
}

const toSubscription = (row: Row, now: number) => {
  const { subscriptionId, planId, planName, planVersion, amount, currency, period, cancelled, reason } = row
  const { status, paidUntil, grace, next, actionUrl } = row
  const isLast = cancelled || status === 'ended'
  const until = paidUntil === null ? 0 : subscriptionPlaysUntil({ paidUntil, grace, cancelled: isLast })
  return {
    ...{ subscriptionId, planId, planName, planVersion, amount: Number(amount), currency, cancelled, reason },
    period: period === 'MONTH' ? ('month' as const) : ('year' as const),
    status: status === 'pending' && actionUrl !== null ? ('action-required' as const) : status,
    paidUntil: isoOrNull(paidUntil),
    playsUntil: now < until ? iso(until) : null,
    next: next && { ...next, amount: Number(next.amount) },
    actionUrl: status === 'pending' ? actionUrl : null,
    requestedAt: iso(row.requestedAt),
  }
}

export const subscriptionRoute = (app: App, api: QueryApi): void => {
  app.get(
    '/v1/subscription',
    {
      config: { allow: 'viewer', kind: 'query' },
      schema: {
        summary: "The caller's subscription",
        description: 'The newest one; null when there was none.',
        tags: ['subscriptions'],
        response: {
          200: Type.Object(
            { subscription: OrNull(Subscription) },
            { description: 'The subscription.', examples: [{ subscription: example }] },
          ),
        },
      },
    },
    async (request, reply) =>
      reading(api, request, reply, ['subscriptions', 'plans'], async () => {
        const row = await subscriptionOf(api.store, callerOf(request).personId)
        return { subscription: row ? toSubscription(row, api.now()) : null }
      }),
  )
}
