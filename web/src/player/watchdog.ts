// Asks the edge whether the session is still open, when nothing else asks it: a film that lies wholly in the buffer
// would otherwise play on after it was taken down.
import { problemOf } from '../api/problem.ts'

const whilePlaying = 5_000
const whilePaused = 30_000

type Deps = Readonly<{
  /** the master playlist with the token of now */
  address: () => string
  paused: () => boolean
  /** 401: the token ended; 403: the session is closed */
  onRefused: (status: number) => void
}>

export type Watchdog = Readonly<{ seen(): void; stop(): void }>

export const watchSession = ({ address, paused, onRefused }: Deps): Watchdog => {
  let last = performance.now()
  let asking = false
  const ask = async () => {
    asking = true
    try {
      const answer = await fetch(address(), { cache: 'no-store', signal: AbortSignal.timeout(8_000) })
      if (answer.ok) await answer.text()
      else if (answer.status < 500) onRefused((await problemOf(answer)).status)
      last = performance.now()
    } catch {
      // Not reached: that is the player's own trouble, and it tells.
    } finally {
      asking = false
    }
  }
  const timer = setInterval(() => {
    const quiet = performance.now() - last
    if (!asking && quiet >= (paused() ? whilePaused : whilePlaying)) void ask()
  }, 1_000)
  return {
    seen: () => {
      last = performance.now()
    },
    stop: () => clearInterval(timer),
  }
}
