// Whether the payment provider is asked at the moment: said by the workers that ask it, heard by who takes orders.
import type { Cache } from './redis.ts'

/**
 * Nobody takes it back, it lapses when no worker says it any more: one whose circuit is closed could not know whether
 * another's is open, and one that was killed takes nothing back.
 */
const key = 'payments-circuit'
const lapsesAfter = 3

/** ms between two times that a worker says it: lost once, it still stands */
export const sayEvery = 1_000

/** `until`: when the provider is tried next, ms since 1970. */
export const sayCircuitOpen = (cache: Pick<Cache, 'set'>, until: number): Promise<void> =>
  cache.set(key, String(until), lapsesAfter)

/** Undefined while the provider is asked; else when it is tried next, ms since 1970. */
export type Circuit = Readonly<{ openUntil(): Promise<number | undefined> }>

const remembered = 1_000

/** Without Redis it is closed: orders are taken, and wait for their payment. */
export const circuitIn = (cache: Pick<Cache, 'get'>, now: () => number = Date.now): Circuit => {
  let asked = { at: Number.NEGATIVE_INFINITY, answer: Promise.resolve<string | undefined>(undefined) }
  return {
    openUntil: async () => {
      if (now() - asked.at >= remembered) asked = { at: now(), answer: cache.get(key) }
      const until = await asked.answer
      return until === undefined ? undefined : Number(until)
    },
  }
}
