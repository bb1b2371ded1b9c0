// GET /v1/operator/*: what the people see who keep it running.
import { Type } from 'typebox'
import type { App } from '../../platform/http.ts'
import { lastActions } from '../../platform/operator-actions.ts'
import { lastFailures } from '../../projectors/failures/view.ts'
import { draftedFilms, filmsByIds } from '../../projectors/films/view.ts'
import { lastIncidents } from '../../projectors/incidents/view.ts'
import { lastMinutes } from '../../projectors/qoe-minutes/view.ts'
import { type ProjectionState, projectionStates } from '../../projectors/status/view.ts'
import type { QueryApi } from '../deps.ts'
import { cursorOf, limitOf, Page, page, pageQuery } from '../paging.ts'
import { reading } from '../reading.ts'
import { Id, iso, isoOrNull, Media, OneOf, OrNull, Status, Time, toMedia } from '../shapes.ts'
import { exampleIncident, exampleMinute, Incident, Minute, toIncident, toMinute } from './quality.ts'

const exampleId = '0b8f3c52-8f1e-8a6b-9c1d-2f4a6b8c0d1e'
const config = { allow: 'operator', kind: 'query' } as const
const tags = ['operator']

const Projection = Type.Object({
  name: Type.String(),
  version: Type.Integer(),
  live: Type.Boolean({ description: 'the version that reads are answered from' }),
  state: OneOf(
    ['live', 'building', 'ready', 'kept', 'scratch'],
    'ready: built and not switched to. kept: live before. scratch: a stretch of a topic, no view shows it',
  ),
  lag: Type.Integer({ description: 'records behind the log' }),
  records: Type.Integer({ description: 'all records that it reads; 0 while no projector has looked' }),
  secondsLeft: OrNull(Type.Integer({ description: 'until it has caught up, at its pace of now; null when unknown' })),
  moving: Type.Boolean({ description: 'false when it is behind and stands still' }),
  detail: OrNull(Type.String({ description: 'why it stands still' })),
  at: Time('of this report'),
  position: Type.String({ description: 'what it has read' }),
})
const Failure = Type.Object({
  at: Time('when it happened'),
  kind: OneOf(['refused', 'failed', 'job', 'payment']),
  what: Type.String({ description: 'the command, or the step' }),
  type: Type.String({ description: 'stable type' }),
  detail: Type.String(),
  subject: Type.String({ description: 'id of the film or viewer' }),
  simulated: Type.Boolean(),
})
const Action = Type.Object({
  actionId: Id('of the action'),
  at: Time('when it was done'),
  operatorId: Id('of the person who asked for it'),
  action: Type.String({ description: 'such as projection.switch' }),
  target: Type.String({ description: 'what it was done to' }),
  reason: Type.String({ description: 'as the operator gave it' }),
})
const OperatorFilm = Type.Object({
  filmId: Id('of the film'),
  title: Type.String(),
  sellerId: Id('of the seller'),
  status: Status,
  reason: OrNull(Type.String({ description: 'why it was taken down' })),
  media: Media,
  draftedAt: Time('of the draft'),
  publishedAt: OrNull(Time('of the publication')),
})

