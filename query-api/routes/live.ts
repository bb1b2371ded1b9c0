// GET /v1/operator/live: minutes, incidents and lag as they change.
import { Type } from 'typebox'
import type { App } from '../../platform/http.ts'
import { projectionReports } from '../../platform/postgres-status.ts'
import { incidentsAfter, incidentsEnd } from '../../projectors/incidents/view.ts'
import { minutesAfter, minutesEnd } from '../../projectors/qoe-minutes/view.ts'
import type { QueryApi } from '../deps.ts'
import { type Live, pause, stream, streaming } from '../sse.ts'
import { titlesOf } from './operator.ts'
import { toIncident, toMinute } from './quality.ts'

const everyMs = 1_000
const atOnce = 200

/** Where a client is in both feeds, as the event's id. */
type Place = Readonly<{ minutes: bigint; incidents: bigint }>

const idOf = ({ minutes, incidents }: Place) => `${minutes}.${incidents}`
const placeOf = (id: string | undefined): Place | undefined => {
  const [, minutes, incidents] = /^(\d{1,18})\.(\d{1,18})$/.exec(id ?? '') ?? []
  return minutes && incidents ? { minutes: BigInt(minutes), incidents: BigInt(incidents) } : undefined
}

export const liveRoute = (app: App, api: QueryApi): void => {
  app.get(
    '/v1/operator/live',
    {
      ...streaming,
      config: { allow: 'operator', kind: 'query' },
      schema: {
        summary: 'Quality of experience and lag, as server-sent events',
        description:
          '`minute`, `incident-opened`, `incident-closed` as they change, `lag` each second in which it changed. With ' +
          'Last-Event-ID it goes on from there; without, from now.',
        tags: ['live'],
        response: {
          200: {
            description: 'The stream.',
            content: {
              'text/event-stream': {
                schema: Type.String({
                  examples: ['id: 7.2\nevent: lag\ndata: {"items":[{"name":"films","lag":0}]}\n\n'],
                }),
              },
            },
          },
        },
      },
    },
    async (request, reply) => stream(app, request, reply, (live) => tell(api, live)),
  )
}

const tell = async (api: QueryApi, live: Live): Promise<void> => {
  const { store } = api
  let place = placeOf(live.lastId) ?? { minutes: await minutesEnd(store), incidents: await incidentsEnd(store) }
  let lagTold = ''
  while (!live.signal.aborted) {
    const [minutes, incidents, reports] = await Promise.all([
      minutesAfter(store, place.minutes, atOnce),
      incidentsAfter(store, place.incidents, atOnce),
      projectionReports(store),
    ])
    const titles = await titlesOf(api, [...minutes, ...incidents])
    for (const minute of minutes) {
      place = { ...place, minutes: minute.sequence }
      live.send('minute', toMinute(minute, titles.get(minute.filmId)), idOf(place))
    }
    for (const incident of incidents) {
      place = { ...place, incidents: incident.sequence }
      const event = incident.closedAt === null ? 'incident-opened' : 'incident-closed'
      live.send(event, toIncident(incident, titles.get(incident.filmId)), idOf(place))
    }
    const lag = {
      items: reports.map((r) => ({ name: r.name, version: r.version, lag: Number(r.lag), moving: r.moving })),
    }
    if (JSON.stringify(lag) !== lagTold) live.send('lag', lag, idOf(place))
    lagTold = JSON.stringify(lag)
    await pause(everyMs, live.signal)
  }
}
