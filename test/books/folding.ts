// Rows of a projection as its own handlers fold them, in memory.
import type { Happened, Projection } from '../../runtime/index.ts'

/** By key. */
export const foldAll = <R extends object>(
  projection: Projection<R>,
  happened: readonly Happened[],
): ReadonlyMap<string, R> => {
  const rows = new Map<string, R>()
  for (const one of happened) {
    if (!projection.names.has(one.event.type)) continue
    for (const key of projection.keysOf(one)) {
      const row = projection.fold(rows.get(key), one, key)
      if (row === null) rows.delete(key)
      else if (row) rows.set(key, row)
    }
  }
  return rows
}
