// How loud this person likes it, remembered in this browser.

const place = 'matinee.volume'

export const rememberVolume = ({ volume, muted }: HTMLVideoElement): void =>
  localStorage.setItem(place, JSON.stringify({ volume, muted }))

export const restoreVolume = (video: HTMLVideoElement): void => {
  try {
    const { volume, muted } = JSON.parse(localStorage.getItem(place) ?? '{}') as { volume?: number; muted?: boolean }
    if (typeof volume === 'number') video.volume = Math.min(1, Math.max(0, volume))
    if (typeof muted === 'boolean') video.muted = muted
  } catch {
    // Not ours to read: as loud as the browser says.
  }
}
