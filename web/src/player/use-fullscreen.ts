// Full screen of an element; where only a video can fill the screen (some phones), the video does.
import { useCallback, useEffect, useState } from 'react'

type OldVideo = HTMLVideoElement & { webkitEnterFullscreen?: () => void }

export const useFullscreen = (element: HTMLElement | null, video: HTMLVideoElement | null) => {
  const [full, setFull] = useState(false)
  useEffect(() => {
    const look = () => setFull(document.fullscreenElement !== null)
    document.addEventListener('fullscreenchange', look)
    return () => document.removeEventListener('fullscreenchange', look)
  }, [])
  const toggle = useCallback(() => {
    if (document.fullscreenElement) void document.exitFullscreen()
    else if (element?.requestFullscreen) element.requestFullscreen().catch(() => {})
    else (video as OldVideo | null)?.webkitEnterFullscreen?.()
  }, [element, video])
  return [full, toggle] as const
}
