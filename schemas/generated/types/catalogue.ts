// Generated from schemas/catalogue/*.avsc. Do not edit.
/** The seller says what the film is; what is not said stays as it was. */
export type DescribeFilm = Readonly<{
  type: 'DescribeFilm'
  /** when it is decided, ms since 1970 */
  now: number
  filmId: string
  /** who asks */
  sellerId: string
  /** names of the fields below that are said: null then clears year and ageRating */
  said: readonly string[]
  title: string | null
  synopsis: string | null
  genres: readonly string[] | null
  year: number | null
  ageRating: string | null
}>

/** A seller begins a film. */
export type DraftFilm = Readonly<{
  type: 'DraftFilm'
  /** when it is decided, ms since 1970 */
  now: number
  filmId: string
  sellerId: string
  title: string
}>

/** What the store says of the film. */
export type FilmDescribed = Readonly<{
  type: 'FilmDescribed'
  /** when it happened, ms since 1970 */
  at: number
  filmId: string
  title: string
  synopsis: string
  genres: readonly string[]
  year: number | null
  ageRating: string | null
}>

/** A film exists; nobody but its seller sees it. */
export type FilmDrafted = Readonly<{
  type: 'FilmDrafted'
  /** when it happened, ms since 1970 */
  at: number
  filmId: string
  sellerId: string
  title: string
}>

/** The seller has put the film into these plans, and into no others. */
export type FilmPlansSet = Readonly<{
  type: 'FilmPlansSet'
  /** when it happened, ms since 1970 */
  at: number
  filmId: string
  planIds: readonly string[]
}>

/** The film is in the store. */
export type FilmPublished = Readonly<{
  type: 'FilmPublished'
  /** when it happened, ms since 1970 */
  at: number
  filmId: string
  sellerId: string
}>

/** Sold and played again. */
export type FilmPutBack = Readonly<{
  type: 'FilmPutBack'
  /** when it happened, ms since 1970 */
  at: number
  filmId: string
  operatorId: string
  reason: string
}>

/** Neither sold nor played until it is put back. */
export type FilmTakenDown = Readonly<{
  type: 'FilmTakenDown'
  /** when it happened, ms since 1970 */
  at: number
  filmId: string
  operatorId: string
  reason: string
}>

/** All offers of the film, replacing what was. */
export type OffersSet = Readonly<{
  type: 'OffersSet'
  /** when it happened, ms since 1970 */
  at: number
  filmId: string
  offers: readonly Readonly<{
    offerId: string
    /** rises with every change of this offer */
    version: number
    kind: 'BUY' | 'RENT'
    /** minor units of currency, tax included */
    amount: bigint
    /** ISO 4217 */
    currency: string
    /** ms from payment until it must be started; null when bought */
    startWithin: number | null
    /** ms from the first play until it ends; null when bought */
    watchWithin: number | null
    /** the best picture that it gives: at most 576, 1080 or 2160 lines; null: whatever there is */
    quality: 'SD' | 'HD' | 'UHD' | null
    /** ISO 3166-1 alpha-2; null: everywhere */
    territories: readonly string[] | null
    /** YYYY-MM-DDTHH:MM by the clocks of the territory: from then on it may be ordered before it opens */
    preorderFrom: string | null
    /** YYYY-MM-DDTHH:MM by the clocks of the territory */
    opens: string | null
    /** YYYY-MM-DDTHH:MM by the clocks of the territory */
    closes: string | null
  }>[]
}>

/** Put it into the store. */
export type PublishFilm = Readonly<{
  type: 'PublishFilm'
  /** when it is decided, ms since 1970 */
  now: number
  filmId: string
  /** who asks */
  sellerId: string
  /** the payment provider pays this seller; null: from before it was asked */
  sellerActive: boolean | null
}>

/** An operator lets it be sold and played again. */
export type PutBackFilm = Readonly<{
  type: 'PutBackFilm'
  /** when it is decided, ms since 1970 */
  now: number
  filmId: string
  operatorId: string
  reason: string
}>

/** The media room finished a set for an upload. */
export type RecordRenditions = Readonly<{
  type: 'RecordRenditions'
  /** when it is decided, ms since 1970 */
  now: number
  filmId: string
  uploadId: string
  jobId: string
  /** of the film */
  durationMs: number
  /** of the source, pixels, as displayed */
  width: number
  /** of the source, pixels, as displayed */
  height: number
  hasAudio: boolean
  /** object key prefix of the set: films/FILM/JOB */
  prefix: string
  /** file name of the HLS master playlist */
  hls: string
  /** file name of the DASH manifest */
  dash: string
  /** file name */
  poster: string
  /** file name of the thumbnail track (WebVTT) */
  thumbnails: string | null
  renditions: readonly Readonly<{
    /** e.g. 720p */
    name: string
    /** pixels */
    width: number
    /** pixels */
    height: number
    /** peak bits per second */
    bandwidth: number
    /** RFC 6381 */
    codecs: string
    /** frames per second */
    frameRate: number
    /** object key relative to the set */
    file: string
  }>[]
}>

