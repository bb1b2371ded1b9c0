// The store: films as anybody sees them.
import { type Page, query } from './client.ts'

export type Quality = 'sd' | 'hd' | 'uhd'

/**
 * `quality` null: the best there is. `opens`, `closes`, `preorderFrom`: YYYY-MM-DDTHH:MM by the clocks of each country;
 * `…At`: when that is in the country that was asked for.
 */
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
  quality: Quality | null
  /** ISO 3166-1; null: everywhere */
  territories: readonly string[] | null
  preorderFrom: string | null
  opens: string | null
  closes: string | null
  preorderAt: string | null
  opensAt: string | null
  closesAt: string | null
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

/** `country`: only the offers that hold there */
export type FilmSearch = Readonly<{ country?: string; genre?: string; q?: string; limit?: number; cursor?: string }>

export const films = (search: FilmSearch, signal?: AbortSignal): Promise<Page<FilmCard>> =>
  query({ path: '/v1/films', query: search, signal })

export const film = (filmId: string, signal?: AbortSignal, country?: string): Promise<FilmDetail> =>
  query({ path: `/v1/films/${filmId}`, query: { country }, signal })

export type Recommendations = Readonly<{ basis: 'personal' | 'trending'; items: readonly FilmCard[] }>

export const recommendations = (signal?: AbortSignal): Promise<Recommendations> =>
  query({ path: '/v1/recommendations', signal })
