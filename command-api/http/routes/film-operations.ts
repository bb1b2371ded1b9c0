// An operator takes a film down and puts it back, with a reason.
import { Type } from 'typebox'
import { limits } from '../../../domain/catalogue/rules.ts'
import { type App, callerOf } from '../../../platform/http.ts'
import { bodyHashOf } from '../../../platform/idempotency.ts'
import { problem } from '../../../platform/problems.ts'
import { answer, exampleId, filmParams, Id, Pending } from '../answers.ts'
import type { CommandApi } from '../deps.ts'
import { decided, keyFor, type Submit, sayPending } from '../submit.ts'

const Status = Type.Union([Type.Literal('draft'), Type.Literal('published'), Type.Literal('taken-down')])

const operations = [
  {
    path: 'take-down',
    type: 'TakeDownFilm',
    summary: 'Take a film down',
    description: 'It stops selling at once, and playing within ten seconds.',
  },
  {
    path: 'put-back',
    type: 'PutBackFilm',
    summary: 'Put a film back',
    description: 'A film that was published is published again, a draft is a draft again.',
  },
] as const

export const filmOperationRoutes = (app: App, { views }: CommandApi, submit: Submit): void => {
  for (const { path, type, summary, description } of operations)
    app.post(
      `/v1/films/:filmId/${path}`,
      {
        config: { allow: 'operator', kind: 'command', problems: ['not-found'] },
        schema: {
          summary,
          description,
          tags: ['operation'],
          params: filmParams,
          body: Type.Object(
            {
              reason: Type.String({
                minLength: 1,
                maxLength: limits.reason,
                description: 'for the record and the seller',
              }),
            },
            { additionalProperties: false, examples: [{ reason: 'A claim on the rights is being looked into.' }] },
          ),
          response: {
            200: answer({ filmId: Id('of the film'), status: Status }, 'What the film is now.', {
              filmId: exampleId,
              status: type === 'TakeDownFilm' ? 'taken-down' : 'published',
            }),
            202: Pending,
          },
        },
      },
      async (request, reply) => {
        const { personId: operatorId, simulated } = callerOf(request)
        const { filmId } = request.params
        const { reason } = request.body
        const outcome = await submit(
          { context: 'catalogue', key: filmId, command: { type, filmId, operatorId, reason } },
          { actor: operatorId, idempotencyKey: keyFor(request, reply), bodyHash: bodyHashOf(request.body), simulated },
          request,
        )
        const known = decided(outcome, reply)
        if (known.status === 'pending') return reply.send(sayPending(known, reply))
        const film = await views.film(filmId)
        if (!film) throw problem('unavailable', 'The view of films is behind.', { retryAfter: 1 })
        return reply.send({ filmId, status: film.status })
      },
    )
}
