// What a video element is doing, as React sees it.
import { useEffect, useState } from 'react'

export type VideoView = Readonly<{
  paused: boolean
  ended: boolean
  waiting: boolean
  /** seconds */
  time: number
  duration: number
  buffered: number
  volume: number
  muted: boolean
  /** lines now on the screen */
  height: number
}>

const events = [
  'play',
  'pause',
  'playing',
  'waiting',
  'timeupdate',
  'durationchange',
  'progress',
  'seeking',
  'seeked',
  'volumechange',
  'ended',
  'resize',
] as const

const empty: VideoView = {
  paused: true,
  ended: false,
  waiting: false,
  time: 0,
  duration: 0,
  buffered: 0,
  volume: 1,
  muted: false,
  height: 0,
}

const bufferedTo = ({ buffered, currentTime }: HTMLVideoElement): number => {
  for (let at = 0; at < buffered.length; at += 1)
    if (buffered.start(at) <= currentTime && currentTime <= buffered.end(at)) return buffered.end(at)
  return currentTime
}

const haveFutureData = 3

const viewOf = (video: HTMLVideoElement): VideoView => ({
  paused: video.paused,
  ended: video.ended,
  waiting: !video.paused && !video.ended && video.readyState < haveFutureData,
  time: video.currentTime,
  duration: Number.isFinite(video.duration) ? video.duration : 0,
  buffered: bufferedTo(video),
  volume: video.volume,
  muted: video.muted,
  height: video.videoHeight,
})

export const useVideo = (video: HTMLVideoElement | null): VideoView => {
  const [view, setView] = useState(empty)
  useEffect(() => {
    if (!video) return
    const look = () => setView(viewOf(video))
    look()
    for (const name of events) video.addEventListener(name, look)
    return () => {
      for (const name of events) video.removeEventListener(name, look)
    }
  }, [video])
  return view
}
