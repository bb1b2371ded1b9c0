// What is to be written to a keyed store, as plain data: another thread can do it. All values stand in one buffer,
// because a small Buffer that goes to a thread takes the whole pool with it that it was cut from.
import { bytesOf } from './store-values.ts'

/** One step along a source (`topic/partition`): from the next offset that the writer knows to the one after its work. */
export type Move = Readonly<{ source: string; from: bigint | undefined; next: bigint }>

export type Change = Readonly<{
  moves: readonly Move[]
  /** keys that are put, those that are put when nothing is there, ids that are remembered: their values in this order */
  puts: readonly string[]
  firsts: readonly string[]
  remembered: readonly string[]
  /** one per remembered id */
  times: readonly number[]
  bytes: Uint8Array<ArrayBuffer>
  /** where each value ends */
  ends: readonly number[]
  metas: readonly (readonly [name: string, value: string])[]
  forget: Readonly<{ before: number; limit: number }> | undefined
}>

/** A StoreWriter that notes; nothing is read. Each key and each id at most once. */
export type ChangeWriter = Readonly<{
  put(key: string, value: unknown): void
  /** Put, unless there is a value. */
  putFirst(key: string, value: unknown): void
  remember(id: string, at: number, value: unknown): void
  forgetBefore(before: number, limit: number): void
  setMeta(name: string, value: string): void
}>

export const changeOf = (moves: readonly Move[], work: (write: ChangeWriter) => void): Change => {
  const puts: string[] = []
  const firsts: string[] = []
  const remembered: string[] = []
  const times: number[] = []
  const metas: (readonly [string, string])[] = []
  const values: Record<'puts' | 'firsts' | 'remembered', Uint8Array[]> = { puts: [], firsts: [], remembered: [] }
  let forget: Change['forget']
  work({
    put: (key, value) => {
      puts.push(key)
      values.puts.push(bytesOf(value))
    },
    putFirst: (key, value) => {
      firsts.push(key)
      values.firsts.push(bytesOf(value))
    },
    remember: (id, at, value) => {
      remembered.push(id)
      times.push(at)
      values.remembered.push(bytesOf(value))
    },
    setMeta: (...one) => void metas.push(one),
    forgetBefore: (before, limit) => {
      forget = { before, limit }
    },
  })
  const all = [...values.puts, ...values.firsts, ...values.remembered]
  const bytes = new Uint8Array(all.reduce((sum, { length }) => sum + length, 0))
  const ends: number[] = []
  let end = 0
  for (const value of all) {
    bytes.set(value, end)
    end += value.length
    ends.push(end)
  }
  return { moves, puts, firsts, remembered, times, bytes, ends, metas, forget }
}

/** One to be written: the time is of what is remembered. */
type Write = readonly [name: string, value: Uint8Array, at: number]

/** Each part by its keys in order: neighbours stand on the same page of the file. */
export const inOrder = (change: Change): Readonly<Record<'puts' | 'firsts' | 'remembered', readonly Write[]>> => {
  const { puts, firsts, remembered, times, bytes, ends } = change
  const part = (names: readonly string[], from: number) =>
    names
      .map((name, i): Write => [name, bytes.subarray(ends[from + i - 1] ?? 0, ends[from + i]), times[i] ?? 0])
      .sort(([a], [b]) => (a < b ? -1 : 1))
  return {
    puts: part(puts, 0),
    firsts: part(firsts, puts.length),
    remembered: part(remembered, puts.length + firsts.length),
  }
}
