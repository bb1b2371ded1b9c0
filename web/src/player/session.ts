// What keeps one playback session going: its token, the events that are told, and the look whether it is still open.
import { type Playback, renewPlaybackToken, sendPlayEvents } from '../api/playback.ts'
import type { Protocol } from './engines/engine.ts'
import { eventQueue } from './report/queue.ts'
import { holdToken, withToken } from './token.ts'
import { watchSession } from './watchdog.ts'

type Deps = Readonly<{
  playback: Playback
  protocol: Protocol
  video: HTMLVideoElement
  /** ended from elsewhere */
  onClosed: () => void
  /** the edge turned the token away; it has been renewed meanwhile or could not be */
  onTokenEnded: () => void
}>

export type Session = ReturnType<typeof keepSession>

export const keepSession = ({ playback, protocol, video, onClosed, onTokenEnded }: Deps) => {
  const token = holdToken({ first: playback, ask: () => renewPlaybackToken(playback.playbackId), onClosed })
  const queue = eventQueue({
    send: (events, keepalive) => sendPlayEvents(playback.playbackId, token.current(), events, keepalive),
    onUnauthenticated: token.renew,
    onClosed,
  })
  const watchdog = watchSession({
    address: () => withToken(playback[protocol], token.current()),
    paused: () => video.paused,
    onRefused: (status) => (status === 401 ? onTokenEnded() : onClosed()),
  })
  return {
    playback,
    token,
    queue,
    seen: watchdog.seen,
    stop: () => {
      watchdog.stop()
      token.stop()
    },
  }
}
