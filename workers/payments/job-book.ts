// The open jobs in the local store, with the position in the same write: a lost file is made anew from the log.
import {
  type Batch,
  type KeyedStore,
  keepParked,
  openStore,
  type ParkedStore,
  type StoreWriter,
  storeParked,
} from '../../runtime/index.ts'
import { type Change, foldJobs, isOver, type Job, type PaymentEvent } from './jobs.ts'
import type { Place } from './open-refund.ts'

/** Raise it when foldJobs or Job changes: the file is then made anew. */
const codeVersion = '4'

/** How long an order that ended unpaid is looked after: Stripe repeats webhooks for three days. */
const watchOver = 7 * 86_400_000

export type Told = Readonly<{ event: PaymentEvent; meta: Place }>

/** A job that an event changed, and by which event. */
export type News = Readonly<{ jobId: string; event: PaymentEvent }>

export type JobBook = Readonly<{
  /** The next offset wanted of a partition. */
  position(topic: string, partition: number): bigint | undefined
  /** Folds the events; returns what they changed, in their order. Throws StaleStore. */
  apply(batch: Batch, events: readonly Told[]): readonly News[]
  get(jobId: string): Job | undefined
  /** It is done without an event that tells so. */
  done(jobId: string): void
  /** what was laid aside, written with the position */
  parked: ParkedStore
  /** All open jobs of a partition. */
  open(partition: number): readonly Job[]
  close(): void
}>

const openKey = (partition: number, jobId: string) => `open/${partition}/${jobId}`
const placeKey = (jobId: string) => `place/${jobId}`

export const openJobBook = (file: string): JobBook => {
  const store: KeyedStore = openStore({ file })
  if (store.meta('version') !== codeVersion) {
    store.clear()
    store.write([], (writer) => writer.setMeta('version', codeVersion))
  }

  const get = (jobId: string): Job | undefined => {
    const partition = store.get<number>(placeKey(jobId))
    return partition === undefined ? store.recall<Job>(jobId) : store.get<Job>(openKey(partition, jobId))
  }

  const remove = (writer: StoreWriter, jobId: string, partition: number) => {
    writer.delete(placeKey(jobId))
    writer.delete(openKey(partition, jobId))
  }

  const change = (writer: StoreWriter, partition: number, at: number, [jobId, after]: Change) => {
    if (after && !isOver(after)) {
      writer.put(placeKey(jobId), partition)
      writer.put(openKey(partition, jobId), after)
      return
    }
    remove(writer, jobId, partition)
    if (after) writer.remember(jobId, at, after)
    writer.forgetBefore(at - watchOver, 10)
  }

  return {
    position: (topic, partition) => store.position(`${topic}/${partition}`),
    get,
    open: (partition) =>
      store.range<Job>({ from: `open/${partition}/`, until: `open/${partition}0` }).map(([, job]) => job),
    done: (jobId) => {
      const partition = store.get<number>(placeKey(jobId))
      if (partition !== undefined) store.write([], (writer) => remove(writer, jobId, partition))
    },
    parked: storeParked(store),
    apply: ({ topic, partition, from, next, parking }, events) =>
      store.write([{ source: `${topic}/${partition}`, from, next }], (writer) => {
        if (parking) keepParked(writer, topic, partition, parking)
        return events.flatMap(({ event, meta }) => {
          const changes = foldJobs(get, event, meta)
          for (const one of changes) change(writer, partition, event.at, one)
          return changes.map(([jobId]) => ({ jobId, event }))
        })
      }),
    close: () => store.close(),
  }
}
