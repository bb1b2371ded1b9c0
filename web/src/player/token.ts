// The playback token: it stands in the path of every request, and a film may be longer than its token lives.
import type { RenewedToken } from '../api/playback.ts'
import { ApiError } from '../api/problem.ts'
import { serverNow } from '../api/server-clock.ts'

/** Puts the token of now where an older one stands: /play/TOKEN/FILM/…; other addresses stay as they are. */
export const withToken = (url: string, token: string): string => url.replace(/\/play\/[^/]+\//, `/play/${token}/`)

const mostEarly = 60_000

/** When to renew a token that lives `life` ms: a minute before its end, or in the middle of a short life. */
export const renewAfter = (life: number): number => Math.max(500, life - Math.min(mostEarly, life / 2))

export type HeldToken = Readonly<{ current(): string; renew(): Promise<void>; stop(): void }>

type Token = Pick<RenewedToken, 'token' | 'tokenExpiresAt'>
type Deps = Readonly<{
  first: Token
  /** rejects with an ApiError; 401, 403 and 404 mean that the session is over */
  ask: () => Promise<Token>
  onClosed: () => void
}>

const againAfter = 3_000

/** Keeps the token fresh until it is stopped or the session is closed. */
export const holdToken = ({ first, ask, onClosed }: Deps): HeldToken => {
  let { token } = first
  let timer: ReturnType<typeof setTimeout> | undefined
  let stopped = false
  let renewing: Promise<void> | undefined

  const schedule = (ms: number) => {
    clearTimeout(timer)
    if (!stopped) timer = setTimeout(() => renew().catch(() => {}), ms)
  }
  const renewOnce = async (): Promise<void> => {
    try {
      const renewed = await ask()
      token = renewed.token
      schedule(renewAfter(Date.parse(renewed.tokenExpiresAt) - serverNow()))
    } catch (error) {
      const over = error instanceof ApiError && [401, 403, 404].includes(error.status)
      if (over && !stopped) onClosed()
      else schedule(againAfter)
      throw error
    }
  }
  const renew = (): Promise<void> => {
    renewing ??= renewOnce().finally(() => {
      renewing = undefined
    })
    return renewing
  }

  schedule(renewAfter(Date.parse(first.tokenExpiresAt) - serverNow()))
  return {
    current: () => token,
    renew,
    stop: () => {
      stopped = true
      clearTimeout(timer)
    },
  }
}
