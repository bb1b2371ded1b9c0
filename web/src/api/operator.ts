// The control room: what an operator sees and does.
import { command, type Page, query } from './client.ts'
import type { FilmStatus, Media } from './films.ts'

export type ProjectionLag = Readonly<{
  name: string
  version: number
  /** records behind the log */
  lag: number
  /** false when it is behind and stands still */
  moving: boolean
}>
export type ProjectionState = ProjectionLag &
  Readonly<{
    /** the version that reads are answered from */
    live: boolean
    state: 'live' | 'building' | 'ready' | 'kept' | 'scratch'
    /** all records that it reads; 0 while nobody has looked */
    records: number
    /** why it stands still */
    detail: string | null
  }>

export type Incident = Readonly<{
  incidentId: string
  filmId: string
  title: string
  openedAt: string
  closedAt: string | null
  plays: number
  failures: number
  /** failures over plays in the hour before */
  baselineRate: number
}>

export type RecentError = Readonly<{
  at: string
  kind: 'refused' | 'failed' | 'job' | 'payment'
  /** the command, or the step */
  what: string
  type: string
  detail: string
  /** id of the film or viewer */
  subject: string
  simulated: boolean
}>

export type OperatorFilm = Readonly<{
  filmId: string
  title: string
  status: FilmStatus
  media: Media
  /** why it was taken down */
  reason: string | null
}>

/** One film's minute; a later one of the same minute replaces it. */
export type QoeMinute = Readonly<{
  filmId: string
  title: string
  minute: string
  revision: number
  plays: number
  failures: number
  startupMsMedian: number | null
  startupMsP95: number | null
  rebufferRatio: number
  simulatedPlays: number
}>

const limit = 100

export const projections = async (signal?: AbortSignal): Promise<readonly ProjectionState[]> =>
  (await query<Page<ProjectionState>>({ path: '/v1/operator/projections', signal })).items

export const incidents = async (signal?: AbortSignal): Promise<readonly Incident[]> =>
  (await query<Page<Incident>>({ path: '/v1/operator/incidents', query: { limit: 20 }, signal })).items

export const qoeMinutes = async (signal?: AbortSignal): Promise<readonly QoeMinute[]> =>
  (await query<Page<QoeMinute>>({ path: '/v1/operator/qoe', query: { limit: 60 }, signal })).items

export const recentErrors = (cursor?: string, signal?: AbortSignal): Promise<Page<RecentError>> =>
  query({ path: '/v1/operator/errors', query: { cursor, limit: 20 }, signal })

export const operatorFilms = (cursor?: string, signal?: AbortSignal): Promise<Page<OperatorFilm>> =>
  query({ path: '/v1/operator/films', query: { cursor, limit }, signal })

export const takeDown = (key: string, filmId: string, reason: string): Promise<void> =>
  command({ method: 'POST', path: `/v1/films/${filmId}/take-down`, body: { reason }, key })

export const putBack = (key: string, filmId: string, reason: string): Promise<void> =>
  command({ method: 'POST', path: `/v1/films/${filmId}/put-back`, body: { reason }, key })
