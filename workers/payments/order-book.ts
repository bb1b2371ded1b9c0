// The open orders in the local store, with the position in the same write: a lost file is made anew from the log.
import {
  type KeyedStore,
  keepParked,
  openStore,
  type ParkedStore,
  type Parking,
  storeParked,
} from '../../runtime/index.ts'
import { foldOrder, type OpenOrder, type OrderEvent } from './open-order.ts'

/** Raise it when foldOrder or OpenOrder changes: the file is then made anew. */
const codeVersion = '1'

/** How long an order that ended unpaid is looked after: Stripe repeats webhooks for three days. */
const watchOver = 7 * 86_400_000

export type Told = Readonly<{ event: OrderEvent; meta: Readonly<{ partition: number; simulated: boolean }> }>
export type Batch = Readonly<{
  topic: string
  partition: number
  from: bigint | undefined
  next: bigint
  parking?: Parking
}>

export type OrderBook = Readonly<{
  /** The next offset wanted of a partition. */
  position(topic: string, partition: number): bigint | undefined
  /** Folds the events; returns the ids of the orders that they are about. Throws StaleStore. */
  apply(batch: Batch, events: readonly Told[]): ReadonlySet<string>
  get(orderId: string): OpenOrder | undefined
  /** what was laid aside, written with the position */
  parked: ParkedStore
  /** All open orders of a partition. */
  open(partition: number): readonly OpenOrder[]
  close(): void
}>

const openKey = (partition: number, orderId: string) => `open/${partition}/${orderId}`
const placeKey = (orderId: string) => `place/${orderId}`

export const openOrderBook = (file: string): OrderBook => {
  const store: KeyedStore = openStore({ file })
  if (store.meta('version') !== codeVersion) {
    store.clear()
    store.write([], (writer) => writer.setMeta('version', codeVersion))
  }

  const get = (orderId: string): OpenOrder | undefined => {
    const partition = store.get<number>(placeKey(orderId))
    return partition === undefined
      ? store.recall<OpenOrder>(orderId)
      : store.get<OpenOrder>(openKey(partition, orderId))
  }

  return {
    position: (topic, partition) => store.position(`${topic}/${partition}`),
    get,
    open: (partition) =>
      store.range<OpenOrder>({ from: `open/${partition}/`, until: `open/${partition}0` }).map(([, order]) => order),
    parked: storeParked(store),
    apply: ({ topic, partition, from, next, parking }, events) =>
      store.write([{ source: `${topic}/${partition}`, from, next }], (writer) => {
        if (parking) keepParked(writer, topic, partition, parking)
        for (const { event, meta } of events) {
          const { orderId } = event
          const after = foldOrder(get(orderId), event, meta)
          if (after?.status === 'open') {
            writer.put(placeKey(orderId), partition)
            writer.put(openKey(partition, orderId), after)
            continue
          }
          writer.delete(placeKey(orderId))
          writer.delete(openKey(partition, orderId))
          if (after) writer.remember(orderId, event.at, after)
          writer.forgetBefore(event.at - watchOver, 10)
        }
        return new Set(events.map(({ event }) => event.orderId))
      }),
    close: () => store.close(),
  }
}
