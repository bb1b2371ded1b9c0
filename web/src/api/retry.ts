// Sends again what may be sent again: with the same key a command is done once however often it arrives.
import { type ApiError, isUnsettled } from './problem.ts'

export type RetryRule = Readonly<{ tries: number; firstMs: number; maxMs: number }>

export const commandRetry: RetryRule = { tries: 5, firstMs: 400, maxMs: 8_000 }
export const queryRetry: RetryRule = { tries: 3, firstMs: 300, maxMs: 2_000 }

/** How long to wait after the nth failure (from 1): doubling, with a random half, or what the server asked for. */
export const delayAfter = (rule: RetryRule, failures: number, retryAfter?: number, random = Math.random()): number => {
  if (retryAfter !== undefined) return Math.min(retryAfter * 1000, 30_000)
  const full = Math.min(rule.firstMs * 2 ** (failures - 1), rule.maxMs)
  return full / 2 + (full / 2) * random
}

/** Resolves after `ms`; rejects with the signal's reason when it is aborted first. */
export const pause = (ms: number, signal?: AbortSignal): Promise<void> =>
  new Promise((resolve, reject) => {
    const stop = () => {
      clearTimeout(timer)
      reject(signal?.reason)
    }
    const timer = setTimeout(() => {
      signal?.removeEventListener('abort', stop)
      resolve()
    }, ms)
    if (signal?.aborted) stop()
    else signal?.addEventListener('abort', stop, { once: true })
  })

/** Told at once instead: nobody shall pay later than they see, nor after they have closed the page's question. */
const isTold = ({ type }: ApiError): boolean => type === 'payments-unavailable'

/** Runs `attempt` until it settles: an answer, or a refusal that another try would not change. */
export const retrying = async <T>(
  rule: RetryRule,
  attempt: () => Promise<T>,
  signal?: AbortSignal,
  failures = 0,
): Promise<T> => {
  try {
    return await attempt()
  } catch (error) {
    if (!isUnsettled(error) || isTold(error) || failures + 1 >= rule.tries) throw error
    await pause(delayAfter(rule, failures + 1, error.retryAfter), signal)
    return retrying(rule, attempt, signal, failures + 1)
  }
}
