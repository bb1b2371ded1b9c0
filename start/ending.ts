// How a long-running program of ours ends: in order on the first signal, at once on a second, and after its parent.
import net from 'node:net'

/** Signals that a terminal sends twice (to us and through npm) within this time are one. */
const sameSignalMs = 1_000
/** Less than the 30 s that supervisors usually give before they kill. */
const graceMs = 25_000

/**
 * Calls `stop` once, on SIGINT, SIGTERM or SIGHUP, then exits with 0; with 1 when `stop` rejects or takes longer than
 * `withinMs`. A later second signal gives up waiting: the guard ends what is left. Returns the way to end from within,
 * with an exit code.
 */
export const endWith = (
  stop: () => Promise<void>,
  say: (text: string) => void,
  withinMs = graceMs,
): ((code: number) => void) => {
  let since: number | undefined
  const end = (code: number): void => {
    if (since !== undefined) {
      if (Date.now() - since < sameSignalMs) return
      say('not waiting any longer')
      process.exit(130)
    }
    since = Date.now()
    setTimeout(() => {
      say(`not stopped within ${withinMs / 1_000} s`)
      process.exit(1)
    }, withinMs).unref()
    stop().then(
      () => process.exit(code),
      (error: unknown) => {
        say(`while stopping: ${error instanceof Error ? error.message : String(error)}`)
        process.exit(1)
      },
    )
  }
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => end(0))
  followParent(() => end(1))
  return end
}

/** A parent that is killed cannot pass anything on: the pipe it held closes, or npm's child gets another parent. */
const followParent = (gone: () => void): void => {
  const descriptor = Number(process.env.MATINEE_PARENT_FD)
  delete process.env.MATINEE_PARENT_FD
  if (descriptor) {
    const pipe = new net.Socket({ fd: descriptor, readable: true, writable: false })
    pipe
      .on('error', () => undefined)
      .on('close', gone)
      .resume()
      .unref()
  }
  if (!process.env.npm_lifecycle_event) return
  const parent = process.ppid
  const watching = setInterval(() => {
    if (process.ppid === parent) return
    clearInterval(watching)
    gone()
  }, 500)
  watching.unref()
}
