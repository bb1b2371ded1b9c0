// Playback sessions and the play events that the player tells.
import { command } from './client.ts'
import { send } from './http.ts'
import { seat } from './seat.ts'

export type Playback = Readonly<{
  playbackId: string
  hls: string
  dash: string
  poster: string | null
  thumbnails: string | null
  token: string
  tokenExpiresAt: string
  /** when the rental ends, null when owned */
  endsAt: string | null
  durationMs: number
}>

export type RenewedToken = Pick<Playback, 'token' | 'tokenExpiresAt' | 'hls' | 'dash'>

/** Asks to watch; the first time starts a rental's clock. Refused: not-entitled, payment-pending, stream-limit … */
export const startPlayback = (key: string, filmId: string): Promise<Playback> =>
  command({ method: 'POST', path: '/v1/playbacks', body: { filmId, ...seat() }, key })

/** A longer token for the same session; refused with playback-closed when it is over. */
export const renewPlaybackToken = (playbackId: string): Promise<RenewedToken> =>
  command({ method: 'POST', path: `/v1/playbacks/${playbackId}/token` })

export const closePlayback = (playbackId: string): Promise<void> =>
  command({ method: 'DELETE', path: `/v1/playbacks/${playbackId}`, keepalive: true })

type At = Readonly<{ sequence: number; clientAt: string }>

/** Numbered from 1 in a session; fields as in schemas/playback, times in ms. */
export type PlayEvent = At &
  (
    | Readonly<{
        type: 'start'
        positionMs: number
        startupMs: number
        protocol: 'hls' | 'dash'
        player: string
        height: number
      }>
    | Readonly<{
        type: 'heartbeat'
        positionMs: number
        playedMs: number
        stalledMs: number
        bufferMs: number
        height: number
        bitrate: number
        droppedFrames: number
      }>
    | Readonly<{ type: 'pause'; positionMs: number; playedMs: number }>
    | Readonly<{ type: 'seek'; fromMs: number; toMs: number }>
    | Readonly<{ type: 'quality'; positionMs: number; fromHeight: number; toHeight: number; bitrate: number }>
    | Readonly<{ type: 'stall'; positionMs: number; stalledMs: number }>
    | Readonly<{ type: 'fail'; positionMs: number; startup: boolean; code: string }>
    | Readonly<{ type: 'end'; positionMs: number; playedMs: number; completed: boolean }>
  )

/** At most 200 at once; the same batch may be sent again. `token` is the playback's own. */
export const sendPlayEvents = async (
  playbackId: string,
  token: string,
  events: readonly PlayEvent[],
  keepalive = false,
): Promise<void> => {
  const headers = { authorization: `Bearer ${token}` }
  await send({ method: 'POST', path: `/v1/playbacks/${playbackId}/events`, body: { events }, headers, keepalive })
}
