// What a transaction in the making has changed, over the local store: read through, written only after the commit.
import type { StoreReader, StoreWriter } from '../store.ts'

export type Overlay = Readonly<{
  get<T>(key: string): T | undefined
  put(key: string, value: unknown): void
  delete(key: string): void
  /** Entries whose keys begin so, in the order of their keys. */
  range<T>(prefix: string, limit?: number): readonly (readonly [key: string, value: T])[]
  /** Writes all changes; call it inside the store's write. */
  flush(writer: Pick<StoreWriter, 'put' | 'delete'>): void
  /** Forgets the changes: they were flushed. */
  clear(): void
}>

const GONE = Symbol('deleted')

export const overlayOn = (store: Pick<StoreReader, 'get' | 'range'>): Overlay => {
  // By space (the first letter of a key), so that a look at the timers does not walk over the state.
  const spaces = new Map<string, Map<string, unknown>>()
  const spaceOf = (key: string): Map<string, unknown> => {
    const space = spaces.get(key.charAt(0)) ?? new Map<string, unknown>()
    spaces.set(key.charAt(0), space)
    return space
  }

  return {
    get: <T>(key: string) => {
      const changed = spaceOf(key).get(key)
      if (changed === GONE) return undefined
      return changed === undefined ? store.get<T>(key) : (changed as T)
    },
    put: (key, value) => void spaceOf(key).set(key, value),
    delete: (key) => void spaceOf(key).set(key, GONE),
    range: <T>(prefix: string, limit = Number.POSITIVE_INFINITY) => {
      const own = spaceOf(prefix)
        .entries()
        .filter(([key]) => key.startsWith(prefix))
        .toArray()
      const bounded = Number.isFinite(limit) ? { limit: limit + own.length } : {}
      const kept = store.range<T>({ from: prefix, until: `${prefix}\u{10ffff}`, ...bounded })
      if (!own.length) return kept.slice(0, limit)
      const changed = new Map(own)
      const all = [...kept.filter(([key]) => !changed.has(key)), ...own.filter(([, value]) => value !== GONE)]
      return (all as [string, T][]).sort(([a], [b]) => (a < b ? -1 : 1)).slice(0, limit)
    },
    flush: (writer) => {
      for (const space of spaces.values())
        for (const [key, value] of space) value === GONE ? writer.delete(key) : writer.put(key, value)
    },
    clear: () => spaces.clear(),
  }
}
