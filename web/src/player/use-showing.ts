// One showing for as long as its video is on the page.
import { useEffect, useRef, useState } from 'react'
import { openShowing, type Showing, type ShowingState, type Wish } from './showing.ts'

export type ShowingWish = Omit<Wish, 'video' | 'onState'>

/** The wish does not change: another wish is another video. */
export const useShowing = (video: HTMLVideoElement | null, wish: ShowingWish) => {
  const [state, setState] = useState<ShowingState>({ stage: 'opening' })
  const showing = useRef<Showing | undefined>(undefined)
  const first = useRef(wish)
  useEffect(() => {
    if (!video) return
    // After a tick, because React may take an effect back at once while it checks it.
    const timer = setTimeout(() => {
      showing.current = openShowing({ ...first.current, video, onState: setState })
    })
    return () => {
      clearTimeout(timer)
      showing.current?.leave()
      showing.current = undefined
    }
  }, [video])
  return {
    state,
    choose: (id: string) => showing.current?.choose(id),
    begin: () => showing.current?.begin(),
  }
}
