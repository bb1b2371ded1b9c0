// Lets the keys of the player do what they mean.
import { useEffect, useRef } from 'react'
import { assertNever } from '../assert-never.ts'
import { actionOf, isTakenBy, type KeyAction } from './keys.ts'
import { rememberVolume } from './volume.ts'

type Deps = Readonly<{
  video: HTMLVideoElement | null
  toggle: () => void
  toggleFull: () => void
  toggleMenu: (which: 'settings' | 'keys') => void
}>

/** To a second of the film, within it. */
export const seekTo = (video: HTMLVideoElement, seconds: number): void => {
  const end = Number.isFinite(video.duration) ? video.duration : 0
  video.currentTime = Math.min(Math.max(0, seconds), end)
}

const setVolume = (video: HTMLVideoElement, volume: number, muted: boolean): void => {
  video.volume = Math.min(1, Math.max(0, volume))
  video.muted = muted
  rememberVolume(video)
}

const perform = (action: KeyAction, video: HTMLVideoElement, { toggle, toggleFull, toggleMenu }: Deps): void => {
  switch (action.do) {
    case 'toggle':
      toggle()
      break
    case 'fullscreen':
      toggleFull()
      break
    case 'settings':
    case 'keys':
      toggleMenu(action.do)
      break
    case 'step':
      seekTo(video, video.currentTime + action.seconds)
      break
    case 'tenth':
      seekTo(video, (video.duration * action.of) / 10)
      break
    case 'mute':
      setVolume(video, video.volume, !video.muted)
      break
    case 'volume':
      setVolume(video, video.volume + action.by, false)
      break
    default:
      assertNever(action)
  }
}

/** One listener for as long as the player is there: one that is put anew in the midst of a key press would miss it. */
export const useKeys = (deps: Deps): void => {
  const latest = useRef(deps)
  latest.current = deps
  useEffect(() => {
    const press = (event: KeyboardEvent) => {
      const { video } = latest.current
      const action = event.defaultPrevented || isTakenBy(event.target, event.key) ? undefined : actionOf(event)
      if (!action || !video) return
      event.preventDefault()
      perform(action, video, latest.current)
    }
    addEventListener('keydown', press)
    return () => removeEventListener('keydown', press)
  }, [])
}