/** The media room could not make a set. */
export type RecordRenditionsFailed = Readonly<{
  type: 'RecordRenditionsFailed'
  /** when it is decided, ms since 1970 */
  now: number
  filmId: string
  uploadId: string
  jobId: string
  /** stable type */
  reason: string
  /** for the seller */
  detail: string
}>

/** The bytes of the film are in the object store. */
export type RecordUpload = Readonly<{
  type: 'RecordUpload'
  /** when it is decided, ms since 1970 */
  now: number
  filmId: string
  /** who asks */
  sellerId: string
  uploadId: string
  objectKey: string
  /** hex */
  sha256: string
  bytes: number
  contentType: string
}>

/** The upload could not be made playable. */
export type RenditionsFailed = Readonly<{
  type: 'RenditionsFailed'
  /** when it happened, ms since 1970 */
  at: number
  filmId: string
  uploadId: string
  jobId: string
  /** stable type */
  reason: string
  /** for the seller */
  detail: string
}>

/** The film can be played. */
export type RenditionsReady = Readonly<{
  type: 'RenditionsReady'
  /** when it happened, ms since 1970 */
  at: number
  filmId: string
  uploadId: string
  jobId: string
  /** of the film */
  durationMs: number
  /** of the source, pixels, as displayed */
  width: number
  /** of the source, pixels, as displayed */
  height: number
  hasAudio: boolean
  /** object key prefix of the set: films/FILM/JOB */
  prefix: string
  /** file name of the HLS master playlist */
  hls: string
  /** file name of the DASH manifest */
  dash: string
  /** file name */
  poster: string
  /** file name of the thumbnail track (WebVTT) */
  thumbnails: string | null
  renditions: readonly Readonly<{
    /** e.g. 720p */
    name: string
    /** pixels */
    width: number
    /** pixels */
    height: number
    /** peak bits per second */
    bandwidth: number
    /** RFC 6381 */
    codecs: string
    /** frames per second */
    frameRate: number
    /** object key relative to the set */
    file: string
  }>[]
}>

/** The seller says in which plans the film may be watched. */
export type SetFilmPlans = Readonly<{
  type: 'SetFilmPlans'
  /** when it is decided, ms since 1970 */
  now: number
  filmId: string
  /** who asks */
  sellerId: string
  /** all of them, replacing what was */
  planIds: readonly string[]
}>

/** The seller says for what it may be had. */
export type SetOffers = Readonly<{
  type: 'SetOffers'
  /** when it is decided, ms since 1970 */
  now: number
  filmId: string
  /** who asks */
  sellerId: string
  offers: readonly Readonly<{
    offerId: string
    kind: 'BUY' | 'RENT'
    /** minor units of currency, tax included */
    amount: bigint
    /** ISO 4217 */
    currency: string
    /** ms */
    startWithin: number | null
    /** ms */
    watchWithin: number | null
    /** the best picture that it gives: at most 576, 1080 or 2160 lines; null: whatever there is */
    quality: 'SD' | 'HD' | 'UHD' | null
    /** ISO 3166-1 alpha-2; null: everywhere */
    territories: readonly string[] | null
    /** YYYY-MM-DDTHH:MM by the clocks of the territory: from then on it may be ordered before it opens */
    preorderFrom: string | null
    /** YYYY-MM-DDTHH:MM by the clocks of the territory */
    opens: string | null
    /** YYYY-MM-DDTHH:MM by the clocks of the territory */
    closes: string | null
  }>[]
}>

/** A video file stands in the object store, to be made playable. */
export type SourceUploaded = Readonly<{
  type: 'SourceUploaded'
  /** when it happened, ms since 1970 */
  at: number
  filmId: string
  sellerId: string
  uploadId: string
  objectKey: string
  /** hex */
  sha256: string
  bytes: number
  contentType: string
}>

/** An operator stops selling and playing. */
export type TakeDownFilm = Readonly<{
  type: 'TakeDownFilm'
  /** when it is decided, ms since 1970 */
  now: number
  filmId: string
  operatorId: string
  reason: string
}>

export type CatalogueCommand = DescribeFilm | DraftFilm | PublishFilm | PutBackFilm | RecordRenditions | RecordRenditionsFailed | RecordUpload | SetFilmPlans | SetOffers | TakeDownFilm
export type CatalogueEvent = FilmDescribed | FilmDrafted | FilmPlansSet | FilmPublished | FilmPutBack | FilmTakenDown | OffersSet | RenditionsFailed | RenditionsReady | SourceUploaded
