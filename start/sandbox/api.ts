// The provider's API: payments and refunds under /v1, with a key, and idempotent where asked.
import { Type } from 'typebox'
import type { Bank } from './bank.ts'
import type { Movements } from './movements.ts'
import { once } from './once.ts'
import { type Payment, paymentMethods } from './payment.ts'
import type { App } from './server.ts'
import { viewOf } from './view.ts'

const WebAddress = Type.String({ maxLength: 2_000, pattern: '^https?://' })
const Metadata = Type.Record(Type.String({ maxLength: 40 }), Type.String({ maxLength: 500 }), { maxProperties: 50 })
const strict = { additionalProperties: false } as const

const NewPaymentBody = Type.Object(
  {
    amount: Type.Integer({ minimum: 1, maximum: 99_999_999, description: 'minor units' }),
    currency: Type.String({ pattern: '^[A-Z]{3}$', description: 'ISO 4217' }),
    paymentMethod: Type.Union([
      ...paymentMethods.map((method) => Type.Literal(method)),
      Type.String({ pattern: '^card_[0-9a-f]{24}$', description: 'a card that is kept for the customer' }),
    ]),
    customerId: Type.Optional(Type.String({ maxLength: 64 })),
    saveCard: Type.Optional(Type.Boolean({ description: 'the payer agrees that the card is kept' })),
    metadata: Type.Optional(Metadata),
    returnUrl: Type.Optional(WebAddress),
  },
  strict,
)
const ConfirmBody = Type.Object({ returnUrl: Type.Optional(WebAddress) }, strict)
const RefundBody = Type.Object(
  { amount: Type.Optional(Type.Integer({ minimum: 1 })), metadata: Type.Optional(Metadata) },
  strict,
)
const ListQuery = Type.Object(
  {
    limit: Type.Optional(Type.String({ pattern: '^[1-9][0-9]{0,2}$' })),
    after: Type.Optional(Type.String({ maxLength: 64 })),
    orderId: Type.Optional(Type.String({ maxLength: 64 })),
  },
  strict,
)
const ById = Type.Object({ id: Type.String({ maxLength: 64 }) })

export const apiRoutes = (app: App, bank: Bank, publicUrl: () => string): void => {
  const view = (payment: Payment) => viewOf(payment, publicUrl())

  app.post('/v1/payments', { schema: { body: NewPaymentBody } }, (request, reply) =>
    once(bank.once, request, reply, () => ({ status: 201, body: view(bank.create(request.body)) })),
  )

  app.post('/v1/payments/:id/confirm', { schema: { params: ById, body: ConfirmBody } }, (request, reply) =>
    once(bank.once, request, reply, () => ({
      status: 200,
      body: view(bank.confirm(request.params.id, request.body.returnUrl ?? null)),
    })),
  )

  app.post('/v1/payments/:id/cancel', { schema: { params: ById } }, (request, reply) =>
    once(bank.once, request, reply, () => ({ status: 200, body: view(bank.cancel(request.params.id)) })),
  )

  app.post('/v1/payments/:id/refunds', { schema: { params: ById, body: RefundBody } }, (request, reply) =>
    once(bank.once, request, reply, () => ({ status: 201, body: bank.refund(request.params.id, request.body) })),
  )

  app.get('/v1/payments/:id', { schema: { params: ById } }, (request) => view(bank.retrieve(request.params.id)))

  app.get('/v1/payments/:id/refunds', { schema: { params: ById } }, (request) => ({
    items: bank.refunds(request.params.id),
  }))

  app.get('/v1/payments', { schema: { querystring: ListQuery } }, (request) => {
    const { limit: text = '50', ...where } = request.query
    const limit = Math.min(Number(text), 100)
    const items = bank.list({ ...where, limit }).map(view)
    return { items, next: items.length === limit ? (items.at(-1)?.id ?? null) : null }
  })
}

const Instant = Type.String({ pattern: '^[0-9]{1,15}$' })
const MovementsQuery = Type.Object({ from: Instant, until: Instant, after: Type.Optional(Type.String()) }, strict)
const movementsAtOnce = 100

export const movementRoutes = (app: App, movements: Movements): void => {
  app.get('/v1/movements', { schema: { querystring: MovementsQuery } }, ({ query }) => {
    const { from, until, ...rest } = query
    const items = movements.list({ from: Number(from), until: Number(until), ...rest, limit: movementsAtOnce })
    return { items, next: items.length === movementsAtOnce ? (items.at(-1)?.id ?? null) : null }
  })
}
