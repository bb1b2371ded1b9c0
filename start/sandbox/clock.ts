// Runs due work and sleeps until the next is due: one timer, woken early when something new comes.

/** `work` returns when it wants to run again (ms since 1970), or undefined when only `wake` need call it. */
export const openClock = (work: () => number | undefined, now: () => number, onError: (error: unknown) => void) => {
  let timer: NodeJS.Timeout | undefined
  let stopped = false

  const run = (): void => {
    clearTimeout(timer)
    if (stopped) return
    let next: number | undefined
    try {
      next = work()
    } catch (error) {
      onError(error)
      next = now() + 1_000
    }
    if (next !== undefined) timer = setTimeout(run, Math.min(Math.max(next - now(), 1), 60_000))
  }

  return {
    wake: (): void => {
      if (stopped) return
      clearTimeout(timer)
      timer = setTimeout(run, 0)
    },
    stop: (): void => {
      stopped = true
      clearTimeout(timer)
    },
  }
}
