// An operator has a person forgotten: their key and credentials are destroyed, their log-ins end.
import { Type } from 'typebox'
import { longestReason } from '../../../domain/identity/rules.ts'
import { type App, callerOf } from '../../../platform/http.ts'
import { bodyHashOf } from '../../../platform/idempotency.ts'
import { answer, exampleId, Id, Pending } from '../answers.ts'
import type { CommandApi } from '../deps.ts'
import { decided, keyFor, type Submit, sayPending } from '../submit.ts'

export const erasureRoute = (app: App, _: CommandApi, submit: Submit): void => {
  app.post(
    '/v1/operator/people/:personId/erasure',
    {
      config: { allow: 'operator', kind: 'command', problems: ['not-found'] },
      schema: {
        summary: 'Forget a person',
        description:
          'For good. Within seconds nothing that was sealed for them opens any more, wherever it stands, and they cannot ' +
          'log in. What they bought and sold stays, under an id that leads to nobody.',
        tags: ['operation'],
        params: Type.Object({ personId: Id('of the person') }),
        body: Type.Object(
          {
            reason: Type.String({
              minLength: 1,
              maxLength: longestReason,
              description: 'for the record, without personal data',
            }),
          },
          { additionalProperties: false, examples: [{ reason: 'Asked for by the person, ticket 4711.' }] },
        ),
        response: {
          200: answer(
            { personId: Id('of the person'), status: Type.Literal('erased') },
            'Decided; it is carried out at once.',
            { personId: exampleId, status: 'erased' },
          ),
          202: Pending,
        },
      },
    },
    async (request, reply) => {
      const { personId: operatorId, simulated } = callerOf(request)
      const { personId } = request.params
      const { reason } = request.body
      const outcome = await submit(
        { context: 'identity', key: personId, command: { type: 'ErasePerson', personId, operatorId, reason } },
        { actor: operatorId, idempotencyKey: keyFor(request, reply), bodyHash: bodyHashOf(request.body), simulated },
        request,
      )
      const known = decided(outcome, reply)
      if (known.status === 'pending') return reply.send(sayPending(known, reply))
      return reply.code(200).send({ personId, status: 'erased' })
    },
  )
}
