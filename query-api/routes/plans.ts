// GET /v1/plans and the films in them; /v1/operator/plans and /v1/films/{filmId}/plans for who makes and fills them.
import { Type } from 'typebox'
import type { App } from '../../platform/http.ts'
import { problem } from '../../platform/problems.ts'
import { plansOfFilm } from '../../projectors/film-plans/view.ts'
import { filmById, filmsByIds } from '../../projectors/films/view.ts'
import { filmsInPlan, type Plan as PlanRow, planById, plansOf, plansWithFilm } from '../../projectors/plans/view.ts'
import type { QueryApi } from '../deps.ts'
import { cursorOf, limitOf, Page, page, pageQuery } from '../paging.ts'
import { reading } from '../reading.ts'
import { Card, cardExample, Id, isoOrNull, OneOf, OrNull, Time, toCard } from '../shapes.ts'

const tags = ['plans']
const fields = {
  planId: Id('of the plan'),
  name: Type.String(),
  version: Type.Integer({ description: 'whoever subscribes names it' }),
  period: OneOf(['month', 'year'], 'of the calendar'),
  trialDays: Type.Integer({ description: 'before the first payment, once in the life of a viewer' }),
  prices: Type.Array(
    Type.Object({
      amount: Type.Integer({ description: 'minor units, tax included' }),
      currency: Type.String({ description: 'ISO 4217' }),
    }),
  ),
  genres: Type.Array(Type.String()),
  filmIds: Type.Array(Id('of a film')),
  retiredAt: OrNull(Time('since when nobody can subscribe to it')),
}
const Plan = Type.Object(fields)
const example = {
  ...{ planId: cardExample.filmId, name: 'Silent films', version: 1, period: 'month', trialDays: 14 },
  ...{ prices: [{ amount: 799, currency: 'EUR' }], genres: ['silent'], filmIds: [], retiredAt: null },
}

const toPlan = ({ madeAt: _, period, prices, retiredAt, ...rest }: PlanRow) => ({
  ...rest,
  genres: [...rest.genres],
  filmIds: [...rest.filmIds],
  period: period === 'MONTH' ? ('month' as const) : ('year' as const),
  prices: prices.map(({ amount, currency }) => ({ amount: Number(amount), currency })),
  retiredAt: isoOrNull(retiredAt),
})

const mostFilms = 100

export const planRoutes = (app: App, api: QueryApi): void => {
  const list = (path: string, offered: boolean, allow: 'open' | 'operator', summary: string) =>
    app.get(
      path,
      {
        config: { allow, kind: 'query' },
        schema: {
          summary,
          tags,
          querystring: Type.Object(pageQuery),
          response: { 200: Page(Plan, 'A page of plans.', example) },
        },
      },
      async (request, reply) => {
        const limit = limitOf(request.query)
        const after = cursorOf(request.query, 'planId')
        return reading(api, request, reply, ['plans'], async () => {
          const rows = await plansOf(api.store, { offered, limit: limit + 1, ...(after && { after }) })
          return page(rows, limit, (plan) => [plan.madeAt, plan.planId], toPlan)
        })
      },
    )
  list('/v1/plans', true, 'open', 'The plans that one may subscribe to, newest first')
  list('/v1/operator/plans', false, 'operator', 'All plans, newest first')

  app.get(
    '/v1/plans/:planId',
    {
      config: { allow: 'open', kind: 'query', problems: ['not-found'] },
      schema: {
        summary: 'One plan, and what it contains',
        tags,
        params: Type.Object({ planId: Id('of the plan') }),
        response: {
          200: Type.Object(
            { ...fields, films: Type.Array(Card, { description: `the newest ${mostFilms} of them` }) },
            { description: 'The plan.', examples: [{ ...example, films: [cardExample] }] },
          ),
        },
      },
    },
    async (request, reply) => {
      const { planId } = request.params
      return reading(api, request, reply, ['plans', 'film_plans', 'films'], async () => {
        const plan = await planById(api.store, planId)
        if (!plan) throw problem('not-found')
        const ids = await filmsInPlan(api.store, planId, mostFilms)
        const films = new Map((await filmsByIds(api.store, ids)).map((film) => [film.filmId, film]))
        return { ...toPlan(plan), films: ids.flatMap((filmId) => films.get(filmId) ?? []).map((film) => toCard(film)) }
      })
    },
  )

  app.get(
    '/v1/films/:filmId/plans',
    {
      config: { allow: 'open', kind: 'query', problems: ['not-found'] },
      schema: {
        summary: 'The plans in which a film may be watched',
        description: 'What its seller has put it into is told to the seller.',
        tags,
        params: Type.Object({ filmId: Id('of the film') }),
        response: {
          200: Type.Object(
            {
              planIds: Type.Array(Id('of a plan'), { description: 'that contain it' }),
              putInto: Type.Array(Id('of a plan'), { description: 'by its seller, to whom alone it is told' }),
            },
            { description: 'The plans.', examples: [{ planIds: [cardExample.filmId], putInto: [] }] },
          ),
        },
      },
    },
    async (request, reply) =>
      reading(api, request, reply, ['plans', 'film_plans', 'films'], async () => {
        const { filmId } = request.params
        const film = await filmById(api.store, filmId)
        const isOwn = film !== undefined && request.caller?.personId === film.sellerId
        if (!film || (film.status === 'draft' && !isOwn)) throw problem('not-found')
        const [planIds, putInto] = [await plansWithFilm(api.store, filmId), await plansOfFilm(api.store, filmId)]
        return { planIds: [...planIds], putInto: isOwn ? [...putInto] : [] }
      }),
  )
}
