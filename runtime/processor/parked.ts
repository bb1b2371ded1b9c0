// Records that a stream processor laid aside, in its state: what is laid aside when follows from the journal alone (F11).
import type { LogRecord } from '../log.ts'
import type { Cause, Parked, Parking, Settled } from '../parking.ts'
import type { Overlay } from './overlay.ts'

/** Records that cannot be applied, by offset. In a rebuild nobody knows any more why. */
export type Dead = ReadonlyMap<bigint, Cause>

export const deadOf = (offsets: readonly bigint[]): Dead =>
  new Map(offsets.map((offset) => [offset, { kind: 'FAILED', error: '', tries: 0, at: 0 }]))

export type ParkedRecords = Readonly<{
  /** Those of a batch that may go on; the dead, and what is of a key that waits already, are laid aside. */
  sort(source: string, records: readonly LogRecord[], dead: Dead): readonly LogRecord[]
  all(source: string): readonly Parked[]
  find(source: string, offset: bigint): Parked | undefined
  /** The record and what waits behind it, in order. */
  line(source: string, offset: bigint): readonly Parked[]
  settle(source: string, settled: Settled): void
  /** It has had its turn and cannot be applied: those behind it wait for it. */
  condemn(source: string, parked: Parked, cause: Cause): void
  count(): number
  /** What changed since this was asked last, by source. */
  changes(): ReadonlyMap<string, Parking>
}>

const SPACE = 'p'
const SEPARATOR = '\u0001'
const prefixOf = (source: string) => `${SPACE}${source}${SEPARATOR}`
const keyOf = (source: string, offset: bigint) => prefixOf(source) + String(offset).padStart(20, '0')

export const parkedRecords = (overlay: Overlay, names: ReadonlySet<string>): ParkedRecords => {
  let changed = new Map<string, { park: Parked[]; settle: Settled[] }>()
  let counted = overlay.range(SPACE).length

  const changesOf = (source: string) => {
    const known = changed.get(source) ?? { park: [], settle: [] }
    changed.set(source, known)
    return known
  }
  const all = (source: string) => overlay.range<Parked>(prefixOf(source)).map(([, parked]) => parked)
  const put = (source: string, parked: Parked) => {
    overlay.put(keyOf(source, parked.record.offset), parked)
    changesOf(source).park.push(parked)
  }
  const find = (source: string, offset: bigint) => overlay.get<Parked>(keyOf(source, offset))

  return {
    all,
    find,
    sort: (source, records, dead) => {
      // Nearly always nothing is laid aside, and a batch costs nothing more.
      if (counted === 0 && dead.size === 0) return records
      const held = new Set(all(source).map(({ record }) => record.key))
      return records.filter((record) => {
        if (!names.has(record.headers.type ?? '')) return true
        const cause = dead.get(record.offset)
        const waits = held.has(record.key)
        if (!cause && !waits) return true
        held.add(record.key)
        put(source, waits || !cause ? { record } : { record, cause })
        counted++
        return false
      })
    },
    line: (source, offset) => {
      const key = find(source, offset)?.record.key
      return all(source).filter(({ record }) => record.key === key && record.offset >= offset)
    },
    settle: (source, settled) => {
      overlay.delete(keyOf(source, settled.offset))
      changesOf(source).settle.push(settled)
      counted--
    },
    condemn: (source, { record }, cause) => put(source, { record, cause }),
    count: () => counted,
    changes: () => {
      const latest = changed
      changed = new Map()
      return latest
    },
  }
}
