// GET /v1/operator/live: minutes, incidents and lag as they change.
import { Type } from 'typebox'
import type { App } from '../../platform/http.ts'
import { incidentsAfter, incidentsEnd } from '../../projectors/incidents/view.ts'
import { minutesAfter, minutesEnd } from '../../projectors/qoe-minutes/view.ts'
import { projectionStates } from '../../projectors/status/view.ts'
import type { QueryApi } from '../deps.ts'
import { type Live, pause, stream, streaming } from '../sse.ts'
import { titlesOf } from './operator.ts'
import { toIncident, toMinute } from './quality.ts'

const everyMs = 1_000
const atOnce = 200

/** Where a client is in both feeds, as the event's id; `tables` tells which tables the sequences are of. */
type Place = Readonly<{ minutes: bigint; incidents: bigint; tables: string }>

const idOf = ({ minutes, incidents, tables }: Place) => `${minutes}.${incidents}.${tables}`
const placeOf = (id: string | undefined): Place | undefined => {
  const [, minutes, incidents, tables] = /^(\d{1,18})\.(\d{1,18})\.([\w-]{1,80})$/.exec(id ?? '') ?? []
  return minutes && incidents && tables ? { minutes: BigInt(minutes), incidents: BigInt(incidents), tables } : undefined
}

/** A view that was built anew numbers its rows anew. */
const tablesOf = async ({ positions }: QueryApi): Promise<string> => {
  const standings = await positions.standings()
  return ['qoe_minutes', 'incidents'].map((name) => standings.get(name)?.incarnation.slice(0, 8) ?? 'none').join('-')
}

const endOf = async ({ store }: QueryApi, tables: string): Promise<Place> => ({
  minutes: await minutesEnd(store),
  incidents: await incidentsEnd(store),
  tables,
})

export const liveRoute = (app: App, api: QueryApi): void => {
  app.get(
    '/v1/operator/live',
    {
      ...streaming,
      config: { allow: 'operator', kind: 'query', problems: ['too-many-requests'] },
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
                schema: Type.String(),
                examples: {
                  one: { value: 'id: 7.2.1f0c-9a2b\nevent: lag\ndata: {"items":[{"name":"films","lag":0}]}\n\n' },
                },
              },
            },
          },
        },
      },
    },
    async (request, reply) => {
      // Before the stream begins: afterwards nobody could be told that the views cannot be read.
      const end = await endOf(api, await tablesOf(api))
      await stream(app, request, reply, (live) => tell(api, placeOf(live.lastId) ?? end, live))
      return reply
    },
  )
}

const tell = async (api: QueryApi, from: Place, live: Live): Promise<void> => {
  const { store } = api
  let place = from
  let lagTold = ''
  while (!live.signal.aborted) {
    const tables = await tablesOf(api)
    if (tables !== place.tables) place = await endOf(api, tables)
    const [minutes, incidents, reports] = await Promise.all([
      minutesAfter(store, place.minutes, atOnce),
      incidentsAfter(store, place.incidents, atOnce),
      projectionStates(store),
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
