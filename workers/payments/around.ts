// The same around every call of a port: a circuit breaker, a place among those that may be made at once.

export type Around = <T>(call: () => Promise<T>) => Promise<T>

type Port = Readonly<Record<string, unknown>>

/** What is no method stays as it is. */
export const around = <P extends Port>(port: P, wrap: Around): P => {
  const wrapped = Object.entries(port).map(([name, member]) => {
    if (typeof member !== 'function') return [name, member]
    return [name, (...args: readonly unknown[]) => wrap(() => member(...args))]
  })
  return Object.fromEntries(wrapped) as P
}

/** A bulkhead: so many calls at once, the others in line. A provider that is slow holds up no more of this process. */
export const atMost = (limit: number): Around => {
  const line: (() => void)[] = []
  let running = 0
  return async (call) => {
    if (running >= limit) await new Promise<void>((resolve) => line.push(resolve))
    else running++
    try {
      return await call()
    } finally {
      const next = line.shift()
      // The place goes to who waited longest: nobody who comes now gets in between.
      if (next) next()
      else running--
    }
  }
}
