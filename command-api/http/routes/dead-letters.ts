// An operator asks for a record that was laid aside: try it again, or give it up. Its consumer does it and says so.
import { Type } from 'typebox'
import { limits } from '../../../domain/catalogue/rules.ts'
import { type App, callerOf } from '../../../platform/http.ts'
import { problem } from '../../../platform/problems.ts'
import { commandIdOf, DEAD_LETTERS, headersOf, NotSent, positionText, UnknownOutcome } from '../../../runtime/index.ts'
import { answer, exampleId, Id } from '../answers.ts'
import type { CommandApi } from '../deps.ts'
import { keyFor } from '../submit.ts'

const asks = [
  {
    path: 'retry',
    type: 'RetryAsked',
    summary: 'Apply it, and then what waits behind it',
    description: 'In order. When it fails again it stays, with the new error, and what waits goes on waiting.',
  },
  {
    path: 'drop',
    type: 'DropAsked',
    summary: 'Give it up; what waits behind it goes on',
    description: 'For good: a view that is built again passes over it too.',
  },
] as const

export const deadLetterAsks = (app: App, { views, facts }: CommandApi): void => {
  for (const { path, type, summary, description } of asks)
    app.post(
      `/v1/operator/dead-letters/:letterId/${path}`,
      {
        config: {
          allow: 'operator',
          kind: 'command',
          problems: ['not-found', 'letter-waits', 'letter-settled', 'outcome-unknown'],
        },
        schema: {
          summary,
          description,
          tags: ['operator'],
          params: Type.Object({ letterId: Id('of the letter') }),
          body: Type.Object(
            { reason: Type.String({ minLength: 1, maxLength: limits.reason, description: 'for the record' }) },
            { additionalProperties: false, examples: [{ reason: 'The handler is mended with release 1.4.' }] },
          ),
          response: {
            202: answer(
              { letterId: Id('of the letter'), askId: Id('of what was asked') },
              'It stands on the log; the letter tells what comes of it.',
              { letterId: exampleId, askId: exampleId },
            ),
          },
        },
      },
      async (request, reply) => {
        const { personId: operatorId, simulated } = callerOf(request)
        const { letterId } = request.params
        const idempotencyKey = keyFor(request, reply)
        const letter = await views.deadLetter(letterId)
        if (!letter) throw problem('not-found', 'There is no such letter.')
        const askId = commandIdOf(operatorId, type, letterId, idempotencyKey)
        if (letter.settledAt !== null) throw problem('letter-settled')
        if (letter.state === 'waiting') throw problem('letter-waits')
        const { place } = letter
        const data = { type, at: Date.now(), place, letterId, askId, operatorId, reason: request.body.reason }
        const headers = headersOf({ type, actor: operatorId, correlationId: request.id, simulated })
        try {
          const positions = await facts.append(DEAD_LETTERS, [{ key: place, data, headers }])
          reply.header('position', positionText(...positions))
        } catch (error) {
          if (error instanceof NotSent)
            throw problem('unavailable', 'Nothing was kept; send it again.', { retryAfter: 1 })
          if (error instanceof UnknownOutcome) throw problem('outcome-unknown', undefined, { idempotencyKey })
          throw error
        }
        return reply.code(202).send({ letterId, askId })
      },
    )
}
