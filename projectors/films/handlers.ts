// A film: what the store says of it, for what it may be had, whether it can be played.
import { quoteHolds } from '../../domain/commerce/rules.ts'
import { defineProjection } from '../../runtime/index.ts'
import type { OffersSet, RenditionsReady } from '../../schemas/generated/types/catalogue.ts'

/** The set that plays: files below `prefix` in the object store. */
export type MediaSet = Omit<RenditionsReady, 'type' | 'at' | 'filmId'>

type Offer = OffersSet['offers'][number]

/** An offer as it stood until then, ms since 1970: whoever was shown it may still order by it for a while. */
export type EarlierOffer = Offer & Readonly<{ replacedAt: number }>

export type FilmRow = Readonly<{
  sellerId: string
  status: 'draft' | 'published' | 'taken-down'
  title: string
  synopsis: string
  genres: readonly string[]
  year: number | null
  ageRating: string | null
  draftedAt: number
  /** the first time; its place in the catalogue */
  publishedAt: number | null
  takenDownFor: string | null
  offers: readonly Offer[]
  earlier: readonly EarlierOffer[]
  /** the newest one */
  uploadId: string | null
  /** of that upload */
  failure: Readonly<{ uploadId: string; reason: string; detail: string }> | null
  /** of the newest upload that became playable; plays on while a newer one is worked on */
  media: MediaSet | null
}>

export const films = defineProjection<FilmRow>()({
  name: 'films',
  version: 2,
  key: (event) => event.filmId,
  on: {
    FilmDrafted: (_, { sellerId, title, at }) => ({
      sellerId,
      status: 'draft',
      title,
      synopsis: '',
      genres: [],
      year: null,
      ageRating: null,
      draftedAt: at,
      publishedAt: null,
      takenDownFor: null,
      offers: [],
      earlier: [],
      uploadId: null,
      failure: null,
      media: null,
    }),
    FilmDescribed: (row, { title, synopsis, genres, year, ageRating }) =>
      row && { ...row, title, synopsis, genres, year, ageRating },
    SourceUploaded: (row, { uploadId }) => row && { ...row, uploadId, failure: null },
    RenditionsReady: (row, { type, at, filmId, ...media }) => row && { ...row, media },
    RenditionsFailed: (row, { uploadId, reason, detail }) => row && { ...row, failure: { uploadId, reason, detail } },
    OffersSet: (row, { at, offers }) => row && { ...row, offers, earlier: earlierAt(at, row, offers) },
    FilmPublished: (row, { at }) => row && { ...row, status: 'published', publishedAt: row.publishedAt ?? at },
    FilmTakenDown: (row, { reason }) => row && { ...row, status: 'taken-down', takenDownFor: reason },
    FilmPutBack: (row) =>
      row && { ...row, status: row.publishedAt === null ? 'draft' : 'published', takenDownFor: null },
  },
})

const isOneOf = (offers: readonly Offer[], { offerId, version }: Offer): boolean =>
  offers.some((one) => one.offerId === offerId && one.version === version)

/** What was replaced now, and before that as long as it holds. */
const earlierAt = (at: number, row: FilmRow, offers: readonly Offer[]): readonly EarlierOffer[] => [
  ...row.earlier.filter((one) => at < one.replacedAt + quoteHolds && !isOneOf(offers, one)),
  ...row.offers.filter((one) => !isOneOf(offers, one)).map((one) => ({ ...one, replacedAt: at })),
]
