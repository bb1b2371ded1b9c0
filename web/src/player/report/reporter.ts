// Watches a video element and tells what happens to it.
import type { Protocol } from '../engines/engine.ts'
import type { EventQueue } from './queue.ts'
import { type Moment, viewing } from './viewing.ts'

const beatEvery = 10_000

type Deps = Readonly<{
  video: HTMLVideoElement
  queue: EventQueue
  protocol: Protocol
  player: string
  /** performance.now() when the person asked to watch */
  wishAt: number
  bitrateOf: (height: number) => number
}>

export type Reporter = Readonly<{
  /** the person asks again, after a browser that would not start by itself */
  wish(): void
  fail(code: string): void
  end(completed: boolean): void
  stop(): void
}>

const bufferAhead = ({ buffered, currentTime }: HTMLVideoElement): number => {
  for (let at = 0; at < buffered.length; at += 1)
    if (buffered.start(at) <= currentTime + 0.1 && currentTime <= buffered.end(at))
      return buffered.end(at) - currentTime
  return 0
}

const momentOf = (video: HTMLVideoElement, bitrateOf: (height: number) => number): Moment => ({
  now: performance.now(),
  positionMs: Math.round(video.currentTime * 1000),
  bufferMs: Math.round(Math.max(0, bufferAhead(video)) * 1000),
  height: video.videoHeight,
  bitrate: bitrateOf(video.videoHeight),
  droppedFrames: video.getVideoPlaybackQuality?.().droppedVideoFrames ?? 0,
})

/** Calls back once, when a second frame is on the screen: the first shows and the playhead advances. */
const whenFramesFlow = (video: HTMLVideoElement, then: () => void): void => {
  const first = video.currentTime
  const look = (_: number, { mediaTime }: VideoFrameCallbackMetadata) => {
    if (mediaTime > first) then()
    else video.requestVideoFrameCallback(look)
  }
  if ('requestVideoFrameCallback' in video) video.requestVideoFrameCallback(look)
}

/** Tells until it is stopped. What must not wait (start, fail, end) is sent at once, the rest with the next beat. */
export const reportOn = ({ video, queue, protocol, player, wishAt, bitrateOf }: Deps): Reporter => {
  const view = viewing((fact) => queue.add(fact), { protocol, player, wishAt })
  const moment = () => momentOf(video, bitrateOf)
  const stopped = new AbortController()
  const on = (name: keyof HTMLMediaElementEventMap, then: () => void) =>
    video.addEventListener(name, then, { signal: stopped.signal })
  let started = false
  let position = video.currentTime

  const advance = () => {
    if (stopped.signal.aborted || video.seeking) return
    view.advance(moment())
    if (!started) void queue.flush()
    started = true
  }
  on('playing', () => whenFramesFlow(video, advance))
  on('timeupdate', () => {
    const moved = video.currentTime > position && !video.paused
    position = video.currentTime
    if (moved) advance()
  })
  on('waiting', () => !video.seeking && view.wait(moment()))
  on('pause', () => !video.ended && view.pause(moment()))
  on('play', () => view.play(moment()))
  on('seeking', () => view.seek(moment()))
  on('seeked', () => view.rest(moment()))
  on('resize', () => view.picture(moment()))
  on('ended', () => {
    view.end(moment(), true)
    void queue.flush()
  })
  const timer = setInterval(() => {
    view.beat(moment())
    void queue.flush()
  }, beatEvery)

  const leave = () => {
    view.end(moment(), false)
    queue.flushAndLeave()
  }
  addEventListener('pagehide', leave, { signal: stopped.signal })
  // On a phone a page may be put away and never come back, without another word.
  const put = () => document.visibilityState === 'hidden' && queue.flushAndLeave()
  document.addEventListener('visibilitychange', put, { signal: stopped.signal })

  return {
    wish: () => view.wish(performance.now()),
    fail: (code) => {
      view.fail(moment(), code)
      void queue.flush()
    },
    end: (completed) => view.end(moment(), completed),
    stop: () => {
      stopped.abort()
      clearInterval(timer)
    },
  }
}
