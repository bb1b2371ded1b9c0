// How the process of a room ends: in order on a signal, with an exit code that says whether it did.
import type { Logger } from './logger.ts'

/** Less than the 30 s that supervisors usually give before they kill. */
const graceMs = 25_000

/**
 * From now on SIGTERM or SIGINT calls `stop` once and ends this process: with 0 when all was stopped in order, with 1
 * when `stop` rejects or takes longer than 25 s, with 130 at once at a second signal.
 */
export const untilStopped = (logger: Logger, stop: () => Promise<unknown>): void => {
  let stopping = false
  const fail = (error: unknown): void => {
    logger.error({ err: error }, 'did not stop in order')
    process.exit(1)
  }
  const end = (signal: NodeJS.Signals): void => {
    if (stopping) process.exit(130)
    stopping = true
    logger.info({ signal }, 'stopping')
    setTimeout(() => fail(new Error(`not stopped within ${graceMs / 1_000} s`)), graceMs).unref()
    stop().then(() => process.exit(0), fail)
  }
  for (const signal of ['SIGTERM', 'SIGINT'] as const) process.on(signal, end)
}
