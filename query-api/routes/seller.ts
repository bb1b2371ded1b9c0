// GET /v1/seller/films: the caller's own films, with what became of them.
import { Type } from 'typebox'
import { type App, callerOf } from '../../platform/http.ts'
import { figuresOf } from '../../projectors/analytics/view.ts'
import { draftedFilms } from '../../projectors/films/view.ts'
import type { QueryApi } from '../deps.ts'
import { cursorOf, limitOf, Page, page, pageQuery } from '../paging.ts'
import { reading } from '../reading.ts'
import { Card, cardExample, iso, Media, OrNull, Status, Time, toCard, toMedia } from '../shapes.ts'

const OwnFilm = Type.Object({
  ...Card.properties,
  status: Status,
  takenDownFor: OrNull(Type.String({ description: "an operator's reason" })),
  media: Media,
  draftedAt: Time('of the draft'),
  plays: OrNull(Type.Integer({ description: 'null while the analytics are away' })),
  sales: OrNull(Type.Integer({ description: 'null while the analytics are away' })),
})

export const sellerRoutes = (app: App, api: QueryApi): void => {
  app.get(
    '/v1/seller/films',
    {
      config: { allow: 'seller', kind: 'query' },
      schema: {
        summary: "The caller's own films, newest first",
        tags: ['films'],
        querystring: Type.Object(pageQuery),
        response: {
          200: Page(OwnFilm, 'A page of films.', {
            ...cardExample,
            ...{ status: 'published', takenDownFor: null, media: { state: 'ready', reason: null, detail: null } },
            ...{ draftedAt: '2026-11-21T20:15:00.000Z', plays: 12, sales: 7 },
          }),
        },
      },
    },
    async (request, reply) => {
      const limit = limitOf(request.query)
      const after = cursorOf(request.query, 'filmId')
      return reading(api, request, reply, ['films', 'transcodes'], async () => {
        const asked = { sellerId: callerOf(request).personId, limit: limit + 1, ...(after && { after }) }
        const films = await draftedFilms(api.store, asked)
        const figures = await figuresOf(
          api.analytics,
          films.map((f) => f.filmId),
        ).catch(() => undefined)
        const count = (filmId: string, of: 'plays' | 'sales') => (figures ? (figures.get(filmId)?.[of] ?? 0) : null)
        return page(
          films,
          limit,
          (f) => [f.draftedAt, f.filmId],
          (f) => ({
            ...toCard(f),
            ...{ status: f.status, takenDownFor: f.takenDownFor, media: toMedia(f), draftedAt: iso(f.draftedAt) },
            ...{ plays: count(f.filmId, 'plays'), sales: count(f.filmId, 'sales') },
          }),
        )
      })
    },
  )
}
