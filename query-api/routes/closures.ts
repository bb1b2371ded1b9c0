// GET /v1/internal/closures: the feed that edge follows (docs/adr/0002).
import { Type } from 'typebox'
import type { App } from '../../platform/http.ts'
import { closuresAfter } from '../../projectors/closures/view.ts'
import type { QueryApi } from '../deps.ts'
import { reading } from '../reading.ts'
import { Id, isoOrNull, OrNull, Time } from '../shapes.ts'

const atOnce = 1_000
const Sequence = Type.String({ pattern: '^\\d{1,18}$', examples: ['41'] })
const start = '0'
const Place = Type.String({
  pattern: '^[\\w.-]{1,80}$',
  description: '`next` of the answer before; 0 for all. When the view was built anew, all are told again.',
  examples: ['41.5b0f7c1e'],
})

/** A view that was built anew numbers its rows anew: a place in the one before says nothing. */
const afterOf = (place: string, table: string): bigint => {
  const [sequence = '', of] = place.split('.')
  return of === table && /^\d{1,18}$/.test(sequence) ? BigInt(sequence) : 0n
}

export const closureRoutes = (app: App, api: QueryApi): void => {
  app.get(
    '/v1/internal/closures',
    {
      config: { allow: 'internal', kind: 'query' },
      schema: {
        summary: 'Playbacks that were closed; films taken down and put back',
        tags: ['internal'],
        querystring: Type.Object({ after: Type.Optional(Place) }),
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
              next: Place,
            },
            {
              description: 'Changes, oldest first; ask again with `next`.',
              examples: [{ items: [], next: '41.5b0f7c1e' }],
            },
          ),
        },
      },
    },
    async (request, reply) =>
      reading(api, request, reply, ['closures'], async () => {
        const table = (await api.positions.standings()).get('closures')?.incarnation.slice(0, 8) ?? 'none'
        const after = afterOf(request.query.after ?? start, table)
        const items = await closuresAfter(api.store, after, atOnce)
        return {
          items: items.map(({ sequence, expiresAt, ...item }) => ({
            ...item,
            sequence: String(sequence),
            expiresAt: isoOrNull(expiresAt),
          })),
          next: `${items.at(-1)?.sequence ?? after}.${table}`,
        }
      }),
  )
}
