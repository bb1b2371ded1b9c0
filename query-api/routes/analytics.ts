// GET /v1/analytics/*: plays, minutes and sales, counted in ClickHouse.
import { Type } from 'typebox'
import { type App, callerOf } from '../../platform/http.ts'
import { problem } from '../../platform/problems.ts'
import { filmFigures, overviewFigures } from '../../projectors/analytics/view.ts'
import { filmById } from '../../projectors/films/view.ts'
import type { QueryApi } from '../deps.ts'
import { Id } from '../shapes.ts'
import { titlesOf } from './operator.ts'

const exampleId = '0b8f3c52-8f1e-8a6b-9c1d-2f4a6b8c0d1e'
const figures = {
  plays: Type.Integer({ description: 'playbacks whose first frame showed' }),
  simulatedPlays: Type.Integer({ description: 'of these by the simulated audience' }),
  viewers: Type.Integer({ description: 'different people who played, of the day or of all' }),
  minutes: Type.Number({ description: 'watched' }),
  sales: Type.Integer({ description: 'paid orders' }),
}
const exampleFigures = { plays: 12, simulatedPlays: 0, viewers: 9, minutes: 310.5, sales: 7 }
const Revenue = Type.Object({ currency: Type.String(), amount: Type.Integer({ description: 'minor units' }) })
const Day = Type.Object({ day: Type.String({ format: 'date' }), ...figures })
const totals = {
  ...figures,
  revenue: Type.Array(Revenue),
  days: Type.Array(Day, { description: 'those that had any, oldest first' }),
}
const exampleTotals = {
  ...exampleFigures,
  revenue: [{ currency: 'EUR', amount: 2_793 }],
  days: [{ day: '2026-11-21', ...exampleFigures }],
}
const tags = ['analytics']

/** Analytics may be away, too busy or not built yet while everything else works. */
const counted = async <T>({ logger }: QueryApi, work: () => Promise<T>): Promise<T> => {
  try {
    return await work()
  } catch (error) {
    logger.warn({ err: String(error) }, 'ClickHouse does not answer')
    throw problem('unavailable', 'The analytics cannot be read at the moment.', { retryAfter: 2 })
  }
}

export const analyticsRoutes = (app: App, api: QueryApi): void => {
  app.get(
    '/v1/analytics/films/:filmId',
    {
      config: { allow: ['seller', 'operator'], problems: ['not-found'] },
      schema: {
        summary: 'How a film is watched and sold',
        tags,
        params: Type.Object({ filmId: Id('of the film') }),
        response: { 200: Type.Object(totals, { description: 'The figures.', examples: [exampleTotals] }) },
      },
    },
    async (request) => {
      const { filmId } = request.params
      const caller = callerOf(request)
      const film = await filmById(api.store, filmId)
      if (!film || (film.sellerId !== caller.personId && !caller.roles.includes('operator'))) throw problem('not-found')
      const { days, revenue, ...rest } = await counted(api, () => filmFigures(api.analytics, filmId))
      return { ...rest, revenue: [...revenue], days: [...days] }
    },
  )

  app.get(
    '/v1/analytics/overview',
    {
      config: { allow: 'operator' },
      schema: {
        summary: 'How everything is watched and sold',
        tags,
        response: {
          200: Type.Object(
            {
              ...totals,
              films: Type.Array(Type.Object({ filmId: Id('of the film'), title: Type.String(), ...figures }), {
                description: 'played most',
              }),
            },
            {
              description: 'The figures.',
              examples: [{ ...exampleTotals, films: [{ filmId: exampleId, title: 'Nosferatu', ...exampleFigures }] }],
            },
          ),
        },
      },
    },
    async () => {
      const { days, revenue, films, ...rest } = await counted(api, () => overviewFigures(api.analytics, 20))
      const titles = await titlesOf(api, films)
      return {
        ...rest,
        revenue: [...revenue],
        days: [...days],
        films: films.map((film) => ({ ...film, title: titles.get(film.filmId) ?? '' })),
      }
    },
  )
}
