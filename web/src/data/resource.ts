// What pages have read, kept while they are open: shown at once when one comes back, then read again.

export type Snapshot<T> = Readonly<{ data?: T; error?: unknown; loading: boolean }>

type Load = (signal: AbortSignal) => Promise<unknown>
type Entry = { snapshot: Snapshot<unknown>; listeners: Set<() => void>; load?: Load; stop?: AbortController }

const entries = new Map<string, Entry>()
const most = 200

const entryOf = (key: string): Entry => {
  const known = entries.get(key)
  if (known) return known
  for (const [old, entry] of entries) {
    if (entries.size < most) break
    if (!entry.listeners.size) entries.delete(old)
  }
  const fresh: Entry = { snapshot: { loading: true }, listeners: new Set() }
  entries.set(key, fresh)
  return fresh
}

const show = (entry: Entry, snapshot: Snapshot<unknown>): void => {
  entry.snapshot = snapshot
  for (const listener of entry.listeners) listener()
}

export const snapshotOf = <T>(key: string): Snapshot<T> => entryOf(key).snapshot as Snapshot<T>

/** Reads again; what was shown stays until the answer is there. A newer reading stops an older one. */
export const reload = async (key: string, load?: Load): Promise<void> => {
  const entry = entryOf(key)
  if (load) entry.load = load
  if (!entry.load) return
  entry.stop?.abort()
  const stop = new AbortController()
  entry.stop = stop
  show(entry, { ...entry.snapshot, loading: true })
  try {
    const data = await entry.load(stop.signal)
    if (!stop.signal.aborted) show(entry, { data, loading: false })
  } catch (error) {
    if (!stop.signal.aborted) show(entry, { ...entry.snapshot, error, loading: false })
  }
}

export const subscribe = (key: string, listener: () => void): (() => void) => {
  const entry = entryOf(key)
  entry.listeners.add(listener)
  return () => {
    entry.listeners.delete(listener)
    if (!entry.listeners.size) entry.stop?.abort()
  }
}

/** After a command: what begins with `prefix` is read again where it is shown, and forgotten where it is not. */
export const invalidate = (...prefixes: readonly string[]): void => {
  for (const [key, entry] of entries) {
    if (!prefixes.some((prefix) => key.startsWith(prefix))) continue
    if (entry.listeners.size) void reload(key)
    else entries.delete(key)
  }
}

/** Another person: nothing that was read holds any more. */
export const forgetAll = (): void => invalidate('')

/** Shows changed data without asking, as when a live route told it. */
export const change = <T>(key: string, update: (data: T) => T): void => {
  const entry = entries.get(key)
  const data = entry?.snapshot.data as T | undefined
  if (entry && data !== undefined) show(entry, { ...entry.snapshot, data: update(data) })
}
