// The local store of one decided partition: state per key, outcomes per command, and where both stand (protocol 5).
import type { KeyedStore, StoreReader, StoreWriter } from '../store.ts'
import type { ChangeWriter } from '../store-change.ts'
import { decodeOutcome, encodeOutcome, rememberedAt, type StoredOutcome } from './stored-outcome.ts'

/** State of one key: how many events made it, and the latest time that one of them has, ms since 1970. */
export type Row = Readonly<{ version: number; time: number; state: unknown }>

/** What the store is the fold of. */
export type Standing = Readonly<{
  codeVersion: number
  partitions: number
  /** highest command offset decided, -1 for none */
  position: bigint
  /** of the last event record applied */
  eventId: string
  lastOffset: bigint
}>

const STANDING = 'standing'
const rowKey = (key: string) => `k/${key}`
const MARKS = 'm/'

export const rowOf = (store: StoreReader, key: string): Row | undefined => store.get<Row>(rowKey(key))

/** Of the keys that have one. */
export const rowsOf = (store: StoreReader, keys: readonly string[]): ReadonlyMap<string, Row> => {
  const rows = store.getAll<Row>(keys.map(rowKey))
  return new Map([...rows].map(([key, row]) => [key.slice(rowKey('').length), row]))
}

export const outcomeOf = (store: StoreReader, commandId: string): StoredOutcome | undefined => {
  const found = store.recall<Buffer>(commandId)
  return found && decodeOutcome(found)
}

export const rememberOutcome = (
  store: Pick<StoreWriter, 'remember'>,
  commandId: string,
  at: number,
  source: string | undefined,
  outcome: StoredOutcome,
): void => store.remember(commandId, rememberedAt(at, source), encodeOutcome(outcome))

export const putRow = (store: Pick<StoreWriter, 'put'>, key: string, row: Row): void => store.put(rowKey(key), row)

export const standingOf = (store: StoreReader): Standing | undefined => {
  const text = store.meta(STANDING)
  if (text === undefined) return undefined
  const { position, lastOffset, ...rest } = JSON.parse(text) as Record<'position' | 'lastOffset', string> & Standing
  return { ...rest, position: BigInt(position), lastOffset: BigInt(lastOffset) }
}

export const putStanding = (store: Pick<StoreWriter, 'setMeta'>, standing: Standing): void =>
  store.setMeta(
    STANDING,
    JSON.stringify(standing, (_, value) => (typeof value === 'bigint' ? String(value) : value)),
  )

export const HOUR = 3_600_000
const markKey = (hour: number) => `${MARKS}${String(hour).padStart(9, '0')}`

/** Notes, once per hour of log time, which command came first in it, so that old commands can be found and deleted. */
export const markHour = (store: Pick<ChangeWriter, 'putFirst'>, time: number, commandOffset: bigint): void =>
  store.putFirst(markKey(Math.floor(time / HOUR)), commandOffset)

/** Commands below this offset are older than `time`; the marks that say so are dropped. */
export const takeMarkBefore = (store: KeyedStore, time: number): bigint | undefined => {
  const marks = store.range<bigint>({ from: MARKS, until: markKey(Math.floor(time / HOUR)), limit: 10_000 })
  const last = marks.at(-1)
  store.write([], (writer) => {
    for (const [key] of marks.slice(0, -1)) writer.delete(key)
  })
  return last?.[1]
}
