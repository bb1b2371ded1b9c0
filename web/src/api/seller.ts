// The studio: a seller's own films.
import { command, type Page, query } from './client.ts'
import type { FilmCard, FilmStatus, Media, Offer, Quality } from './films.ts'

export type SellerFilm = FilmCard &
  Readonly<{
    status: FilmStatus
    media: Media
    /** null while the analytics are away */
    plays: number | null
    sales: number | null
  }>

export const sellerFilms = (cursor?: string, signal?: AbortSignal): Promise<Page<SellerFilm>> =>
  query({ path: '/v1/seller/films', query: { cursor, limit: 50 }, signal })

export const draftFilm = (key: string, title: string): Promise<Readonly<{ filmId: string }>> =>
  command({ method: 'POST', path: '/v1/films', body: { title }, key })

export type Description = Readonly<{
  title: string
  synopsis: string
  genres: readonly string[]
  /** null clears it */
  year: number | null
  ageRating: string | null
}>

export const describeFilm = (key: string, filmId: string, description: Description): Promise<void> =>
  command({ method: 'PATCH', path: `/v1/films/${filmId}`, body: description, key })

export type NewOffer = Pick<Offer, 'kind' | 'amount' | 'currency'> &
  Readonly<{
    startWithinHours?: number
    watchWithinHours?: number
    quality?: Quality
    territories?: readonly string[]
    preorderFrom?: string
    opens?: string
    closes?: string
  }>

export const setOffers = (key: string, filmId: string, offers: readonly NewOffer[]): Promise<void> =>
  command({ method: 'PUT', path: `/v1/films/${filmId}/offers`, body: { offers }, key })

export const publishFilm = (key: string, filmId: string): Promise<Readonly<{ status: FilmStatus }>> =>
  command({ method: 'POST', path: `/v1/films/${filmId}/publication`, body: {}, key })

type Numbers = Readonly<{ plays: number; simulatedPlays: number; viewers: number; minutes: number; sales: number }>

/** Counted in ClickHouse; revenue in minor units, days oldest first. */
export type FilmNumbers = Numbers &
  Readonly<{
    revenue: readonly Readonly<{ currency: string; amount: number }>[]
    days: readonly (Numbers & Readonly<{ day: string }>)[]
  }>

export const filmNumbers = (filmId: string, signal?: AbortSignal): Promise<FilmNumbers> =>
  query({ path: `/v1/analytics/films/${filmId}`, signal })
