// LZ4 frames, which clickhouse-connect sends unless told otherwise and Node does not know. Reading only.
import { Refused } from './statement.ts'

/*
  frame => magic FLG BD [content size] [dictionary id] HC block* end mark (0) [content checksum]
  block => size (highest bit: stored as it is) data [block checksum]
  data  => (token [literal length*] literals [offset match length*])*
*/
const magic = 0x184d2204
const history = 65_536
const largestBlock = 4 * 2 ** 20

const broken = (why: string): Refused => new Refused(271, 'CANNOT_DECOMPRESS', `Content-Encoding lz4: ${why}`)

/** One block; `before` is what earlier blocks gave, for matches that reach back into it. */
export const decodeBlock = (block: Buffer, before: Buffer): Buffer => {
  const out = Buffer.allocUnsafe(before.length + largestBlock)
  before.copy(out)
  let at = 0
  let end = before.length
  const byte = (): number => {
    const value = block[at++]
    if (value === undefined) throw broken('a block ends too early')
    return value
  }
  const longer = (length: number): number => {
    if (length < 15) return length
    let [sum, more] = [length, 0]
    do {
      more = byte()
      sum += more
    } while (more === 255)
    return sum
  }
  while (at < block.length) {
    const token = byte()
    const literals = longer(token >> 4)
    if (at + literals > block.length || end + literals > out.length) throw broken('literals run over')
    block.copy(out, end, at, at + literals)
    at += literals
    end += literals
    if (at >= block.length) break
    const offset = byte() | (byte() << 8)
    const length = longer(token & 15) + 4
    if (offset === 0 || offset > end || end + length > out.length) throw broken('a match points nowhere')
    // A match may overlap what it writes, so byte by byte.
    for (const until = end + length; end < until; end++) out[end] = out[end - offset] ?? 0
  }
  return out.subarray(before.length, end)
}

/** Takes the next `size` bytes of a stream of chunks; fewer only at its end. */
const taker = (source: AsyncIterable<Buffer>) => {
  const chunks = source[Symbol.asyncIterator]()
  let held: Buffer = Buffer.alloc(0)
  return async (size: number): Promise<Buffer> => {
    const parts = [held]
    let length = held.length
    while (length < size) {
      const next = await chunks.next()
      if (next.done) break
      parts.push(next.value)
      length += next.value.length
    }
    const all = parts.length === 1 ? held : Buffer.concat(parts)
    held = all.subarray(size)
    return all.subarray(0, size)
  }
}

/** The content of all frames in the stream. */
export const unlz4 = async function* (source: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  const take = taker(source)
  const exactly = async (size: number): Promise<Buffer> => {
    const bytes = await take(size)
    if (bytes.length < size) throw broken('it ends too early')
    return bytes
  }
  for (let start = await take(4); start.length > 0; start = await take(4)) {
    if (start.length < 4 || start.readUInt32LE() !== magic) throw broken('this is no frame')
    const flags = (await exactly(2))[0] ?? 0
    const [linked, checked] = [(flags & 0x20) === 0, (flags & 0x10) !== 0]
    await exactly((flags & 0x08 ? 8 : 0) + (flags & 0x01 ? 4 : 0) + 1)
    let before: Buffer = Buffer.alloc(0)
    for (let size = (await exactly(4)).readUInt32LE(); size !== 0; size = (await exactly(4)).readUInt32LE()) {
      if ((size & 0x7fffffff) > largestBlock) throw broken('a block is too large')
      const data = await exactly(size & 0x7fffffff)
      const content = size >>> 31 ? data : decodeBlock(data, before)
      if (checked) await exactly(4)
      if (linked) before = Buffer.concat([before, content]).subarray(-history)
      yield content
    }
    if (flags & 0x04) await exactly(4)
  }
}
