// Reads something for a component and keeps it fresh.
import { useCallback, useEffect, useRef, useSyncExternalStore } from 'react'
import { reload, type Snapshot, snapshotOf, subscribe } from './resource.ts'

const nothing: Snapshot<never> = { loading: false }

/** What is known under `key`; `null` reads nothing. Reads again every `everyMs` when given. */
export const useResource = <T>(
  key: string | null,
  load: (signal: AbortSignal) => Promise<T>,
  everyMs?: number,
): Snapshot<T> & Readonly<{ again: () => void }> => {
  const latest = useRef(load)
  latest.current = load
  const again = useCallback(() => {
    if (key !== null) void reload(key, (signal) => latest.current(signal))
  }, [key])
  const listen = useCallback((changed: () => void) => (key === null ? () => {} : subscribe(key, changed)), [key])
  const snapshot = useSyncExternalStore(listen, () => (key === null ? nothing : snapshotOf<T>(key)))

  useEffect(again, [again])
  useEffect(() => {
    if (everyMs === undefined) return
    const timer = setInterval(() => document.visibilityState === 'visible' && again(), everyMs)
    return () => clearInterval(timer)
  }, [again, everyMs])

  return { ...snapshot, again }
}
