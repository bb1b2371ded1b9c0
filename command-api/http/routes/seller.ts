// Becoming a seller, and saying otherwise who one is. What is personal is sealed before anything is sent.
import type { FastifyReply } from 'fastify'
import { Type } from 'typebox'
import { currentTerms, type Details, faultsOfDetails, limits } from '../../../domain/sellers/rules.ts'
import { type App, callerOf } from '../../../platform/http.ts'
import { answer, exampleId, Id, Pending } from '../answers.ts'
import type { CommandApi } from '../deps.ts'
import { refuseFaults } from '../faults.ts'
import { decided, type From, keyFor, type Submit, sayPending } from '../submit.ts'

const details = {
  legalName: Type.String({
    minLength: 1,
    maxLength: limits.legalName,
    description: 'of the person or company that is paid',
  }),
  email: Type.String({ minLength: 3, maxLength: limits.email, description: 'where the seller is written to' }),
  country: Type.String({ pattern: '^[A-Z]{2}$', description: 'ISO 3166-1 alpha-2, where the seller is taxed' }),
}
const example = { legalName: 'Grete Müller', email: 'grete@example.org', country: 'DE' }
const Told = (description: string, status: 'applied' | 'changed') =>
  answer({ sellerId: Id('of the seller'), status: Type.Literal(status) }, description, {
    ...{ sellerId: exampleId, status },
  })

type Caller = ReturnType<typeof callerOf>

export const sellerRoutes = (app: App, { sealing }: CommandApi, submit: Submit): void => {
  const say = async (
    { personId: sellerId, simulated }: Caller,
    said: Details,
    also: Readonly<{ type: 'ApplyAsSeller'; termsVersion: string }> | Readonly<{ type: 'ChangeSellerDetails' }>,
    from: From,
    reply: FastifyReply,
    idempotencyKey: string,
  ) => {
    refuseFaults(faultsOfDetails(said))
    const { country, legalName, email } = said
    const bodyHash = await sealing.bodyHash(sellerId, { ...said, ...also })
    const sealed = await sealing.seal(sellerId, { legalName, email })
    const outcome = await submit(
      { context: 'sellers', key: sellerId, command: { ...also, sellerId, ...sealed, country } },
      { actor: sellerId, idempotencyKey, bodyHash, simulated },
      from,
    )
    return decided(outcome, reply)
  }

  app.post(
    '/v1/seller/application',
    {
      config: { allow: 'seller', kind: 'command', problems: ['terms-changed', 'erased'] },
      schema: {
        summary: 'Apply as a seller',
        description: 'Who is paid, and that the terms are accepted. Name and address are kept sealed.',
        tags: ['sellers'],
        body: Type.Object(
          { ...details, termsVersion: Type.String({ maxLength: 20, description: "of the seller's terms as read" }) },
          { additionalProperties: false, examples: [{ ...example, termsVersion: currentTerms }] },
        ),
        response: { 201: Told('The application is known.', 'applied'), 202: Pending },
      },
    },
    async (request, reply) => {
      const caller = callerOf(request)
      const { termsVersion, ...said } = request.body
      const also = { type: 'ApplyAsSeller', termsVersion } as const
      const known = await say(caller, said, also, request, reply, keyFor(request, reply))
      if (known.status === 'pending') return reply.send(sayPending(known, reply))
      return reply.code(201).send({ sellerId: caller.personId, status: 'applied' })
    },
  )

  app.put(
    '/v1/seller/details',
    {
      config: { allow: 'seller', kind: 'command', problems: ['not-found', 'erased'] },
      schema: {
        summary: "Change a seller's details",
        description: 'Replaces all that was said before.',
        tags: ['sellers'],
        body: Type.Object(details, { additionalProperties: false, examples: [example] }),
        response: { 200: Told('They hold from now on.', 'changed'), 202: Pending },
      },
    },
    async (request, reply) => {
      const caller = callerOf(request)
      const also = { type: 'ChangeSellerDetails' } as const
      const known = await say(caller, request.body, also, request, reply, keyFor(request, reply))
      if (known.status === 'pending') return reply.send(sayPending(known, reply))
      return reply.code(200).send({ sellerId: caller.personId, status: 'changed' })
    },
  )
}
