// The control room: what an operator sees and does.
import { command, type Page, query } from './client.ts'
import type { FilmStatus, Media } from './films.ts'

export type ProjectionState = Readonly<{
  name: string
  version: number
  /** records behind the log */
  lag: number
  /** false when it lags and stands still */
  moving: boolean
}>

export type Incident = Readonly<{
  incidentId: string
  filmId: string
  title?: string | null
  openedAt: string | number
  closedAt?: string | number | null
  plays: number
  failures: number
  /** failures over plays in the hour before */
  baselineRate: number
  pValue: number
}>

export type RecentError = Readonly<{
  at: string
  kind: string
  type?: string | null
  detail?: string | null
  subject?: string | null
}>

export type OperatorFilm = Readonly<{
  filmId: string
  title: string
  status: FilmStatus
  media?: Media
  reason?: string | null
}>

/** One film's minute; a later one of the same minute replaces it. */
export type QoeMinute = Readonly<{
  filmId: string
  title?: string | null
  minute: string | number
  revision: number
  plays: number
  failures: number
  startupMsMedian: number | null
  startupMsP95: number | null
  playedMs: number
  stalledMs: number
  rebufferRatio: number
  simulatedPlays: number
}>

type Listed<T> = readonly T[] | Page<T>

const itemsOf = <T>(listed: Listed<T>): readonly T[] => ('items' in listed ? listed.items : listed)

const list = async <T>(path: string, signal?: AbortSignal): Promise<readonly T[]> =>
  itemsOf(await query<Listed<T>>({ path, query: { limit: 100 }, signal }))

export const projections = (signal?: AbortSignal) => list<ProjectionState>('/v1/operator/projections', signal)
export const incidents = (signal?: AbortSignal) => list<Incident>('/v1/operator/incidents', signal)
export const recentErrors = (signal?: AbortSignal) => list<RecentError>('/v1/operator/errors', signal)
export const operatorFilms = (signal?: AbortSignal) => list<OperatorFilm>('/v1/operator/films', signal)

export const takeDown = (key: string, filmId: string, reason: string): Promise<void> =>
  command({ method: 'POST', path: `/v1/films/${filmId}/take-down`, body: { reason }, key })

export const putBack = (key: string, filmId: string, reason: string): Promise<void> =>
  command({ method: 'POST', path: `/v1/films/${filmId}/put-back`, body: { reason }, key })
