// A film: what the store says of it, for what it may be had, whether it can be played.
import { defineProjection } from '../../runtime/index.ts'
import type { OffersSet, RenditionsReady } from '../../schemas/generated/types/catalogue.ts'

/** The set that plays: files below `prefix` in the object store. */
export type MediaSet = Omit<RenditionsReady, 'type' | 'at' | 'filmId'>

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
  offers: OffersSet['offers']
  /** the newest one */
  uploadId: string | null
  /** of that upload */
  failure: Readonly<{ uploadId: string; reason: string; detail: string }> | null
  /** of the newest upload that became playable; plays on while a newer one is worked on */
  media: MediaSet | null
}>

export const films = defineProjection<FilmRow>()({
  name: 'films',
  version: 1,
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
      uploadId: null,
      failure: null,
      media: null,
    }),
    FilmDescribed: (row, { title, synopsis, genres, year, ageRating }) =>
      row && { ...row, title, synopsis, genres, year, ageRating },
    SourceUploaded: (row, { uploadId }) => row && { ...row, uploadId, failure: null },
    RenditionsReady: (row, { type, at, filmId, ...media }) => row && { ...row, media },
    RenditionsFailed: (row, { uploadId, reason, detail }) => row && { ...row, failure: { uploadId, reason, detail } },
    OffersSet: (row, { offers }) => row && { ...row, offers },
    FilmPublished: (row, { at }) => row && { ...row, status: 'published', publishedAt: row.publishedAt ?? at },
    FilmTakenDown: (row, { reason }) => row && { ...row, status: 'taken-down', takenDownFor: reason },
    FilmPutBack: (row) =>
      row && { ...row, status: row.publishedAt === null ? 'draft' : 'published', takenDownFor: null },
  },
})
