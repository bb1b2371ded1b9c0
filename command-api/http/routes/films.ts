// Draft, describe, offer, publish, take down and put back a film.
import { Type } from 'typebox'
import { limits } from '../../../domain/catalogue/rules.ts'
import { type App, callerOf } from '../../../platform/http.ts'
import { bodyHashOf } from '../../../platform/idempotency.ts'
import { idOf } from '../../../runtime/index.ts'
import { answer, exampleId, filmParams, Id, Pending } from '../answers.ts'
import type { CommandApi } from '../deps.ts'
import { decided, keyFor, type Submit, sayPending } from '../submit.ts'

const tags = ['films']
const Title = Type.String({ minLength: 1, maxLength: limits.title })
const nullable = <T extends Parameters<typeof Type.Union>[0][number]>(type: T) => Type.Union([type, Type.Null()])
const Description = Type.Object(
  {
    title: Type.Optional(Title),
    synopsis: Type.Optional(Type.String({ maxLength: limits.synopsis })),
    genres: Type.Optional(
      Type.Array(Type.String({ minLength: 1, maxLength: limits.genre }), {
        maxItems: limits.genres,
        uniqueItems: true,
      }),
    ),
    year: Type.Optional(nullable(Type.Integer({ minimum: limits.firstYear, maximum: 3000 }))),
    ageRating: Type.Optional(nullable(Type.String({ minLength: 1, maxLength: limits.ageRating }))),
  },
  {
    additionalProperties: false,
    minProperties: 1,
    examples: [{ synopsis: 'A symphony of horror.', genres: ['horror'], year: 1922 }],
  },
)
const FilmId = answer({ filmId: Id('of the film') }, 'The film.', { filmId: exampleId })

export const filmRoutes = (app: App, { views }: CommandApi, submit: Submit): void => {
  app.post(
    '/v1/films',
    {
      config: { allow: 'seller', kind: 'command', problems: ['conflict'] },
      schema: {
        summary: 'Draft a film',
        tags,
        body: Type.Object({ title: Title }, { additionalProperties: false, examples: [{ title: 'Nosferatu' }] }),
        response: { 201: FilmId, 202: Pending },
      },
    },
    async (request, reply) => {
      const { personId, simulated } = callerOf(request)
      const idempotencyKey = keyFor(request, reply)
      const filmId = idOf('film', personId, idempotencyKey)
      const { title } = request.body
      const outcome = await submit(
        { context: 'catalogue', key: filmId, command: { type: 'DraftFilm', filmId, sellerId: personId, title } },
        { actor: personId, idempotencyKey, bodyHash: bodyHashOf(request.body), simulated },
        request,
      )
      const known = decided(outcome, reply)
      if (known.status === 'pending') return reply.send(sayPending(known, reply))
      return reply.code(201).header('location', `/v1/films/${filmId}`).send({ filmId })
    },
  )

  app.patch(
    '/v1/films/:filmId',
    {
      config: { allow: 'seller', kind: 'command', problems: ['not-found'] },
      schema: {
        summary: 'Describe a film',
        description: 'What is not said stays as it is; null clears `year` and `ageRating`.',
        tags,
        params: filmParams,
        body: Description,
        response: { 200: FilmId, 202: Pending },
      },
    },
    async (request, reply) => {
      const { personId, simulated } = callerOf(request)
      const { filmId } = request.params
      const { title = null, synopsis = null, genres = null, year = null, ageRating = null } = request.body
      const said = Object.keys(request.body)
      const description = { said, title, synopsis, genres, year, ageRating }
      const outcome = await submit(
        {
          context: 'catalogue',
          key: filmId,
          command: { type: 'DescribeFilm', filmId, sellerId: personId, ...description },
        },
        { actor: personId, idempotencyKey: keyFor(request, reply), bodyHash: bodyHashOf(request.body), simulated },
        request,
      )
      const known = decided(outcome, reply)
      return known.status === 'pending' ? reply.send(sayPending(known, reply)) : reply.send({ filmId })
    },
  )

  app.post(
    '/v1/films/:filmId/publication',
    {
      config: {
        allow: 'seller',
        kind: 'command',
        problems: ['not-found', 'no-renditions', 'no-offers', 'film-unavailable', 'seller-not-active'],
      },
      schema: {
        summary: 'Publish a film',
        description: 'By a seller whom the payment provider pays: GET /v1/seller/profile tells.',
        tags,
        params: filmParams,
        response: {
          200: answer({ filmId: Id('of the film'), status: Type.Literal('published') }, 'It is in the store.', {
            filmId: exampleId,
            status: 'published',
          }),
          202: Pending,
        },
      },
    },
    async (request, reply) => {
      const { personId, simulated } = callerOf(request)
      const { filmId } = request.params
      const sellerActive = (await views.seller(personId))?.isActive ?? false
      const outcome = await submit(
        {
          context: 'catalogue',
          key: filmId,
          command: { type: 'PublishFilm', filmId, sellerId: personId, sellerActive },
        },
        { actor: personId, idempotencyKey: keyFor(request, reply), bodyHash: bodyHashOf(null), simulated },
        request,
      )
      const known = decided(outcome, reply)
      if (known.status === 'pending') return reply.send(sayPending(known, reply))
      return reply.send({ filmId, status: 'published' })
    },
  )
}
