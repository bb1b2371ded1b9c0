// A provider behind a circuit breaker: while it is down it is not asked, and everybody hears so at once.
import { around } from './around.ts'
import type { Breaker } from './breaker.ts'
import { ProviderUnavailable } from './provider.ts'

/** A refusal is an answer. */
export const guarded = <P extends Readonly<Record<string, unknown>>>(port: P, breaker: Breaker, now: () => number): P =>
  around(port, async (call) => {
    const attempt = breaker.enter(now())
    if (!attempt) throw new ProviderUnavailable('the provider is not asked: its circuit is open')
    try {
      const result = await call()
      attempt.succeeded(now())
      return result
    } catch (error) {
      if (error instanceof ProviderUnavailable) attempt.failed(now())
      else attempt.succeeded(now())
      throw error
    }
  })
