// One partition on its way to ClickHouse: batches whose boundaries are known before they are sent, each once.
import type { ClickhouseWriter } from '../../platform/clickhouse.ts'
import {
  BadBytes,
  type Codec,
  type Happened,
  happenedOf,
  type KeyedStore,
  type Log,
  type LogRecord,
} from '../../runtime/index.ts'
import type { Boundaries, Boundary } from './boundaries.ts'
import { rememberSeen, withoutRepeats } from './repeats.ts'
import { analyticsRecords, rowOf } from './rows.ts'

export type PartitionSink = Readonly<{
  /** Finishes what was begun, perhaps by another process; returns the next offset wanted. */
  settle(): Promise<bigint | undefined>
  /** Takes over the records that are not in ClickHouse yet. Repeatable. Throws StaleBoundary. */
  take(records: readonly LogRecord[], next: bigint): Promise<void>
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
  onUnreadable(record: LogRecord, error: unknown): void
}>

/** After so long without asking, another process may have taken the partition over: ask before sending. */
const trustFor = 5_000

/** Calls must not overlap: whoever holds the sink runs them one after the other. */
export const partitionSink = (options: SinkOptions): PartitionSink => {
  const { topic, partition, table, log, codec, clickhouse, boundaries, store, onUnreadable } = options
  const source = `${topic}/${partition}`

  const decode = async (records: readonly LogRecord[]): Promise<readonly Happened[]> => {
    try {
      return await happenedOf(codec, records, analyticsRecords)
    } catch (error) {
      if (!(error instanceof BadBytes)) throw error
      const one = records[0]
      if (one && records.length === 1) {
        onUnreadable(one, error)
        return []
      }
      const parts: Happened[] = []
      for (const record of records) parts.push(...(await decode([record])))
      return parts
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
      const { changes } = withoutRepeats(await decode(records), store)
      moveStore(store.position(source), last.offset + 1n, (writer) => rememberSeen(writer, changes))
    })
    if (store.position(source) !== offset) moveStore(store.position(source), offset, () => undefined)
  }

  const send = async (batch: Boundary, records: readonly LogRecord[], begunAt: number) => {
    const { fresh, changes } = withoutRepeats(await decode(records), store)
    if (performance.now() - begunAt > trustFor) await boundaries.check(topic, partition, batch)
    if (fresh.length) await clickhouse.insert(table, fresh.map(rowOf), `${table}/${source}/${batch.from}-${batch.next}`)
    moveStore(store.position(source), batch.next, (writer) => rememberSeen(writer, changes))
  }

  /** The newest batch, after it has surely arrived. */
  const finish = async (): Promise<Boundary | undefined> => {
    const begun = await boundaries.latest(topic, partition)
    if (!begun) store.clear()
    if (!begun || store.position(source) === begun.next) return begun
    await bringStoreTo(begun.from)
    const records: LogRecord[] = []
    await log.read({ topic, partition }, begun.from, begun.next, (some) => void records.push(...some))
    await send(begun, records, Number.NEGATIVE_INFINITY)
    return begun
  }

  return {
    settle: async () => (await finish())?.next,
    take: async (records, next) => {
      const before = await finish()
      const from = before?.next ?? (await log.start({ topic, partition }))
      if (next <= from) return
      const batch = { from, next }
      const begunAt = performance.now()
      await boundaries.begin(topic, partition, before, batch)
      await bringStoreTo(from)
      await send(
        batch,
        records.filter(({ offset }) => offset >= from),
        begunAt,
      )
    },
  }
}
