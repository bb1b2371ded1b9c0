// What a projection laid aside, in memory: for the projection store of unit specs.
import type { ParkedStore, Untold } from './lots.ts'
import type { Parked, Parking } from './parking.ts'

export type MemoryParked = ParkedStore &
  Readonly<{
    /** Whether all that is settled is laid aside. */
    check(source: string, parking: Parking): boolean
    keep(source: string, parking: Parking): void
  }>

type Entry = Readonly<{ parked: Parked; change: number; settled?: Parking['settle'][number]; isTold: boolean }>

/** `answers` throws while the store is away. */
export const memoryParked = (answers: () => void): MemoryParked => {
  const sources = new Map<string, Map<bigint, Entry>>()
  const of = (source: string): Map<bigint, Entry> => {
    const entries = sources.get(source) ?? new Map<bigint, Entry>()
    sources.set(source, entries)
    return entries
  }
  const inOrder = (topic: string, partition: number) => {
    answers()
    return [...of(`${topic}/${partition}`)].sort(([a], [b]) => Number(a - b))
  }

  return {
    check: (source, { settle }) =>
      settle.every(({ offset }) => {
        const entry = of(source).get(offset)
        return entry !== undefined && entry.settled === undefined
      }),
    keep: (source, { park, settle }) => {
      const entries = of(source)
      for (const parked of park) {
        const { offset } = parked.record
        entries.set(offset, { parked, change: (entries.get(offset)?.change ?? 0) + 1, isTold: false })
      }
      for (const settled of settle) {
        const { parked, change } = entries.get(settled.offset) as Entry
        entries.set(settled.offset, { parked, settled, change: change + 1, isTold: false })
      }
    },
    parked: async (topic, partition) =>
      inOrder(topic, partition).flatMap(([, { parked, settled }]) => (settled ? [] : [parked])),
    untold: async (topic, partition) =>
      inOrder(topic, partition).flatMap(([offset, { parked, settled, change, isTold }]): Untold[] =>
        isTold ? [] : [settled ? { offset, change, settled } : { offset, change, parked }],
      ),
    told: async (topic, partition, changes) => {
      answers()
      const entries = of(`${topic}/${partition}`)
      for (const { offset, change } of changes) {
        const entry = entries.get(offset)
        if (entry?.change !== change) continue
        if (entry.settled) entries.delete(offset)
        else entries.set(offset, { ...entry, isTold: true })
      }
    },
  }
}
