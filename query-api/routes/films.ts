// GET /v1/films, /v1/films/{filmId}: the store's shelves and one film.
import { createHash } from 'node:crypto'
import { Type } from 'typebox'
import type { Caller } from '../../platform/auth.ts'
import type { App } from '../../platform/http.ts'
import { problem } from '../../platform/problems.ts'
import { type Film, filmById, publishedFilms } from '../../projectors/films/view.ts'
import type { QueryApi } from '../deps.ts'
import { cursorOf, limitOf, Page, page, pageQuery } from '../paging.ts'
import { reading } from '../reading.ts'
import { Card, cardExample, Detail, Id, toCard, toDetail } from '../shapes.ts'

/** Who may see a film that is not in the store. */
export const maySee = (film: Film, caller: Caller | null): boolean =>
  film.status === 'published' || film.sellerId === caller?.personId || (caller?.roles.includes('operator') ?? false)

/** Pages of the store change when any film does: a few seconds old is young enough for who did not ask for more. */
const shelfSeconds = 2

export const filmRoutes = (app: App, api: QueryApi): void => {
  const search = Type.Object({
    ...pageQuery,
    genre: Type.Optional(Type.String({ minLength: 1, maxLength: 60 })),
    q: Type.Optional(Type.String({ minLength: 1, maxLength: 100, description: 'part of a title' })),
  })

  app.get(
    '/v1/films',
    {
      config: { allow: 'open', kind: 'query' },
      schema: {
        summary: 'Films in the store, newest first',
        tags: ['films'],
        querystring: search,
        response: { 200: Page(Card, 'A page of films.', cardExample) },
      },
    },
    async (request, reply) => {
      const { genre, q } = request.query
      const limit = limitOf(request.query)
      const after = cursorOf(request.query, 'filmId')
      const read = () =>
        reading(api, request, reply, ['films'], async () => {
          const asked = { ...(genre && { genre }), ...(q && { q }), ...(after && { after }) }
          const films = await publishedFilms(api.store, { ...asked, limit: limit + 1 })
          return page(films, limit, (f) => [f.publishedAt ?? 0, f.filmId], toCard)
        })
      if (request.headers['min-position']) return read()

      // Redis may lose it at any time: then it is read again.
      const key = `shelf:${createHash('sha1').update(JSON.stringify(request.query)).digest('base64url')}`
      const kept = await api.cache.get(key)
      if (kept) {
        const { position, body } = JSON.parse(kept) as { position: string; body: Awaited<ReturnType<typeof read>> }
        reply.header('position', position)
        return body
      }
      const body = await read()
      await api.cache.set(key, JSON.stringify({ position: reply.getHeader('position') ?? '', body }), shelfSeconds)
      return body
    },
  )

  app.get(
    '/v1/films/:filmId',
    {
      config: { allow: 'open', kind: 'query', problems: ['not-found'] },
      schema: {
        summary: 'One film',
        description: 'Drafts and films that were taken down are shown to their seller and to operators.',
        tags: ['films'],
        params: Type.Object({ filmId: Id('of the film') }),
        response: { 200: Detail },
      },
    },
    async (request, reply) => {
      const film = await reading(api, request, reply, ['films', 'transcodes'], () =>
        filmById(api.store, request.params.filmId),
      )
      if (!film || !maySee(film, request.caller)) throw problem('not-found')
      return toDetail(film)
    },
  )
}
