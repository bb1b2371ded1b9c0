// An operator has a day at the payment provider compared with the ledger.
import { Type } from 'typebox'
import { sellerOfRecord } from '../../../domain/sellers/rules.ts'
import { type App, callerOf } from '../../../platform/http.ts'
import { bodyHashOf } from '../../../platform/idempotency.ts'
import { idOf } from '../../../runtime/index.ts'
import { answer, Pending } from '../answers.ts'
import type { CommandApi } from '../deps.ts'
import { decided, keyFor, type Submit, sayPending } from '../submit.ts'

const example = '2026-11-27'

export const reconciliationRoute = (app: App, _: CommandApi, submit: Submit): void => {
  app.post(
    '/v1/operator/reconciliations',
    {
      config: { allow: 'operator', kind: 'command', problems: [] },
      schema: {
        summary: 'Compare a day at the payment provider with the ledger',
        description:
          'Yesterday is compared each day by itself; this does it at once, for today as far as it is too. ' +
          'GET /v1/operator/reconciliations tells what was found.',
        tags: ['operation'],
        body: Type.Object(
          { day: Type.String({ pattern: '^\\d{4}-\\d{2}-\\d{2}$', description: 'UTC' }) },
          { additionalProperties: false, examples: [{ day: example }] },
        ),
        response: {
          201: answer({ day: Type.String(), status: Type.Literal('asked') }, 'It is being compared.', {
            ...{ day: example, status: 'asked' },
          }),
          202: Pending,
        },
      },
    },
    async (request, reply) => {
      const { personId, simulated } = callerOf(request)
      const { day } = request.body
      const idempotencyKey = keyFor(request, reply)
      const reconciliationId = idOf('reconciliation', personId, idempotencyKey)
      const command = { type: 'AskReconciliation', sellerId: sellerOfRecord, reconciliationId, day, personId } as const
      const outcome = await submit(
        { context: 'sellers', key: sellerOfRecord, command },
        { actor: personId, idempotencyKey, bodyHash: bodyHashOf(request.body), simulated },
        request,
      )
      const known = decided(outcome, reply)
      if (known.status === 'pending') return reply.send(sayPending(known, reply))
      return reply.code(201).send({ day, status: 'asked' })
    },
  )
}
