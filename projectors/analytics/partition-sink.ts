// One partition on its way to ClickHouse: batches whose boundaries are known before they are sent, each once.
import type { ClickhouseWriter } from '../../platform/clickhouse.ts'
import {
  type Codec,
  type Happened,
  happenedOf,
  isParking,
  type KeyedStore,
  type Log,
  type LogRecord,
  type Parking,
  Poisonous,
} from '../../runtime/index.ts'
import type { Boundaries, Boundary } from './boundaries.ts'
import { rememberSeen, withoutRepeats } from './repeats.ts'
import { analyticsRecords, rowOf, type WideRow } from './rows.ts'

export type PartitionSink = Readonly<{
  /** Finishes what was begun, perhaps by another process; returns the next offset wanted. */
  settle(): Promise<bigint | undefined>
  /**
   * Takes over the records that are not in ClickHouse yet; what of them is laid aside is not among `records`, and is kept
   * with the boundary. Repeatable. Throws StaleBoundary, and Poisonous before anything is begun.
   */
  take(records: readonly LogRecord[], next: bigint, parking?: Parking): Promise<void>
  /** Inserts records that were laid aside, each once, and notes what is settled. Repeatable. Throws as `take` does. */
  takeParked(records: readonly LogRecord[], parking: Parking): Promise<void>
}>

export type SinkOptions = Readonly<{
  topic: string
  partition: number
  table: string
  log: Log
  codec: Codec
  clickhouse: Pick<ClickhouseWriter, 'insert'>
  boundaries: Boundaries
  /** seen play events and the position, in one file of its own for this partition */
  store: KeyedStore
}>

/** After so long without asking, another process may have taken the partition over: ask before sending. */
const trustFor = 5_000

type Ready = Readonly<{ events: readonly Happened[]; rows: ReadonlyMap<Happened, WideRow> }>

/** Calls must not overlap: whoever holds the sink runs them one after the other. */
export const partitionSink = (options: SinkOptions): PartitionSink => {
  const { topic, partition, table, log, codec, clickhouse, boundaries, store } = options
  const source = `${topic}/${partition}`

  /** Whatever can go wrong with a record goes wrong here, before a boundary is set. */
  const ready = async (records: readonly LogRecord[]): Promise<Ready> => {
    const events = await happenedOf(codec, records, analyticsRecords)
    const rows = new Map<Happened, WideRow>()
    const causes = new Map<bigint, unknown>()
    for (const one of events)
      try {
        rows.set(one, rowOf(one))
      } catch (error) {
        causes.set(one.meta.offset, error)
      }
    if (causes.size) throw new Poisonous(causes)
    return { events, rows }
  }

  /** For what was begun before: what cannot be read now could not be read then, and was laid aside. */
  const readable = async (records: readonly LogRecord[]): Promise<Ready> => {
    try {
      return await ready(records)
    } catch (error) {
      if (!(error instanceof Poisonous)) throw error
      return readable(records.filter(({ offset }) => !error.causes.has(offset)))
    }
  }

  const moveStore = (from: bigint | undefined, next: bigint, work: Parameters<KeyedStore['write']>[1]) =>
    store.write([{ source, from, next }], work)

  /** The store as it was at the batch's first record, whatever was lost of it: read again, without sending. */
  const bringStoreTo = async (offset: bigint) => {
    if ((store.position(source) ?? 0n) > offset) store.clear()
    const from = store.position(source)
    if (from === offset || (from === undefined && offset === 0n)) return
    await log.read({ topic, partition }, from ?? (await log.start({ topic, partition })), offset, async (records) => {
      const last = records.at(-1)
      if (!last) return
      const { changes } = withoutRepeats((await readable(records)).events, store)
      moveStore(store.position(source), last.offset + 1n, (writer) => rememberSeen(writer, changes))
    })
    if (store.position(source) !== offset) moveStore(store.position(source), offset, () => undefined)
  }

  const insert = async ({ events, rows }: Ready, token: string) => {
    const { fresh, changes } = withoutRepeats(events, store)
    const lines = fresh.map((one) => rows.get(one) as WideRow)
    if (lines.length) await clickhouse.insert(table, lines, `${table}/${source}/${token}`)
    return changes
  }

  const send = async (batch: Boundary, all: Ready, begunAt: number) => {
    if (performance.now() - begunAt > trustFor) await boundaries.check(topic, partition, batch)
    const changes = await insert(all, `${batch.from}-${batch.next}`)
    moveStore(store.position(source), batch.next, (writer) => rememberSeen(writer, changes))
  }

  /** The newest batch, after it has surely arrived: the same records as when it was begun. */
  const finish = async (): Promise<Boundary | undefined> => {
    const begun = await boundaries.latest(topic, partition)
    if (!begun) store.clear()
    if (!begun || store.position(source) === begun.next) return begun
    await bringStoreTo(begun.from)
    const records: LogRecord[] = []
    await log.read({ topic, partition }, begun.from, begun.next, (some) => void records.push(...some))
    const laidAside = await boundaries.parkedIn(topic, partition, begun)
    const all = await readable(records.filter(({ offset }) => !laidAside.has(offset)))
    await send(begun, all, Number.NEGATIVE_INFINITY)
    return begun
  }

  return {
    settle: async () => (await finish())?.next,
    take: async (records, next, parking) => {
      const before = await finish()
      const from = before?.next ?? (await log.start({ topic, partition }))
      if (next <= from) return
      const batch = { from, next }
      const all = await ready(records.filter(({ offset }) => offset >= from))
      const begunAt = performance.now()
      await boundaries.begin(topic, partition, before, batch, parking)
      await bringStoreTo(from)
      await send(batch, all, begunAt)
    },
    takeParked: async (records, parking) => {
      await finish()
      for (const record of records) {
        const changes = await insert(await ready([record]), `parked ${record.offset}`)
        const position = store.position(source)
        if (position !== undefined) moveStore(position, position, (writer) => rememberSeen(writer, changes))
      }
      if (isParking(parking)) await boundaries.settle(topic, partition, parking)
    },
  }
}
