// What was laid aside, in a keyed store: kept in the same write as the position and whatever else the consumer does.
import type { ParkedStore, Untold } from './lots.ts'
import type { Parked, Parking, Settled } from './parking.ts'
import { type KeyedStore, StaleStore, type StoreReader, type StoreWriter } from './store.ts'

type Entry = Readonly<{ parked: Parked; change: number; settled?: Settled; isTold: boolean }>

const prefixOf = (topic: string, partition: number) => `parked/${topic}/${partition}/`
const keyOf = (topic: string, partition: number, offset: bigint) =>
  prefixOf(topic, partition) + String(offset).padStart(20, '0')

const entriesOf = (store: StoreReader, topic: string, partition: number) => {
  const from = prefixOf(topic, partition)
  return store.range<Entry>({ from, until: `${from.slice(0, -1)}0` })
}

/** Throws StaleStore when something that is settled is not laid aside (any more). */
export const keepParked = (store: StoreWriter, topic: string, partition: number, { park, settle }: Parking): void => {
  for (const settled of settle) {
    const key = keyOf(topic, partition, settled.offset)
    const entry = store.get<Entry>(key)
    if (!entry || entry.settled) throw new StaleStore(`${key} is not laid aside`)
    store.put(key, { ...entry, settled, change: entry.change + 1, isTold: false })
  }
  for (const parked of park) {
    const key = keyOf(topic, partition, parked.record.offset)
    store.put(key, { parked, change: (store.get<Entry>(key)?.change ?? 0) + 1, isTold: false })
  }
}

/** Synchronous underneath; whoever writes the position writes `keepParked` beside it. */
export const storeParked = (store: KeyedStore): ParkedStore => ({
  parked: async (topic, partition) =>
    entriesOf(store, topic, partition).flatMap(([, { parked, settled }]) => (settled ? [] : [parked])),
  untold: async (topic, partition) =>
    entriesOf(store, topic, partition).flatMap(([, { parked, settled, change, isTold }]): Untold[] => {
      const { offset } = parked.record
      if (isTold) return []
      return [settled ? { offset, change, settled } : { offset, change, parked }]
    }),
  told: async (topic, partition, changes) => {
    store.write([], (writer) => {
      for (const { offset, change } of changes) {
        const key = keyOf(topic, partition, offset)
        const entry = writer.get<Entry>(key)
        if (entry?.change !== change) continue
        if (entry.settled) writer.delete(key)
        else writer.put(key, { ...entry, isTold: true })
      }
    })
  },
})
