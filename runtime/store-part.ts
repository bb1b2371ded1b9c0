// Named values of a keyed store, one behind the other in one buffer: many of them are few objects, for the collector and
// for the thread that they are handed to.
import { bytesOf, PLAIN, valueOfBytes } from './store-values.ts'

/** `ends[i]` is where the value of `names[i]` ends. */
export type Part = Readonly<{ names: readonly string[]; bytes: Uint8Array<ArrayBuffer>; ends: readonly number[] }>

export type Gathered = Readonly<{
  add(name: string, value: unknown): void
  /** A value that is bytes, written in place: at most so many of them from `at` on; `write` tells where they end. */
  addBytes(name: string, most: number, write: (bytes: Buffer, at: number) => number): void
  /** The value of the i-th name; bytes are a view, to be read at once. */
  value(i: number): unknown
  size(): number
  /** A copy of its own: it may be handed away. */
  part(): Part
}>

const FIRST_ROOM = 4_096

const valueAt = <B extends Uint8Array>({ bytes, ends }: Readonly<{ bytes: B; ends: readonly number[] }>, i: number) =>
  bytes.subarray(ends[i - 1] ?? 0, ends[i])

export const gathered = (): Gathered => {
  const names: string[] = []
  const ends: number[] = []
  let bytes = Buffer.allocUnsafeSlow(0)
  let end = 0

  const need = (more: number): void => {
    if (end + more <= bytes.length) return
    const larger = Buffer.allocUnsafeSlow(Math.max(FIRST_ROOM, bytes.length * 2, end + more))
    bytes.copy(larger, 0, 0, end)
    bytes = larger
  }
  const added = (name: string, to: number): void => {
    end = to
    names.push(name)
    ends.push(to)
  }

  return {
    add: (name, value) => {
      const own = bytesOf(value)
      need(own.length)
      bytes.set(own, end)
      added(name, end + own.length)
    },
    addBytes: (name, most, write) => {
      need(1 + most)
      bytes[end] = PLAIN
      added(name, write(bytes, end + 1))
    },
    value: (i) => valueOfBytes(valueAt({ bytes, ends }, i)),
    size: () => names.length,
    part: () => ({ names, bytes: new Uint8Array(bytes.subarray(0, end)), ends }),
  }
}

/** By names in order: neighbours stand on the same page of the file. */
export const inOrder = (part: Part): readonly (readonly [string, Uint8Array, i: number])[] =>
  part.names.map((name, i) => [name, valueAt(part, i), i] as const).sort(([a], [b]) => (a < b ? -1 : 1))
