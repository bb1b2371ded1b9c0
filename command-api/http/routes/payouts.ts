// A seller goes to the payment provider to say who they are, comes back, and asks for what is theirs.
import { randomUUID } from 'node:crypto'
import type { FastifyRequest } from 'fastify'
import { Type } from 'typebox'
import { type App, callerOf } from '../../../platform/http.ts'
import { bodyHashOf } from '../../../platform/idempotency.ts'
import { problem } from '../../../platform/problems.ts'
import { idOf } from '../../../runtime/index.ts'
import { answer, exampleId, Id, Pending } from '../answers.ts'
import type { CommandApi } from '../deps.ts'
import { type AskedOf, decided, keyFor, type Submit, sayPending } from '../submit.ts'

const tags = ['sellers']
const Asked = answer(
  { status: Type.Literal('asked') },
  'The provider is being asked; GET /v1/seller/profile tells what came of it.',
  { status: 'asked' },
)

export const payoutRoutes = (app: App, { views, settings }: CommandApi, submit: Submit): void => {
  const submitted = (request: FastifyRequest, command: AskedOf<'sellers'>, idempotencyKey: string, body: unknown) => {
    const { personId: sellerId, simulated } = callerOf(request)
    return submit(
      { context: 'sellers', key: sellerId, command },
      { actor: sellerId, idempotencyKey, bodyHash: bodyHashOf(body), simulated },
      request,
    )
  }

  app.post(
    '/v1/seller/onboarding',
    {
      config: { allow: 'seller', kind: 'command', problems: ['not-onboarded'] },
      schema: {
        summary: 'Ask for the page where the payment provider learns who is paid',
        description:
          'The profile has its address a moment later; it is good for a while, and leads back to the studio.',
        tags,
        response: { 201: Asked, 202: Pending },
      },
    },
    async (request, reply) => {
      const { personId: sellerId } = callerOf(request)
      const idempotencyKey = keyFor(request, reply)
      const askId = idOf('onboarding', sellerId, idempotencyKey)
      const returnUrl = `${settings.publicUrl}/studio/account?back=provider`
      const command = { type: 'AskOnboarding', sellerId, askId, returnUrl } as const
      const known = decided(await submitted(request, command, idempotencyKey, null), reply)
      return known.status === 'pending'
        ? reply.send(sayPending(known, reply))
        : reply.code(201).send({ status: 'asked' })
    },
  )

  app.post(
    '/v1/seller/onboarding/return',
    {
      config: { allow: 'seller', kind: 'command', problems: ['not-onboarded'] },
      schema: {
        summary: 'Say that one is back from the payment provider',
        description: 'It is asked how the account stands; its own word comes too, but perhaps later.',
        tags,
        response: { 201: Asked, 202: Pending },
      },
    },
    async (request, reply) => {
      const { personId: sellerId } = callerOf(request)
      const idempotencyKey = keyFor(request, reply)
      const accountId = (await views.seller(sellerId))?.accountId
      if (!accountId) throw problem('not-onboarded')
      const command = { type: 'NoteAccountUpdate', sellerId, accountId, causeId: randomUUID() } as const
      const known = decided(await submitted(request, command, idempotencyKey, null), reply)
      return known.status === 'pending'
        ? reply.send(sayPending(known, reply))
        : reply.code(201).send({ status: 'asked' })
    },
  )

  app.post(
    '/v1/seller/payouts',
    {
      config: {
        allow: 'seller',
        kind: 'command',
        problems: ['not-onboarded', 'payout-pending', 'payout-too-small'],
      },
      schema: {
        summary: 'Ask for what is available',
        description: 'All of it, in one currency. What is on hold is not part of it.',
        tags,
        body: Type.Object(
          { currency: Type.String({ pattern: '^[A-Z]{3}$', description: 'ISO 4217' }) },
          { additionalProperties: false, examples: [{ currency: 'EUR' }] },
        ),
        response: {
          201: answer(
            { payoutId: Id('of the payout'), status: Type.Literal('requested') },
            'It is on its way; GET /v1/seller/payouts tells what came of it.',
            { payoutId: exampleId, status: 'requested' },
          ),
          202: Pending,
        },
      },
    },
    async (request, reply) => {
      const { personId: sellerId } = callerOf(request)
      const { currency } = request.body
      const idempotencyKey = keyFor(request, reply)
      const payoutId = idOf('payout', sellerId, currency, idempotencyKey)
      const terms = { currency, minimum: settings.payoutMinimum, month: null }
      const command = { type: 'RequestPayout', sellerId, payoutId, ...terms } as const
      const known = decided(await submitted(request, command, idempotencyKey, request.body), reply)
      if (known.status === 'pending') return reply.send(sayPending(known, reply))
      return reply.code(201).send({ payoutId, status: 'requested' })
    },
  )
}
