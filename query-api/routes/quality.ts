// How minutes and incidents look to a client.
import { Type } from 'typebox'
import type { Incident as IncidentRow } from '../../projectors/incidents/view.ts'
import type { Minute as MinuteRow } from '../../projectors/qoe-minutes/view.ts'
import { Id, iso, isoOrNull, OrNull, Time } from '../shapes.ts'

const exampleId = '0b8f3c52-8f1e-8a6b-9c1d-2f4a6b8c0d1e'
const title = Type.String({ description: "the film's title" })

export const Minute = Type.Object({
  filmId: Id('of the film'),
  title,
  minute: Time('start of the minute'),
  revision: Type.Integer({ description: 'rises when late events arrive' }),
  plays: Type.Integer({ description: 'attempts: started, or failed at the start' }),
  failures: Type.Integer({ description: 'fatal errors' }),
  startupMsMedian: OrNull(Type.Number()),
  startupMsP95: OrNull(Type.Number()),
  playedMs: Type.Number(),
  stalledMs: Type.Number(),
  rebufferRatio: Type.Number({ description: 'stalled over stalled and played' }),
  simulatedPlays: Type.Integer({ description: 'of plays' }),
})
export const exampleMinute = {
  ...{ filmId: exampleId, title: 'Nosferatu', minute: '2026-11-21T20:15:00.000Z', revision: 1, plays: 12, failures: 0 },
  ...{
    startupMsMedian: 640,
    startupMsP95: 1_200,
    playedMs: 512_000,
    stalledMs: 900,
    rebufferRatio: 0.0018,
    simulatedPlays: 0,
  },
}

export const Incident = Type.Object({
  incidentId: Id('of the incident'),
  filmId: Id('of the film'),
  title,
  openedAt: Time('when it opened'),
  closedAt: OrNull(Time('when the film played as before')),
  plays: Type.Integer({ description: 'in the two minutes that opened it' }),
  failures: Type.Integer({ description: 'of these' }),
  baselineRate: Type.Number({ description: 'failures over plays in the hour before' }),
  pValue: Type.Number({ description: 'one-sided binomial' }),
})
export const exampleIncident = {
  ...{
    incidentId: exampleId,
    filmId: exampleId,
    title: 'Nosferatu',
    openedAt: '2026-11-21T20:15:00.000Z',
    closedAt: null,
  },
  ...{ plays: 40, failures: 12, baselineRate: 0.01, pValue: 2.1e-13 },
}

export const toMinute = ({ sequence: _, minute, ...rest }: MinuteRow, name = '') => ({
  ...rest,
  title: name,
  minute: iso(minute),
})

export const toIncident = ({ sequence: _, openedAt, closedAt, ...rest }: IncidentRow, name = '') => ({
  ...rest,
  title: name,
  openedAt: iso(openedAt),
  closedAt: isoOrNull(closedAt),
})
