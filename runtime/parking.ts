// Records laid aside by a consumer, one line per key: the first cannot be applied, what came after it waits (F11).
import type { LogRecord } from './log.ts'
import type { CauseKind } from './poison.ts'

export type Cause = Readonly<{
  kind: CauseKind
  error: string
  tries: number
  /** ms since 1970, of the last try */
  at: number
}>

/** Without a cause it only waits behind an earlier record of its key. */
export type Parked = Readonly<{ record: LogRecord; cause?: Cause | undefined; askId?: string | undefined }>

/** No longer laid aside. `askId`: what an operator asked. */
export type Settled = Readonly<{ offset: bigint; outcome: 'APPLIED' | 'DROPPED'; askId?: string | undefined }>

/** What changes; kept in the same write as the effect and the position. Parking what is parked already replaces it. */
export type Parking = Readonly<{ park: readonly Parked[]; settle: readonly Settled[] }>

export const noParking: Parking = { park: [], settle: [] }
export const isParking = ({ park, settle }: Parking): boolean => park.length > 0 || settle.length > 0

/** What an operator wants done with a record that is laid aside. */
export type Ask = Readonly<{ askId: string; offset: bigint; kind: 'retry' | 'drop' }>

/** Where the records laid aside by one consumer are kept, beside what its `apply` does. */
export type Lot = Readonly<{
  /** All of a partition, by offset. Rejects while nobody can say. */
  parked(topic: string, partition: number): Promise<readonly Parked[]>
  /** An operator gave this record up before: it is passed over. Rejects while nobody can say. */
  wasDropped?(topic: string, partition: number, offset: bigint): Promise<boolean>
  /** `apply` has kept this change, or the partition was taken over: the log may be told. */
  kept?(topic: string, partition: number): void
  /** Calls back for each ask that is not answered, now and later. Returns how to end that. */
  asks?(topic: string, partition: number, onAsk: (ask: Ask) => void): () => void
  /** Whether the record means something to this consumer: else it need not wait. */
  concerns(record: LogRecord): boolean
  /** Records laid aside at once per partition; then the partition stops. Default 1,000, and 32 MB. */
  most?: number
}>

const MOST_PARKED = 1_000
const MOST_BYTES = 32 * 1024 * 1024

/** The lines of one partition, as they stand in the store. */
export type Lines = Readonly<{
  size(): number
  bytes(): number
  isHeld(key: string): boolean
  line(key: string): readonly Parked[]
  keys(): readonly string[]
  find(offset: bigint): Parked | undefined
  /** After the store has it. */
  change(parking: Parking): void
}>

export const linesOf = (parked: readonly Parked[]): Lines => {
  const lines = new Map<string, Parked[]>()
  const byOffset = new Map<bigint, Parked>()

  const put = (one: Parked) => {
    const { key, offset } = one.record
    const line = lines.get(key) ?? []
    const place = line.findIndex(({ record }) => record.offset >= offset)
    if (place < 0) line.push(one)
    else line.splice(place, line[place]?.record.offset === offset ? 1 : 0, one)
    lines.set(key, line)
    byOffset.set(offset, one)
  }
  const take = ({ offset }: Settled) => {
    const key = byOffset.get(offset)?.record.key
    byOffset.delete(offset)
    if (key === undefined) return
    const left = (lines.get(key) ?? []).filter(({ record }) => record.offset !== offset)
    if (left.length) lines.set(key, left)
    else lines.delete(key)
  }
  parked.forEach(put)

  return {
    size: () => byOffset.size,
    bytes: () => byOffset.values().reduce((sum, { record }) => sum + record.value.length, 0),
    isHeld: (key) => lines.has(key),
    line: (key) => lines.get(key) ?? [],
    keys: () => [...lines.keys()],
    find: (offset) => byOffset.get(offset),
    change: ({ park, settle }) => {
      settle.forEach(take)
      park.forEach(put)
    },
  }
}

/** What of a batch may go on now and what is laid aside; `next` is below the batch's end when there is no room for more. */
export type Plan = Readonly<{ records: readonly LogRecord[]; park: readonly Parked[]; next: bigint; isFull: boolean }>

export const planOf = (
  batch: readonly LogRecord[],
  end: bigint,
  lines: Lines,
  condemned: ReadonlyMap<bigint, Cause | 'dropped'>,
  lot: Pick<Lot, 'concerns' | 'most'>,
): Plan => {
  const records: LogRecord[] = []
  const park: Parked[] = []
  const held = new Set<string>()
  const room = lines.bytes() < MOST_BYTES ? (lot.most ?? MOST_PARKED) - lines.size() : 0
  for (const record of batch) {
    const cause = condemned.get(record.offset)
    if (cause === 'dropped' || lines.find(record.offset)) continue
    const waits = (lines.isHeld(record.key) || held.has(record.key)) && lot.concerns(record)
    if (!cause && !waits) {
      records.push(record)
      continue
    }
    if (park.length >= room) return { records, park, next: record.offset, isFull: true }
    held.add(record.key)
    // Behind another one it has not had its turn: why it fails is told when it has.
    park.push(waits ? { record } : { record, cause: cause as Cause })
  }
  return { records, park, next: end, isFull: false }
}
