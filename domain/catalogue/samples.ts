// Commands and events for this folder's specs.
import type {
  CatalogueCommand,
  CatalogueEvent,
  DescribeFilm,
  RecordRenditions,
  RecordUpload,
  SetOffers,
} from '../../schemas/generated/types/catalogue.ts'
import type { Terms } from './terms.ts'

export const hours = (n: number): number => n * 3_600_000

const filmId = 'film'
const sellerId = 'seller'
const operatorId = 'operator'

export const draft = (now: number, seller = sellerId): CatalogueCommand => ({
  type: 'DraftFilm',
  now,
  filmId,
  sellerId: seller,
  title: 'Nosferatu',
})
export const describe = (now: number, part: Partial<DescribeFilm>): CatalogueCommand => ({
  type: 'DescribeFilm',
  now,
  filmId,
  sellerId,
  said: Object.keys(part),
  title: null,
  synopsis: null,
  genres: null,
  year: null,
  ageRating: null,
  ...part,
})
export const upload = (now: number, uploadId = 'upload', seller = sellerId): RecordUpload => ({
  type: 'RecordUpload',
  now,
  filmId,
  sellerId: seller,
  uploadId,
  objectKey: `uploads/film/${uploadId}`,
  sha256: 'abc',
  bytes: 9,
  contentType: 'video/mp4',
})
export const renditions = (now: number, uploadId = 'upload', jobId = 'job'): RecordRenditions => ({
  type: 'RecordRenditions',
  now,
  filmId,
  uploadId,
  jobId,
  durationMs: 60_000,
  width: 1280,
  height: 720,
  hasAudio: true,
  prefix: 'films/film/job',
  hls: 'master.m3u8',
  dash: 'manifest.mpd',
  poster: 'poster.jpg',
  thumbnails: null,
  renditions: [],
})
export const offers = (now: number, ...offers: Terms[]): SetOffers => ({
  type: 'SetOffers',
  now,
  filmId,
  sellerId,
  offers,
})
export const publish = (now: number, seller = sellerId, sellerActive: boolean | null = true): CatalogueCommand => ({
  type: 'PublishFilm',
  now,
  filmId,
  sellerId: seller,
  sellerActive,
})
export const takeDown = (now: number, reason = 'a complaint'): CatalogueCommand => ({
  type: 'TakeDownFilm',
  now,
  filmId,
  operatorId,
  reason,
})
export const putBack = (now: number, reason = 'settled'): CatalogueCommand => ({
  type: 'PutBackFilm',
  now,
  filmId,
  operatorId,
  reason,
})

const everywhere = { quality: null, territories: null, preorderFrom: null, opens: null, closes: null } as const

export const sale = (amount: bigint, offerId = 'sale'): Terms => ({
  offerId,
  kind: 'BUY',
  amount,
  currency: 'EUR',
  startWithin: null,
  watchWithin: null,
  ...everywhere,
})
export const rental = (amount: bigint, offerId = 'rental'): Terms => ({
  offerId,
  kind: 'RENT',
  amount,
  currency: 'EUR',
  startWithin: hours(720),
  watchWithin: hours(48),
  ...everywhere,
})

export const drafted: CatalogueEvent = { type: 'FilmDrafted', at: 1, filmId, sellerId, title: 'Nosferatu' }
export const uploaded = ({ type: _, now, ...rest }: RecordUpload): CatalogueEvent => ({
  type: 'SourceUploaded',
  at: now,
  ...rest,
})
export const ready = ({ type: _, now, ...rest }: RecordRenditions): CatalogueEvent => ({
  type: 'RenditionsReady',
  at: now,
  ...rest,
})
export const offered = (at: number, ...offers: (Terms & { version: number })[]): CatalogueEvent => ({
  type: 'OffersSet',
  at,
  filmId,
  offers,
})
export const published = (at: number): CatalogueEvent => ({ type: 'FilmPublished', at, filmId, sellerId })
export const takenDown = (at: number): CatalogueEvent => ({
  type: 'FilmTakenDown',
  at,
  filmId,
  operatorId,
  reason: 'a complaint',
})
export const backAgain = (at: number): CatalogueEvent => ({
  type: 'FilmPutBack',
  at,
  filmId,
  operatorId,
  reason: 'settled',
})
