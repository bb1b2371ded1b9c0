// The store: films as anybody sees them.
import { type Page, query } from './client.ts'

export type Offer = Readonly<{
  offerId: string
  version: number
  kind: 'buy' | 'rent'
  /** minor units, tax included */
  amount: number
  /** ISO 4217 */
  currency: string
  startWithinHours: number | null
  watchWithinHours: number | null
}>

export type FilmCard = Readonly<{
  filmId: string
  title: string
  year: number | null
  genres: readonly string[]
  poster: string | null
  durationMs: number | null
  /** lines of the best rendition */
  height: number | null
  offers: readonly Offer[]
}>

export type FilmStatus = 'draft' | 'published' | 'taken-down'

export type Media = Readonly<{
  state: 'none' | 'uploaded' | 'processing' | 'ready' | 'failed'
  /** why it failed, a stable type */
  reason: string | null
  detail: string | null
}>

export type FilmDetail = FilmCard &
  Readonly<{
    synopsis: string
    ageRating: string | null
    status: FilmStatus
    /** an operator's reason */
    takenDownFor: string | null
    media: Media
    sellerId: string
  }>

export type FilmSearch = Readonly<{ genre?: string; q?: string; limit?: number; cursor?: string }>

export const films = (search: FilmSearch, signal?: AbortSignal): Promise<Page<FilmCard>> =>
  query({ path: '/v1/films', query: search, signal })

export const film = (filmId: string, signal?: AbortSignal): Promise<FilmDetail> =>
  query({ path: `/v1/films/${filmId}`, signal })

export type Recommendations = Readonly<{ basis: 'personal' | 'trending'; items: readonly FilmCard[] }>

export const recommendations = (signal?: AbortSignal): Promise<Recommendations> =>
  query({ path: '/v1/recommendations', signal })
