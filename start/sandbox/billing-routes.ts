// The provider's API for subscriptions, and what a tester may do to one.
import { Type } from 'typebox'
import type { Bank } from './bank.ts'
import type { Billing } from './billing.ts'
import type { Database } from './database.ts'
import { once } from './once.ts'
import { Fault, paymentMethods } from './payment.ts'
import type { App } from './server.ts'
import type { Invoice, Subscription } from './subscription.ts'
import { viewOf } from './view.ts'

const strict = { additionalProperties: false } as const
const ById = Type.Object({ id: Type.String({ maxLength: 64 }) })
const Card = Type.Union(paymentMethods.map((method) => Type.Literal(method)))
const Terms = Type.Object(
  {
    planId: Type.String({ maxLength: 64 }),
    amount: Type.Integer({ minimum: 1, maximum: 99_999_999, description: 'minor units' }),
    currency: Type.String({ pattern: '^[A-Z]{3}$' }),
    period: Type.Union([Type.Literal('month'), Type.Literal('year')]),
  },
  strict,
)
const Metadata = Type.Record(Type.String({ maxLength: 40 }), Type.String({ maxLength: 500 }), { maxProperties: 50 })
const NewSubscription = Type.Object(
  {
    metadata: Metadata,
    paymentMethod: Card,
    terms: Terms,
    trialDays: Type.Integer({ minimum: 0, maximum: 730 }),
  },
  strict,
)
const Confirm = Type.Object({ returnUrl: Type.String({ maxLength: 2_000, pattern: '^https?://' }) }, strict)
const Change = Type.Object({ cancelAtPeriodEnd: Type.Optional(Type.Boolean()), terms: Type.Optional(Terms) }, strict)

export type SubscriptionView = ReturnType<typeof subscriptionView>

/** `nextAction.url`: where the payer confirms the first payment. */
export const subscriptionView = (subscription: Subscription, actionUrl: string | null) => {
  const { id, status, metadata, terms, trialEnd, periodEnd, cancelAtPeriodEnd, reason } = subscription
  const nextAction = actionUrl === null ? null : { type: 'redirect' as const, url: actionUrl }
  const isPending = status === 'incomplete' && subscription.openInvoice !== null
  return {
    ...{ id, status, metadata, planId: terms.planId, trialEnd, periodEnd, cancelAtPeriodEnd, reason, nextAction },
    isPending,
  }
}

const invoiceView = ({ id, terms, status, paymentId, periodStart, periodEnd, failure, paidAt, attempts }: Invoice) => {
  const { planId, amount, currency } = terms
  return { id, planId, amount, currency, status, paymentId, periodStart, periodEnd, failure, paidAt, attempts }
}

export type BillingRouteDeps = Readonly<{ billing: Billing; bank: Bank; publicUrl: () => string }>

export const billingRoutes = (app: App, { billing, bank, publicUrl }: BillingRouteDeps): void => {
  const view = (subscription: Subscription) => {
    const open = billing.invoices(subscription.id).find(({ id }) => id === subscription.openInvoice)
    const payment = open?.paymentId ? viewOf(bank.retrieve(open.paymentId), publicUrl()) : undefined
    return subscriptionView(subscription, payment?.nextAction?.url ?? null)
  }

  app.post('/v1/subscriptions', { schema: { body: NewSubscription } }, (request, reply) =>
    once(bank.once, request, reply, () => ({ status: 201, body: view(billing.create(request.body)) })),
  )
  app.post('/v1/subscriptions/:id/confirm', { schema: { params: ById, body: Confirm } }, (request, reply) =>
    once(bank.once, request, reply, () => ({
      ...{ status: 200, body: view(billing.confirm(request.params.id, request.body.returnUrl)) },
    })),
  )
  app.post('/v1/subscriptions/:id', { schema: { params: ById, body: Change } }, (request, reply) =>
    once(bank.once, request, reply, () => ({
      status: 200,
      body: view(billing.change(request.params.id, request.body)),
    })),
  )
  app.post('/v1/subscriptions/:id/end', { schema: { params: ById } }, (request, reply) =>
    once(bank.once, request, reply, () => ({ status: 200, body: view(billing.end(request.params.id)) })),
  )
  app.get('/v1/subscriptions/:id', { schema: { params: ById } }, (request) => view(billing.retrieve(request.params.id)))
  app.get('/v1/subscriptions/:id/invoices', { schema: { params: ById } }, (request) => ({
    items: billing.invoices(request.params.id).map(invoiceView),
  }))
}

export type BillingControlDeps = Readonly<{ billing: Billing; db: Database; changed: () => void }>

/** `id` is the shop's own: a tester knows no other. */
export const billingControls = (app: App, { billing, db, changed }: BillingControlDeps): void => {
  const found = (id: string): Subscription => {
    const one = billing.find(id)
    if (!one) throw new Fault(404, 'subscription-not-found', 'There is no such subscription.')
    return one
  }
  const seen = ({ id }: Subscription) => ({
    ...subscriptionView(billing.retrieve(id), null),
    invoices: billing.invoices(id).map(invoiceView),
  })
  app.get('/sandbox/subscriptions/:id', { schema: { params: ById } }, (request) => seen(found(request.params.id)))
  app.post(
    '/sandbox/subscriptions/:id/card',
    { schema: { params: ById, body: Type.Object({ paymentMethod: Card }, strict) } },
    (request) => {
      const { id } = found(request.params.id)
      const after = db.write(() => billing.change(id, { card: request.body.paymentMethod }))
      changed()
      return seen(after)
    },
  )
}
