// A circuit breaker before the provider: after too many failures nobody asks for a while, then one tries.

export type BreakerState = 'closed' | 'open' | 'half-open'

/** A call that may be made: how it went is told once. Told late, of a circuit that opened meanwhile, it changes nothing. */
export type Attempt = Readonly<{ succeeded(now: number): void; failed(now: number): void }>

export type Breaker = Readonly<{
  /** Undefined when no call may be made now; half open, one caller gets through until it has told how it went. */
  enter(now: number): Attempt | undefined
  state(now: number): BreakerState
  /** Whoever comes now is turned away: it is open, or another is trying. */
  isShut(now: number): boolean
  /** when the next call may be made, ms since 1970; 0 when now */
  opensAt(): number
}>

export type BreakerSettings = Readonly<{
  /** failures in a row */
  opensAfter: number
  /** or half of the calls that ended within `within` ms, when these are so many */
  opensAtHalfOf: number
  within: number
  /** ms of silence */
  rest: number
  opened?: () => void
  closed?: () => void
}>

export const createBreaker = (settings: BreakerSettings): Breaker => {
  const { opensAfter, opensAtHalfOf, within, rest, opened, closed } = settings
  let inARow = 0
  let calls: { at: number; failed: boolean }[] = []
  /** undefined: closed */
  let until: number | undefined
  let probing = false

  const state = (now: number): BreakerState => (until === undefined ? 'closed' : now < until ? 'open' : 'half-open')

  const open = (now: number): void => {
    until = now + rest
    probing = false
    opened?.()
  }
  const ended = (now: number, failed: boolean): void => {
    if (until !== undefined) return
    inARow = failed ? inARow + 1 : 0
    calls = [...calls.filter(({ at }) => now - at < within), { at: now, failed }]
    const failures = calls.filter((call) => call.failed).length
    if (inARow >= opensAfter || (calls.length >= opensAtHalfOf && failures * 2 >= calls.length)) open(now)
  }
  const close = (): void => {
    ;[inARow, calls, until, probing] = [0, [], undefined, false]
    closed?.()
  }
  const usual: Attempt = { succeeded: (now) => ended(now, false), failed: (now) => ended(now, true) }

  return {
    state,
    isShut: (now) => state(now) === 'open' || probing,
    opensAt: () => until ?? 0,
    enter: (now) => {
      if (until === undefined) return usual
      if (now < until || probing) return undefined
      probing = true
      return { succeeded: close, failed: open }
    },
  }
}
