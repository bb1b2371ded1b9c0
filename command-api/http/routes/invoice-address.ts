// PUT and DELETE /v1/account/invoice-address: to whom one's invoices are written. Sealed before anything is sent.
import { Type } from 'typebox'
import { faultsOfInvoiceAddress, invoiceAddressLimits as limits } from '../../../domain/identity/rules.ts'
import { type App, callerOf } from '../../../platform/http.ts'
import { bodyHashOf } from '../../../platform/idempotency.ts'
import { answer, Pending } from '../answers.ts'
import type { CommandApi } from '../deps.ts'
import { refuseFaults } from '../faults.ts'
import { decided, keyFor, type Submit, sayPending } from '../submit.ts'

const path = '/v1/account/invoice-address'
const config = { allow: 'signed-in', kind: 'command', problems: ['not-found', 'erased'] } as const
const tags = ['people']
const Body = Type.Object(
  {
    name: Type.String({ minLength: 1, maxLength: limits.name, description: 'of the person or company' }),
    address: Type.String({ minLength: 1, maxLength: limits.address, description: 'in lines' }),
    vatId: Type.Optional(Type.String({ maxLength: limits.vatId, description: 'of a company in the EU' })),
  },
  {
    additionalProperties: false,
    examples: [{ name: 'Grete Müller', address: 'Kinoweg 1\n10115 Berlin', vatId: 'DE123456789' }],
  },
)
const Told = (status: 'set' | 'removed', description: string) =>
  answer({ status: Type.Literal(status) }, description, { status })

export const invoiceAddressRoutes = (app: App, { sealing }: CommandApi, submit: Submit): void => {
  app.put(
    path,
    {
      config,
      schema: {
        summary: "Say to whom one's invoices are written",
        description:
          'Replaces what was said before. It stands on what is invoiced from now on, and on earlier invoices that have ' +
          'none. Kept sealed; erased with the person.',
        tags,
        body: Body,
        response: { 200: Told('set', 'It holds from now on.'), 202: Pending },
      },
    },
    async (request, reply) => {
      const { personId, simulated } = callerOf(request)
      const { name, address, vatId = '' } = request.body
      const said = { name, address, vatId }
      refuseFaults(faultsOfInvoiceAddress(said))
      const idempotencyKey = keyFor(request, reply)
      const bodyHash = await sealing.bodyHash(personId, said)
      const sealed = await sealing.seal(personId, said)
      const outcome = await submit(
        { context: 'identity', key: personId, command: { type: 'SetInvoiceAddress', personId, ...sealed } },
        { actor: personId, idempotencyKey, bodyHash, simulated },
        request,
      )
      const known = decided(outcome, reply)
      return known.status === 'pending' ? reply.send(sayPending(known, reply)) : reply.code(200).send({ status: 'set' })
    },
  )

  app.delete(
    path,
    {
      config,
      schema: {
        summary: "Have one's invoices written to no name",
        description: 'From now on; what was invoiced before keeps what stands on it.',
        tags,
        response: { 200: Told('removed', 'There is none any more.'), 202: Pending },
      },
    },
    async (request, reply) => {
      const { personId, simulated } = callerOf(request)
      const outcome = await submit(
        { context: 'identity', key: personId, command: { type: 'RemoveInvoiceAddress', personId } },
        { actor: personId, idempotencyKey: keyFor(request, reply), bodyHash: bodyHashOf(null), simulated },
        request,
      )
      const known = decided(outcome, reply)
      return known.status === 'pending'
        ? reply.send(sayPending(known, reply))
        : reply.code(200).send({ status: 'removed' })
    },
  )
}
