// A circuit breaker before the provider: after some failures in a row nobody asks for a while, then one tries.

export type BreakerState = 'closed' | 'open' | 'half-open'

export type Breaker = Readonly<{
  /** True when a call may be made now; half open, for one caller until it has told how it went. */
  enter(now: number): boolean
  succeeded(): void
  failed(now: number): void
  state(now: number): BreakerState
  /** when the next call may be made, ms since 1970; 0 when now */
  opensAt(): number
}>

export type BreakerSettings = Readonly<{
  /** failures in a row */
  opensAfter: number
  /** ms of silence */
  rest: number
}>

export const createBreaker = ({ opensAfter, rest }: BreakerSettings): Breaker => {
  let failures = 0
  let until = 0
  let probing = false

  const state = (now: number): BreakerState => (failures < opensAfter ? 'closed' : now < until ? 'open' : 'half-open')

  return {
    state,
    opensAt: () => (failures < opensAfter ? 0 : until),
    enter: (now) => {
      const is = state(now)
      if (is === 'open' || (is === 'half-open' && probing)) return false
      if (is === 'half-open') probing = true
      return true
    },
    succeeded: () => {
      failures = 0
      probing = false
    },
    failed: (now) => {
      failures += 1
      probing = false
      if (failures >= opensAfter) until = now + rest
    },
  }
}
