// Giving money back: the viewer what was never played, the staff for a reason.
import { Type } from 'typebox'
import { type App, callerOf } from '../../../platform/http.ts'
import { bodyHashOf } from '../../../platform/idempotency.ts'
import { problem } from '../../../platform/problems.ts'
import { idOf } from '../../../runtime/index.ts'
import type { RequestRefund } from '../../../schemas/generated/types/commerce.ts'
import { answer, exampleId, Id, Pending } from '../answers.ts'
import type { CommandApi } from '../deps.ts'
import { decided, type From, keyFor, type Submit, sayPending } from '../submit.ts'

const reasons = { faulty: 'FAULTY', duplicate: 'DUPLICATE', 'taken-down': 'TAKEN_DOWN', goodwill: 'GOODWILL' } as const

const params = Type.Object({ orderId: Id('of the order') })
const Requested = answer(
  { refundId: Id('of the refund'), status: Type.Literal('requested') },
  'It is on its way; the order tells when the money is back.',
  { refundId: exampleId, status: 'requested' },
)
const refusals = ['not-found', 'not-refundable', 'refund-pending', 'disputed'] as const

type Asked = Pick<RequestRefund, 'viewerId' | 'orderId' | 'amount' | 'currency' | 'askedBy' | 'personId' | 'reason'>

export const refundRoutes = (app: App, { views }: CommandApi, submit: Submit): void => {
  const ask = async (
    asked: Asked,
    about: Readonly<{ simulated: boolean; body: unknown; idempotencyKey: string }>,
    from: From,
    reply: Parameters<typeof decided>[1],
  ) => {
    const { personId: actor, viewerId, orderId } = asked
    const { simulated, body, idempotencyKey } = about
    const refundId = idOf('refund', orderId, actor, idempotencyKey)
    const outcome = await submit(
      { context: 'commerce', key: viewerId, command: { type: 'RequestRefund', ...asked, refundId } },
      { actor, operation: `refund ${orderId}`, idempotencyKey, bodyHash: bodyHashOf(body), simulated },
      from,
    )
    reply.header('location', `/v1/orders/${orderId}`)
    const known = decided(outcome, reply)
    return known.status === 'pending' ? sayPending(known, reply) : { refundId, status: 'requested' as const }
  }

  app.post(
    '/v1/orders/:orderId/refund',
    {
      config: { allow: 'viewer', kind: 'command', problems: [...refusals, 'already-played', 'refund-window-over'] },
      schema: {
        summary: 'Give a film back that was never played',
        description:
          'All of it, before the first play and in time. From now on it does not play; who asks for both at once gets one.',
        tags: ['orders'],
        params,
        response: { 201: Requested, 202: Pending },
      },
    },
    async (request, reply) => {
      const { personId, simulated } = callerOf(request)
      const { orderId } = request.params
      const whole = { amount: null, currency: null, askedBy: 'VIEWER', reason: 'NOT_PLAYED' } as const
      const idempotencyKey = keyFor(request, reply)
      const asked = { viewerId: personId, orderId, personId, ...whole }
      const told = await ask(asked, { simulated, body: null, idempotencyKey }, request, reply)
      return told.status === 'pending' ? reply.send(told) : reply.code(201).send(told)
    },
  )

  app.post(
    '/v1/operator/orders/:orderId/refunds',
    {
      config: { allow: 'operator', kind: 'command', problems: [...refusals, 'refund-too-large'] },
      schema: {
        summary: "Give a viewer's money back, all that is left or a part",
        description: 'Played or not. When nothing is left of the payment, what the order gave is taken away.',
        tags: ['operation'],
        params,
        body: Type.Object(
          {
            amount: Type.Optional(
              Type.Integer({ minimum: 1, description: 'minor units; all that is left unless given' }),
            ),
            currency: Type.Optional(Type.String({ pattern: '^[A-Z]{3}$', description: 'ISO 4217, of amount' })),
            reason: Type.Enum(Object.keys(reasons) as [keyof typeof reasons]),
          },
          { additionalProperties: false, examples: [{ amount: 100, currency: 'EUR', reason: 'goodwill' }] },
        ),
        response: { 201: Requested, 202: Pending },
      },
    },
    async (request, reply) => {
      const { personId, simulated } = callerOf(request)
      const { orderId } = request.params
      const { amount, currency, reason } = request.body
      if ((amount === undefined) !== (currency === undefined))
        throw problem('invalid-request', 'An amount has its currency beside it.')
      const idempotencyKey = keyFor(request, reply)
      const order = await views.anyOrder(orderId)
      if (!order) throw problem('not-found', 'There is no such order.')
      const part = amount === undefined ? null : BigInt(amount)
      const terms = { amount: part, currency: currency ?? null, askedBy: 'STAFF', reason: reasons[reason] } as const
      const asked = { viewerId: order.viewerId, orderId, personId, ...terms }
      const told = await ask(asked, { simulated, body: request.body, idempotencyKey }, request, reply)
      return told.status === 'pending' ? reply.send(told) : reply.code(201).send(told)
    },
  )
}
