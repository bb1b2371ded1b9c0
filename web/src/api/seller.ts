// The studio: a seller's own films.
import { command, type Page, query } from './client.ts'
import type { FilmStatus, Media } from './films.ts'

export type SellerFilm = Readonly<{
  filmId: string
  title: string
  status: FilmStatus
  media: Media
  poster?: string | null
  plays: number
  sales: number
}>

export const sellerFilms = (cursor?: string, signal?: AbortSignal): Promise<Page<SellerFilm>> =>
  query({ path: '/v1/seller/films', query: { cursor, limit: 50 }, signal })

export const draftFilm = (key: string, title: string): Promise<Readonly<{ filmId: string }>> =>
  command({ method: 'POST', path: '/v1/films', body: { title }, key })

export type Description = Readonly<{
  title: string
  synopsis: string
  genres: readonly string[]
  year?: number
  ageRating?: string
}>

export const describeFilm = (key: string, filmId: string, description: Description): Promise<void> =>
  command({ method: 'PATCH', path: `/v1/films/${filmId}`, body: description, key })

export type NewOffer = Readonly<{
  kind: 'buy' | 'rent'
  amount: number
  currency: string
  startWithinHours?: number
  watchWithinHours?: number
}>

export const setOffers = (key: string, filmId: string, offers: readonly NewOffer[]): Promise<void> =>
  command({ method: 'PUT', path: `/v1/films/${filmId}/offers`, body: { offers }, key })

export const publishFilm = (key: string, filmId: string): Promise<Readonly<{ status: FilmStatus }>> =>
  command({ method: 'POST', path: `/v1/films/${filmId}/publication`, body: {}, key })

export type DayNumbers = Readonly<{ day: string; plays: number; minutes: number; viewers: number; sales: number }>

/** From ClickHouse: totals and days, the newest last. */
export type FilmNumbers = Readonly<{
  plays: number
  minutes: number
  viewers: number
  sales: number
  days: readonly DayNumbers[]
}>

export const filmNumbers = (filmId: string, signal?: AbortSignal): Promise<FilmNumbers> =>
  query({ path: `/v1/analytics/films/${filmId}`, signal })
