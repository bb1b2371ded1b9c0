// Follows a live route for as long as a component is shown.
import { useEffect, useRef, useState } from 'react'
import { follow, type LiveState } from '../api/live.ts'

/** Calls `onEvent` with the event's name and its JSON. `path` null follows nothing. */
export const useLive = (path: string | null, onEvent: (event: string, data: unknown) => void): LiveState => {
  const [state, setState] = useState<LiveState>('connecting')
  const latest = useRef(onEvent)
  latest.current = onEvent
  useEffect(() => {
    if (path === null) return
    const stop = new AbortController()
    void follow({
      path,
      signal: stop.signal,
      onState: (next) => setState(next),
      onEvent: ({ event, data }) => latest.current(event, JSON.parse(data)),
    })
    return () => stop.abort()
  }, [path])
  return state
}
