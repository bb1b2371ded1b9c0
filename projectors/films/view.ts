// What query-api and command-api may ask of films.
import { none, type ReadStore, type Statement, sql } from '../../platform/postgres.ts'
import type { OffersSet, RenditionsReady } from '../../schemas/generated/types/catalogue.ts'

/** As it stood in the store when it was read; the command carries it, so that the decision needs no look-up. */
export type Offer = OffersSet['offers'][number]

/** Until when it stood, ms since 1970. */
export type EarlierOffer = Offer & Readonly<{ replacedAt: number }>

/** The newest playable set: its files lie below `prefix` in the object store. */
export type MediaSet = Omit<RenditionsReady, 'type' | 'at' | 'filmId'>

export type FilmStatus = 'draft' | 'published' | 'taken-down'

/** `uploaded`: no worker has it yet. An older set plays on while a newer upload is worked on or has failed. */
export type MediaState = 'none' | 'uploaded' | 'processing' | 'ready' | 'failed'

/** Everything about a film; times in ms since 1970. */
export type Film = Readonly<{
  filmId: string
  sellerId: string
  status: FilmStatus
  title: string
  synopsis: string
  genres: readonly string[]
  year: number | null
  ageRating: string | null
  draftedAt: number
  publishedAt: number | null
  takenDownFor: string | null
  offers: readonly Offer[]
  /** changed or taken back lately: they hold a while for whoever was shown them */
  earlier: readonly EarlierOffer[]
  uploadId: string | null
  mediaState: MediaState
  failure: Readonly<{ uploadId: string; reason: string; detail: string }> | null
  media: MediaSet | null
}>

/** Money is a number in JSON: at most eight digits. */
const withMoney = <T extends Offer>(offers: readonly T[]): readonly T[] =>
  offers.map((offer) => ({ ...offer, amount: BigInt(offer.amount) }))

const films = sql`
  select film_id, seller_id, status, title, synopsis, genres, year, age_rating, drafted_at, published_at,
    taken_down_for, offers, earlier, films.upload_id, failure, media,
    case
      when films.upload_id is null then 'none'
      when (media->>'uploadId')::uuid = films.upload_id then 'ready'
      when (failure->>'uploadId')::uuid = films.upload_id then 'failed'
      when (select true from transcodes where transcodes.upload_id = films.upload_id and started_at is not null limit 1)
        then 'processing'
      else 'uploaded'
    end as media_state
  from films`

const read = async (store: ReadStore, rest: Statement): Promise<readonly Film[]> =>
  (await store.rows<Film>`${films} ${rest}`).map((film) => ({
    ...film,
    offers: withMoney(film.offers),
    earlier: withMoney(film.earlier),
  }))

/** A film for whoever may see it; the caller checks status and ownership. */
export const filmById = async (store: ReadStore, filmId: string): Promise<Film | undefined> =>
  (await read(store, sql`where film_id = ${filmId}`))[0]

/**
 * What a command about a film must carry, fetched before it is sent (DESIGN.md 13): its seller, its offers with their
 * versions, the set that plays. `available`: sold and played now.
 */
export const filmForCommands = async (
  store: ReadStore,
  filmId: string,
): Promise<(Film & Readonly<{ available: boolean }>) | undefined> => {
  const film = await filmById(store, filmId)
  return film && { ...film, available: film.status === 'published' }
}

/** Several films in no order; those that are missing are left out. */
export const filmsByIds = (store: ReadStore, filmIds: readonly string[]): Promise<readonly Film[]> =>
  filmIds.length ? read(store, sql`where film_id = any(${filmIds}::uuid[])`) : Promise.resolve([])

/** The last row of the page before: its time in ms, and its film. */
export type FilmCursor = Readonly<{ at: number; filmId: string }>

/** Newest published first. `q` is part of a title, in any case. */
export const publishedFilms = (
  store: ReadStore,
  { genre, q, after, limit }: { genre?: string; q?: string; after?: FilmCursor; limit: number },
): Promise<readonly Film[]> =>
  read(
    store,
    sql`where status = 'published'
      ${genre === undefined ? none : sql`and genres @> ${[genre]}::text[]`}
      ${q === undefined ? none : sql`and lower(title) like ${likePattern(q)}`}
      ${after ? sql`and (published_at, film_id) < (${new Date(after.at)}, ${after.filmId}::uuid)` : none}
      order by published_at desc, film_id desc limit ${limit}`,
  )

/** One seller's films, or all of them for an operator; newest first. */
export const draftedFilms = (
  store: ReadStore,
  { sellerId, after, limit }: { sellerId?: string; after?: FilmCursor; limit: number },
): Promise<readonly Film[]> =>
  read(
    store,
    sql`where true
      ${sellerId === undefined ? none : sql`and seller_id = ${sellerId}`}
      ${after ? sql`and (drafted_at, film_id) < (${new Date(after.at)}, ${after.filmId}::uuid)` : none}
      order by drafted_at desc, film_id desc limit ${limit}`,
  )

const likePattern = (q: string) => `%${q.toLowerCase().replace(/[\\%_]/g, '\\$&')}%`
