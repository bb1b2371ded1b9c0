// What a transaction in the making has changed, over the local store: read through, written only after the commit.
// What was read or written last stays at hand in memory.
import type { StoreReader, StoreWriter } from '../store.ts'

export type Overlay = Readonly<{
  get<T>(key: string): T | undefined
  put(key: string, value: unknown): void
  delete(key: string): void
  /** Entries whose keys begin so, in the order of their keys. */
  range<T>(prefix: string, limit?: number): readonly (readonly [key: string, value: T])[]
  /** Writes all changes; call it inside the store's write. */
  flush(writer: Pick<StoreWriter, 'put' | 'delete'>): void
  /** The changes were flushed: from here on they are what is kept. */
  clear(): void
}>

const GONE = Symbol('deleted')

/** `atHand`: entries kept in memory beside the changes; beyond it all are let go and read from the store again. */
export const overlayOn = (store: Pick<StoreReader, 'get' | 'range'>, atHand = 50_000): Overlay => {
  // By space (the first letter of a key), so that a look at the timers does not walk over the state.
  const spaces = new Map<string, Map<string, unknown>>()
  const spaceOf = (key: string): Map<string, unknown> => {
    const known = spaces.get(key.charAt(0))
    if (known) return known
    const space = new Map<string, unknown>()
    spaces.set(key.charAt(0), space)
    return space
  }
  const kept = new Map<string, unknown>()
  const keep = (key: string, value: unknown) => {
    if (kept.size >= atHand) kept.clear()
    if (atHand > 0) kept.set(key, value)
  }
  const fromStore = (key: string): unknown => {
    const near = kept.get(key)
    if (near !== undefined) return near === GONE ? undefined : near
    const value = store.get(key)
    keep(key, value === undefined ? GONE : value)
    return value
  }

  return {
    get: <T>(key: string) => {
      const changed = spaceOf(key).get(key)
      if (changed === GONE) return undefined
      return (changed === undefined ? fromStore(key) : changed) as T | undefined
    },
    put: (key, value) => void spaceOf(key).set(key, value),
    delete: (key) => void spaceOf(key).set(key, GONE),
    range: <T>(prefix: string, limit = Number.POSITIVE_INFINITY) => {
      const own = spaceOf(prefix)
        .entries()
        .filter(([key]) => key.startsWith(prefix))
        .toArray()
      const bounded = Number.isFinite(limit) ? { limit: limit + own.length } : {}
      const stored = store.range<T>({ from: prefix, until: `${prefix}\u{10ffff}`, ...bounded })
      if (!own.length) return stored.slice(0, limit)
      const changed = new Map(own)
      const all = [...stored.filter(([key]) => !changed.has(key)), ...own.filter(([, value]) => value !== GONE)]
      return (all as [string, T][]).sort(([a], [b]) => (a < b ? -1 : 1)).slice(0, limit)
    },
    flush: (writer) => {
      for (const space of spaces.values())
        for (const [key, value] of space) value === GONE ? writer.delete(key) : writer.put(key, value)
    },
    clear: () => {
      for (const space of spaces.values()) {
        for (const [key, value] of space) keep(key, value)
        space.clear()
      }
    },
  }
}
