// The server's time as a value that moves.
import { useEffect, useState } from 'react'
import { serverNow } from '../api/server-clock.ts'

/** ms since 1970, renewed every `everyMs`. */
export const useNow = (everyMs = 1_000): number => {
  const [now, setNow] = useState(serverNow)
  useEffect(() => {
    const timer = setInterval(() => setNow(serverNow()), everyMs)
    return () => clearInterval(timer)
  }, [everyMs])
  return now
}
