// Generated from schemas/media/*.avsc. Do not edit.
/** Every file of the set is in the object store. */
export type CompleteTranscode = Readonly<{
  type: 'CompleteTranscode'
  /** when it is decided, ms since 1970 */
  now: number
  filmId: string
  jobId: string
  attempt: string
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
  /** name and version of what made it */
  tools: readonly string[]
}>

/** The job ended without a set. */
export type FailTranscode = Readonly<{
  type: 'FailTranscode'
  /** when it is decided, ms since 1970 */
  now: number
  filmId: string
  jobId: string
  attempt: string
  /** stable type */
  reason: string
  /** for the seller */
  detail: string
}>

/** A set of renditions is complete. */
export type MediaPackaged = Readonly<{
  type: 'MediaPackaged'
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
  /** name and version of what made it */
  tools: readonly string[]
}>

/** Make this upload playable. */
export type RequestTranscode = Readonly<{
  type: 'RequestTranscode'
  /** when it is decided, ms since 1970 */
  now: number
  filmId: string
  uploadId: string
  jobId: string
  objectKey: string
  bytes: number
  /** hex */
  sha256: string
}>

/** A worker took the job. */
export type StartTranscode = Readonly<{
  type: 'StartTranscode'
  /** when it is decided, ms since 1970 */
  now: number
  filmId: string
  jobId: string
  /** one run of one worker */
  attempt: string
}>

/** The job ended without a set. */
export type TranscodeFailed = Readonly<{
  type: 'TranscodeFailed'
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

/** A job waits for a worker. */
export type TranscodeRequested = Readonly<{
  type: 'TranscodeRequested'
  /** when it happened, ms since 1970 */
  at: number
  filmId: string
  uploadId: string
  jobId: string
  objectKey: string
  bytes: number
  /** hex */
  sha256: string
}>

/** A worker runs the job. */
export type TranscodeStarted = Readonly<{
  type: 'TranscodeStarted'
  /** when it happened, ms since 1970 */
  at: number
  filmId: string
  jobId: string
  attempt: string
}>

export type MediaCommand = CompleteTranscode | FailTranscode | RequestTranscode | StartTranscode
export type MediaEvent = MediaPackaged | TranscodeFailed | TranscodeRequested | TranscodeStarted
