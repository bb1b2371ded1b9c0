// GET /v1/internal/closures: the feed that edge follows (docs/adr/0002).
import { Type } from 'typebox'
import type { App } from '../../platform/http.ts'
import { closuresAfter } from '../../projectors/closures/view.ts'
import type { QueryApi } from '../deps.ts'
import { reading } from '../reading.ts'
import { Id, isoOrNull, OrNull, Time } from '../shapes.ts'

const atOnce = 1_000
const Sequence = Type.String({ pattern: '^\\d{1,18}$', examples: ['41'] })

export const closureRoutes = (app: App, api: QueryApi): void => {
  app.get(
    '/v1/internal/closures',
    {
      config: { allow: 'internal', kind: 'query' },
      schema: {
        summary: 'Playbacks that were closed; films taken down and put back',
        tags: ['internal'],
        querystring: Type.Object({ after: Type.Optional(Sequence) }),
        response: {
          200: Type.Object(
            {
              items: Type.Array(
                Type.Object({
                  sequence: Sequence,
                  playbackId: OrNull(Id('of the playback')),
                  filmId: OrNull(Id('of the film')),
                  closed: Type.Boolean(),
                  expiresAt: OrNull(Time('no token of the playback lives longer')),
                }),
              ),
              next: Sequence,
            },
            { description: 'Changes, oldest first; ask again with `next`.', examples: [{ items: [], next: '41' }] },
          ),
        },
      },
    },
    async (request, reply) =>
      reading(api, request, reply, ['closures'], async () => {
        const after = BigInt(request.query.after ?? '0')
        const items = await closuresAfter(api.store, after, atOnce)
        return {
          items: items.map(({ sequence, expiresAt, ...item }) => ({
            ...item,
            sequence: String(sequence),
            expiresAt: isoOrNull(expiresAt),
          })),
          next: String(items.at(-1)?.sequence ?? after),
        }
      }),
  )
}
