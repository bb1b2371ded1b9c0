// For specs: waits until something holds, checking often; fails with what was seen last.
import { setTimeout as wait } from 'node:timers/promises'

/** Resolves with the first value of `look` that is neither undefined nor false; rejects after `within` ms. */
export const eventually = async <T>(
  what: string,
  look: () => T | undefined | false | Promise<T | undefined | false>,
  within = 60_000,
): Promise<T> => {
  const end = Date.now() + within
  for (;;) {
    const seen = await look()
    if (seen !== undefined && seen !== false) return seen
    if (Date.now() > end) throw new Error(`did not happen within ${within} ms: ${what}`)
    await wait(5)
  }
}
