// The thumbnails of a film, when there are any.
import { useEffect, useState } from 'react'
import { loadThumbnails, type Thumbnail } from './thumbnails.ts'

export const useThumbnails = (address: string | null | undefined): readonly Thumbnail[] => {
  const [thumbnails, setThumbnails] = useState<readonly Thumbnail[]>([])
  useEffect(() => {
    if (!address) return
    const stop = new AbortController()
    void loadThumbnails(address, stop.signal).then((loaded) => !stop.signal.aborted && setThumbnails(loaded))
    return () => stop.abort()
  }, [address])
  return thumbnails
}
