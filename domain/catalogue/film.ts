// One film as its seller and the operators have left it, folded from the events. Key: filmId.
import type { CatalogueEvent, OffersSet } from '../../schemas/generated/types/catalogue.ts'
import { assertNever } from '../decision.ts'
import type { Description } from './rules.ts'
import type { Terms } from './terms.ts'

/** Money as decimal text: the state is plain JSON. */
export type Offer = Omit<Terms, 'amount'> & Readonly<{ version: number; amount: string }>

export type KnownFilm = Readonly<{
  status: 'draft' | 'published' | 'taken-down'
  /** what a taken-down film is when it is put back */
  before: 'draft' | 'published'
  sellerId: string
  description: Description
  /** the newest one; renditions of any other are not wanted any more */
  uploadId: string | null
  /** the set that plays, perhaps of an earlier upload */
  jobId: string | null
  offers: readonly Offer[]
  /** no longer offered; they keep their version, so that it rises when they come back changed */
  withdrawn: readonly Offer[]
  /** in which it may be watched, sorted */
  planIds: readonly string[]
}>

export type Film = Readonly<{ status: 'unknown' }> | KnownFilm

export const unknownFilm: Film = { status: 'unknown' }

export const evolve = (film: Film, event: CatalogueEvent): Film => {
  if (event.type === 'FilmDrafted') return drafted(event.sellerId, event.title)
  if (film.status === 'unknown') throw new Error(`${event.type} before FilmDrafted`)
  switch (event.type) {
    case 'FilmDescribed': {
      const { title, synopsis, genres, year, ageRating } = event
      return { ...film, description: { title, synopsis, genres, year, ageRating } }
    }
    case 'SourceUploaded':
      return { ...film, uploadId: event.uploadId }
    case 'RenditionsReady':
      return { ...film, jobId: event.jobId }
    case 'RenditionsFailed':
      return film
    case 'OffersSet':
      return withOffers(film, event)
    case 'FilmPlansSet':
      return { ...film, planIds: event.planIds }
    case 'FilmPublished':
      return { ...film, status: 'published', before: 'published' }
    case 'FilmTakenDown':
      return { ...film, status: 'taken-down' }
    case 'FilmPutBack':
      return { ...film, status: film.before }
    default:
      return assertNever(event)
  }
}

const drafted = (sellerId: string, title: string): KnownFilm => ({
  status: 'draft',
  before: 'draft',
  sellerId,
  description: { title, synopsis: '', genres: [], year: null, ageRating: null },
  uploadId: null,
  jobId: null,
  offers: [],
  withdrawn: [],
  planIds: [],
})

const withOffers = (film: KnownFilm, { offers }: OffersSet): KnownFilm => {
  const offered = new Set(offers.map((offer) => offer.offerId))
  return {
    ...film,
    offers: offers.map((offer) => ({ ...offer, amount: String(offer.amount) })),
    withdrawn: [...film.withdrawn, ...film.offers].filter((offer) => !offered.has(offer.offerId)),
  }
}
