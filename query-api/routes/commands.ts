// GET /v1/commands/{commandId}: what became of a command that was answered with 202.
import { Type } from 'typebox'
import { type App, callerOf } from '../../platform/http.ts'
import { problem } from '../../platform/problems.ts'
import { outcomeOf } from '../../projectors/outcomes/view.ts'
import type { QueryApi } from '../deps.ts'
import { reading } from '../reading.ts'
import { Id, OneOf, OrNull } from '../shapes.ts'

const exampleId = '0b8f3c52-8f1e-8a6b-9c1d-2f4a6b8c0d1e'
const Outcome = Type.Object(
  {
    commandId: Id('of the command'),
    status: OneOf(['pending', 'accepted', 'refused', 'failed']),
    problem: OrNull(Type.String({ description: 'type of the refusal' })),
    detail: OrNull(Type.String()),
    position: OrNull(Type.String({ description: 'where it stands on the log' })),
    events: Type.Array(Type.String({ description: 'names of the events that it left' })),
  },
  {
    description: 'The outcome; `pending` while it is not known, and for ids that nobody sent.',
    examples: [
      {
        commandId: exampleId,
        status: 'accepted',
        problem: null,
        detail: null,
        position: 'commerce/0@42',
        events: ['OrderPlaced'],
      },
    ],
  },
)

export const commandRoutes = (app: App, api: QueryApi): void => {
  app.get(
    '/v1/commands/:commandId',
    {
      config: { allow: 'signed-in', kind: 'query', problems: ['not-found'] },
      schema: {
        summary: 'The outcome of a command',
        tags: ['commands'],
        params: Type.Object({ commandId: Id('from Location') }),
        response: { 200: Outcome },
      },
    },
    async (request, reply) => {
      const { commandId } = request.params
      const known = await reading(api, request, reply, ['outcomes'], () => outcomeOf(api.store, commandId))
      if (known && known.actor !== callerOf(request).personId) throw problem('not-found')
      if (!known) return { commandId, status: 'pending', problem: null, detail: null, position: null, events: [] }
      const { status, problem: refusal, detail, position, events } = known
      return { commandId, status, problem: refusal, detail, position, events: [...events] }
    },
  )
}
