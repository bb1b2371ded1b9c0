// DELETE /v1/cards/{cardId}: a card is kept no longer.
import { Type } from 'typebox'
import { type App, callerOf } from '../../../platform/http.ts'
import { bodyHashOf } from '../../../platform/idempotency.ts'
import { Id, nothing, Pending } from '../answers.ts'
import type { CommandApi } from '../deps.ts'
import { decided, keyFor, type Submit, sayPending } from '../submit.ts'

export const cardRoutes = (app: App, _: CommandApi, submit: Submit): void => {
  app.delete(
    '/v1/cards/:cardId',
    {
      config: { allow: 'viewer', kind: 'command', problems: ['not-found'] },
      schema: {
        summary: 'Keep a card no longer',
        description: 'From now on it pays nothing here; the payment provider forgets it within seconds.',
        tags: ['orders'],
        params: Type.Object({ cardId: Id('of the card') }),
        response: { 202: Pending, 204: nothing('It is kept no longer.') },
      },
    },
    async (request, reply) => {
      const { personId: viewerId, simulated } = callerOf(request)
      const { cardId } = request.params
      const idempotencyKey = keyFor(request, reply)
      const outcome = await submit(
        { context: 'commerce', key: viewerId, command: { type: 'RemoveCard', viewerId, cardId } },
        { actor: viewerId, operation: `card ${cardId}`, idempotencyKey, bodyHash: bodyHashOf(null), simulated },
        request,
      )
      const known = decided(outcome, reply)
      return known.status === 'pending' ? reply.send(sayPending(known, reply)) : reply.code(204).send(null)
    },
  )
}
