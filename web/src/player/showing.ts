// One showing of a film, from the wish to watch it until one leaves.
import { closePlayback, type Playback, startPlayback } from '../api/playback.ts'
import { ApiError } from '../api/problem.ts'
import type { Protocol, Rendition } from './engines/engine.ts'
import { loadEngine } from './engines/load.ts'
import { openPicture, type Picture } from './picture.ts'
import { type Reporter, reportOn } from './report/reporter.ts'
import { keepSession, type Session } from './session.ts'

export type OpenState = Readonly<{
  stage: 'open'
  playback: Playback
  renditions: readonly Rendition[]
  /** a rendition's id, or `auto` */
  chosen: string
  /** the browser wants the person to press play */
  blocked: boolean
}>

export type ShowingState =
  | Readonly<{ stage: 'opening' }>
  | OpenState
  | Readonly<{ stage: 'refused'; error: unknown }>
  | Readonly<{ stage: 'failed'; code: string }>
  | Readonly<{ stage: 'closed' }>

export type Showing = Readonly<{
  choose(id: string): void
  /** the person presses play where the browser had not begun by itself */
  begin(): void
  /** tells the end and closes the session */
  leave(): void
}>

export type Wish = Readonly<{
  /** names the wish: asked twice, it is one session */
  key: string
  filmId: string
  video: HTMLVideoElement
  protocol: Protocol
  /** ms into the film */
  from: number
  /** performance.now() when the person asked */
  wishAt: number
  onState: (state: ShowingState) => void
}>

type Parts = Readonly<{ session: Session; picture: Picture; reporter: Reporter }>

const nearTheEnd = 0.95
const patience = 3_000

const atMost = (work: Promise<unknown>, ms: number): Promise<unknown> =>
  Promise.race([work, new Promise((resolve) => setTimeout(resolve, ms))])

/** The end is told before the session is closed: a closed one takes no more events. */
const takeDown = async ({ session, picture, reporter }: Parts, closed: boolean): Promise<void> => {
  reporter.end(false)
  reporter.stop()
  session.stop()
  await Promise.all([atMost(session.queue.flush(), patience), picture.stop()])
  session.queue.stop()
  if (!closed) await closePlayback(session.playback.playbackId).catch(() => {})
}

/** Starts at once; everything that happens comes through `onState`. */
export const openShowing = ({ key, filmId, video, protocol, from, wishAt, onState }: Wish): Showing => {
  let parts: Parts | undefined
  let open: OpenState | undefined
  let over = false

  const show = (change: Partial<OpenState>): void => {
    if (!open || over) return
    open = { ...open, ...change }
    onState(open)
  }
  const finish = (state: ShowingState | undefined): void => {
    if (over) return
    over = true
    video.pause()
    if (state) onState(state)
    if (parts) void takeDown(parts, state?.stage === 'closed')
  }
  const fail = (code: string): void => {
    parts?.reporter.fail(code)
    finish({ stage: 'failed', code })
  }

  const begin = async (): Promise<void> => {
    // The library is fetched while the session is asked for.
    loadEngine(protocol).catch(() => {})
    const playback = await startPlayback(key, filmId)
    if (over) return closePlayback(playback.playbackId)
    open = { stage: 'open', playback, renditions: [], chosen: 'auto', blocked: false }
    const onClosed = () => finish({ stage: 'closed' })
    const session = keepSession({
      playback,
      protocol,
      video,
      onClosed,
      onTokenEnded: () => void parts?.picture.reopen(),
    })
    const picture = await openPicture({
      session,
      protocol,
      video,
      startSeconds: from < playback.durationMs * nearTheEnd ? from / 1000 : 0,
      onRenditions: (renditions) => show({ renditions }),
      onClosed,
      onFailed: fail,
    })
    const bitrateOf = (height: number) => open?.renditions.find((one) => one.height === height)?.bitrate ?? 0
    const reporter = reportOn({ video, queue: session.queue, protocol, player: picture.name, wishAt, bitrateOf })
    parts = { session, picture, reporter }
    // Left or closed while it was being opened.
    if (over) return takeDown(parts, false)
    show({})
    await video.play()
  }

  begin().catch((error: unknown) => {
    const refused = error instanceof ApiError || !parts
    if (error instanceof DOMException && error.name === 'NotAllowedError') show({ blocked: true })
    else if (refused && !over) onState({ stage: 'refused', error })
  })

  return {
    choose: (id) => {
      parts?.picture.choose(id)
      show({ chosen: id })
    },
    begin: () => {
      parts?.reporter.wish()
      show({ blocked: false })
      video.play().catch(() => {})
    },
    leave: () => finish(undefined),
  }
}
