// Waiting between tries: longer each time, never in step with others, ended at once by a stop.
import { setTimeout as sleep } from 'node:timers/promises'

export type Backoff = Readonly<{
  /** ms before the second try, doubled each time */
  first: number
  /** ms at most */
  most: number
}>

/** Between half and all of the step, so that many who failed together do not come back together. */
export const backoffMs = (attempt: number, { first, most }: Backoff): number => {
  const step = Math.min(most, first * 2 ** Math.min(attempt - 1, 30))
  return step / 2 + (Math.random() * step) / 2
}

/** Waits, or returns early when the signal is aborted. */
export const pause = async (ms: number, signal: AbortSignal): Promise<void> => {
  await sleep(ms, undefined, { signal }).catch(() => undefined)
}

/** As long as the work takes, `ms` at most: what a broker does not answer is not to hold up an end. */
export const atMost = async (ms: number, work: Promise<unknown> | undefined): Promise<void> => {
  const done = new AbortController()
  await Promise.race([work, pause(ms, done.signal)]).finally(() => done.abort())
}

export const backOff = (attempt: number, backoff: Backoff, signal: AbortSignal): Promise<void> =>
  pause(backoffMs(attempt, backoff), signal)

/** Tries until it succeeds; undefined when the signal ended that. `onFailed` hears of each failure. */
export const untilDone = async <T>(
  work: () => Promise<T>,
  backoff: Backoff,
  signal: AbortSignal,
  onFailed: (error: unknown, attempt: number) => void = () => undefined,
): Promise<T | undefined> => {
  for (let attempt = 1; !signal.aborted; attempt++)
    try {
      return await work()
    } catch (error) {
      onFailed(error, attempt)
      await backOff(attempt, backoff, signal)
    }
  return undefined
}
