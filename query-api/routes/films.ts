// GET /v1/films, /v1/films/{filmId}: the store's shelves and one film.
import { createHash } from 'node:crypto'
import { Type } from 'typebox'
import type { Caller } from '../../platform/auth.ts'
import type { App } from '../../platform/http.ts'
import type { Standing } from '../../platform/postgres-positions.ts'
import { problem } from '../../platform/problems.ts'
import { type Film, filmById, publishedFilms } from '../../projectors/films/view.ts'
import type { QueryApi } from '../deps.ts'
import { cursorOf, limitOf, Page, page, pageQuery } from '../paging.ts'
import { reading } from '../reading.ts'
import { Card, cardExample, countryQuery, Detail, Id, toCard, toDetail } from '../shapes.ts'

/** Who may see a film that is not in the store. */
export const maySee = (film: Film, caller: Caller | null): boolean =>
  film.status === 'published' || film.sellerId === caller?.personId || (caller?.roles.includes('operator') ?? false)

/** The first pages of the store are kept by where the view stood: when it moves on, they are read again. */
const shelfSeconds = 60

type Shelf = Readonly<{ genre?: string; country?: string }>

const shelfKey = (standing: Standing | undefined, { genre, country }: Shelf, limit: number): string => {
  const place = [standing?.incarnation, ...[...(standing?.next ?? [])].sort().flat(), genre ?? '', country ?? '', limit]
  return `shelf:${createHash('sha256').update(place.join('|')).digest('base64url')}`
}

export const filmRoutes = (app: App, api: QueryApi): void => {
  const search = Type.Object({
    ...pageQuery,
    ...countryQuery,
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
      const { genre, q, country } = request.query
      const limit = limitOf(request.query)
      const after = cursorOf(request.query, 'filmId')
      const read = async () => {
        const asked = { ...(genre && { genre }), ...(q && { q }), ...(after && { after }) }
        const films = await publishedFilms(api.store, { ...asked, limit: limit + 1 })
        return page(
          films,
          limit,
          (f) => [f.publishedAt ?? 0, f.filmId],
          (f) => toCard(f, country),
        )
      }
      return reading(api, request, reply, ['films'], async () => {
        if (q || after) return read()
        const key = shelfKey((await api.positions.standings()).get('films'), request.query, limit)
        const kept = await api.cache.get(key)
        if (kept) return JSON.parse(kept) as Awaited<ReturnType<typeof read>>
        const body = await read()
        await api.cache.set(key, JSON.stringify(body), shelfSeconds)
        return body
      })
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
        querystring: Type.Object(countryQuery),
        response: { 200: Detail },
      },
    },
    async (request, reply) => {
      const film = await reading(api, request, reply, ['films', 'transcodes'], () =>
        filmById(api.store, request.params.filmId),
      )
      if (!film || !maySee(film, request.caller)) throw problem('not-found')
      return toDetail(film, request.query.country)
    },
  )
}