export const operatorRoutes = (app: App, api: QueryApi): void => {
  app.get(
    '/v1/operator/projections',
    {
      config,
      schema: {
        summary: 'Lag and position of every view',
        tags,
        response: {
          200: Page(Projection, 'All of them.', {
            ...{ name: 'films', version: 1, live: true, state: 'live', lag: 0, records: 42, secondsLeft: 0 },
            ...{ moving: true, detail: null },
            ...{ at: '2026-11-21T20:15:00.000Z', position: 'catalogue/0@41' },
          }),
        },
      },
    },
    async () => {
      const states = await projectionStates(api.store)
      return { items: states.map(toProjection), next: null }
    },
  )

  app.get(
    '/v1/operator/incidents',
    {
      config,
      schema: {
        summary: 'Incidents, newest first',
        tags,
        querystring: Type.Object(pageQuery),
        response: { 200: Page(Incident, 'A page of incidents.', exampleIncident) },
      },
    },
    async (request, reply) => {
      const limit = limitOf(request.query)
      const after = cursorOf(request.query, 'incidentId')
      return reading(api, request, reply, ['incidents'], async () => {
        const rows = await lastIncidents(api.store, { limit: limit + 1, ...(after && { after }) })
        const titles = await titlesOf(api, rows)
        return page(
          rows,
          limit,
          (i) => [i.openedAt, i.incidentId],
          (i) => toIncident(i, titles.get(i.filmId)),
        )
      })
    },
  )

  app.get(
    '/v1/operator/qoe',
    {
      config,
      schema: {
        summary: 'How films played, the newest minutes first',
        tags,
        querystring: Type.Object({ filmId: Type.Optional(Id('of one film')), limit: pageQuery.limit }),
        response: { 200: Page(Minute, 'The minutes.', exampleMinute) },
      },
    },
    async (request, reply) =>
      reading(api, request, reply, ['qoe_minutes'], async () => {
        const { filmId } = request.query
        const rows = await lastMinutes(api.store, { limit: limitOf(request.query), ...(filmId && { filmId }) })
        const titles = await titlesOf(api, rows)
        return { items: rows.map((row) => toMinute(row, titles.get(row.filmId))), next: null }
      }),
  )

  app.get(
    '/v1/operator/errors',
    {
      config,
      schema: {
        summary: 'Refused and failed commands, failed jobs and payments, newest first',
        tags,
        querystring: Type.Object(pageQuery),
        response: {
          200: Page(Failure, 'A page of them.', {
            ...{ at: '2026-11-21T20:15:00.000Z', kind: 'refused', what: 'PublishFilm', type: 'no-offers' },
            ...{ detail: 'Set at least one offer, then publish.', subject: exampleId, simulated: false },
          }),
        },
      },
    },
    async (request, reply) => {
      const limit = limitOf(request.query)
      const after = cursorOf(request.query, 'eventId')
      return reading(api, request, reply, ['failures'], async () => {
        const rows = await lastFailures(api.store, { limit: limit + 1, ...(after && { after }) })
        return page(
          rows,
          limit,
          (f) => [f.at, f.eventId],
          ({ at, kind, what, reason, detail, key, simulated }) => ({
            ...{ at: iso(at), kind, what, type: reason, detail, subject: key, simulated },
          }),
        )
      })
    },
  )

  app.get(
    '/v1/operator/actions',
    {
      config,
      schema: {
        summary: 'What operators did with the system, newest first',
        tags,
        querystring: Type.Object(pageQuery),
        response: {
          200: Page(Action, 'A page of them.', {
            ...{ actionId: exampleId, at: '2026-11-21T20:15:00.000Z', operatorId: exampleId },
            ...{ action: 'projection.rebuild', target: 'films', reason: 'The titles of March are wrong.' },
          }),
        },
      },
    },
    async (request) => {
      const limit = limitOf(request.query)
      const after = cursorOf(request.query, 'actionId')
      const rows = await lastActions(api.store, { limit: limit + 1, ...(after && { after }) })
      return page(
        rows,
        limit,
        (a) => [a.at, a.actionId],
        ({ at, ...rest }) => ({ at: iso(at), ...rest }),
      )
    },
  )

  app.get(
    '/v1/operator/films',
    {
      config,
      schema: {
        summary: 'All films, newest first',
        tags,
        querystring: Type.Object(pageQuery),
        response: {
          200: Page(OperatorFilm, 'A page of films.', {
            ...{ filmId: exampleId, title: 'Nosferatu', sellerId: exampleId, status: 'published', reason: null },
            media: { state: 'ready', reason: null, detail: null },
            ...{ draftedAt: '2026-11-21T20:15:00.000Z', publishedAt: '2026-11-21T20:25:00.000Z' },
          }),
        },
      },
    },
    async (request, reply) => {
      const limit = limitOf(request.query)
      const after = cursorOf(request.query, 'filmId')
      return reading(api, request, reply, ['films', 'transcodes'], async () => {
        const rows = await draftedFilms(api.store, { limit: limit + 1, ...(after && { after }) })
        return page(
          rows,
          limit,
          (f) => [f.draftedAt, f.filmId],
          (f) => ({
            ...{ filmId: f.filmId, title: f.title, sellerId: f.sellerId, status: f.status, reason: f.takenDownFor },
            media: toMedia(f),
            ...{ draftedAt: iso(f.draftedAt), publishedAt: isoOrNull(f.publishedAt) },
          }),
        )
      })
    },
  )
}

const toProjection = ({ lag, records, rate, at, ...state }: ProjectionState) => ({
  ...state,
  lag: Number(lag),
  records: Number(records),
  secondsLeft: secondsLeft(Number(lag), rate),
  at: iso(at),
})

const secondsLeft = (lag: number, rate: number): number | null => {
  if (lag === 0) return 0
  return rate >= 1 ? Math.ceil(lag / rate) : null
}

export const titlesOf = async (
  { store }: Pick<QueryApi, 'store'>,
  rows: readonly Readonly<{ filmId: string }>[],
): Promise<ReadonlyMap<string, string>> => {
  const films = await filmsByIds(store, [...new Set(rows.map((r) => r.filmId))])
  return new Map(films.map((f) => [f.filmId, f.title]))
}
