// The provider's API for cards that are kept.
import { Type } from 'typebox'
import type { Bank } from './bank.ts'
import type { Cards } from './cards.ts'
import { once } from './once.ts'
import type { App } from './server.ts'

const strict = { additionalProperties: false } as const
const Id = Type.String({ maxLength: 64 })
const ById = Type.Object({ id: Id })
const Metadata = Type.Record(Type.String({ maxLength: 40 }), Type.String({ maxLength: 500 }), { maxProperties: 50 })

export const cardRoutes = (app: App, { bank, cards }: Readonly<{ bank: Bank; cards: Cards }>): void => {
  app.post('/v1/customers', { schema: { body: Type.Object({ metadata: Metadata }, strict) } }, (request, reply) =>
    once(bank.once, request, reply, () => ({ status: 201, body: cards.openCustomer(request.body.metadata) })),
  )
  app.post(
    '/v1/payments/:id/card',
    { schema: { params: ById, body: Type.Object({ customerId: Id }, strict) } },
    (request) => cards.keep(bank.retrieve(request.params.id), request.body.customerId),
  )
  app.post('/v1/cards/:id/removal', { schema: { params: ById } }, (request) => {
    cards.remove(request.params.id)
    return { done: true }
  })
  app.post('/v1/customers/:id/removal', { schema: { params: ById } }, (request) => {
    cards.forget(request.params.id)
    return { done: true }
  })
}
