// So many at once, the others wait in order.

/** Runs `work` when there is room; one that is aborted while it waits is not run. */
export type Limit = <R>(signal: AbortSignal, work: () => Promise<R>) => Promise<R | undefined>

export const limit = (atOnce: number): Limit => {
  const waiting: (() => void)[] = []
  let running = 0

  const enter = async (signal: AbortSignal): Promise<void> => {
    if (running < atOnce) {
      running++
      return
    }
    const { promise, resolve } = Promise.withResolvers<void>()
    waiting.push(resolve)
    const giveUp = () => resolve()
    signal.addEventListener('abort', giveUp, { once: true })
    await promise
    signal.removeEventListener('abort', giveUp)
    const place = waiting.indexOf(resolve)
    // Aborted before its turn came: it takes no place.
    if (place >= 0) {
      waiting.splice(place, 1)
      running++
    }
  }

  const leave = () => {
    const next = waiting.shift()
    if (next) next()
    else running--
  }

  return async (signal, work) => {
    await enter(signal)
    try {
      return signal.aborted ? undefined : await work()
    } finally {
      leave()
    }
  }
}
