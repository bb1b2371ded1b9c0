// Generated from schemas/playback/*.avsc. Do not edit.
/** The film ended or the viewer left. */
export type PlayEnded = Readonly<{
  type: 'PlayEnded'
  /** when it happened, ms since 1970 */
  at: number
  playbackId: string
  viewerId: string
  filmId: string
  /** numbered from 1 by the player, never reused in a session */
  sequence: number
  /** the player's clock */
  clientAt: number
  positionMs: number
  /** watched since the last event that says so */
  playedMs: number
  /** true when the end was reached */
  completed: boolean
}>

/** A fatal error: nothing plays on. */
export type PlayFailed = Readonly<{
  type: 'PlayFailed'
  /** when it happened, ms since 1970 */
  at: number
  playbackId: string
  viewerId: string
  filmId: string
  /** numbered from 1 by the player, never reused in a session */
  sequence: number
  /** the player's clock */
  clientAt: number
  positionMs: number
  /** true when no frame was ever shown */
  startup: boolean
  /** the player's stable error code */
  code: string
}>

/** Still playing. */
export type PlayHeartbeat = Readonly<{
  type: 'PlayHeartbeat'
  /** when it happened, ms since 1970 */
  at: number
  playbackId: string
  viewerId: string
  filmId: string
  /** numbered from 1 by the player, never reused in a session */
  sequence: number
  /** the player's clock */
  clientAt: number
  positionMs: number
  /** watched since the last event that says so */
  playedMs: number
  /** waited since then */
  stalledMs: number
  bufferMs: number
  /** lines now playing */
  height: number
  /** bits per second */
  bitrate: number
  /** since the last heartbeat; 0 from players that did not say */
  droppedFrames: number
}>

/** The viewer paused. */
export type PlayPaused = Readonly<{
  type: 'PlayPaused'
  /** when it happened, ms since 1970 */
  at: number
  playbackId: string
  viewerId: string
  filmId: string
  /** numbered from 1 by the player, never reused in a session */
  sequence: number
  /** the player's clock */
  clientAt: number
  positionMs: number
  /** watched since the last event that says so */
  playedMs: number
}>

/** The viewer moved the playhead. */
export type PlaySought = Readonly<{
  type: 'PlaySought'
  /** when it happened, ms since 1970 */
  at: number
  playbackId: string
  viewerId: string
  filmId: string
  /** numbered from 1 by the player, never reused in a session */
  sequence: number
  /** the player's clock */
  clientAt: number
  fromMs: number
  toMs: number
}>

/** The buffer ran dry, not by a seek. */
export type PlayStalled = Readonly<{
  type: 'PlayStalled'
  /** when it happened, ms since 1970 */
  at: number
  playbackId: string
  viewerId: string
  filmId: string
  /** numbered from 1 by the player, never reused in a session */
  sequence: number
  /** the player's clock */
  clientAt: number
  positionMs: number
  /** how long it stood still */
  stalledMs: number
}>

/** The first frame shows and the playhead advances. */
export type PlayStarted = Readonly<{
  type: 'PlayStarted'
  /** when it happened, ms since 1970 */
  at: number
  playbackId: string
  viewerId: string
  filmId: string
  /** numbered from 1 by the player, never reused in a session */
  sequence: number
  /** the player's clock */
  clientAt: number
  positionMs: number
  /** from the wish to play to the first frame */
  startupMs: number
  /** hls or dash */
  protocol: string
  /** name and version */
  player: string
  /** lines of the first rendition */
  height: number
}>

/** Another rendition shows. */
export type QualityChanged = Readonly<{
  type: 'QualityChanged'
  /** when it happened, ms since 1970 */
  at: number
  playbackId: string
  viewerId: string
  filmId: string
  /** numbered from 1 by the player, never reused in a session */
  sequence: number
  /** the player's clock */
  clientAt: number
  positionMs: number
  fromHeight: number
  toHeight: number
  /** bits per second */
  bitrate: number
}>

export type PlaybackFact = PlayEnded | PlayFailed | PlayHeartbeat | PlayPaused | PlaySought | PlayStalled | PlayStarted | QualityChanged
