// Request bodies: statements into memory, the data of an INSERT into a file that the engine reads; both bounded.
import { randomUUID } from 'node:crypto'
import fs from 'node:fs'
import type { IncomingMessage } from 'node:http'
import path from 'node:path'
import type { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import zlib from 'node:zlib'
import { unlz4 } from './lz4.ts'
import { findInsert, type Insert, Refused } from './statement.ts'

/** Bytes of one statement, and of the data of one INSERT. */
export const limits = { statement: 16 * 2 ** 20, data: 512 * 2 ** 20 }

type Bytes = AsyncIterable<Buffer>

const node =
  (make: () => NodeJS.ReadWriteStream) =>
  (source: Bytes): Bytes => {
    const decoder = make()
    pipeline(source, decoder).catch((error: Error) => (decoder as unknown as Readable).destroy(error))
    return decoder as unknown as Bytes
  }

/** `file`: how ClickHouse calls the encoding of a file; it then does the work itself. */
const encodings: Readonly<Record<string, { file: string; decode: (source: Bytes) => Bytes }>> = {
  gzip: { file: 'gzip', decode: node(zlib.createGunzip) },
  deflate: { file: 'deflate', decode: node(zlib.createInflate) },
  br: { file: 'br', decode: node(zlib.createBrotliDecompress) },
  zstd: { file: 'zst', decode: node(zlib.createZstdDecompress) },
  lz4: { file: 'lz4', decode: unlz4 },
}

const encodingOf = (request: IncomingMessage) => {
  const name = request.headers['content-encoding']?.toLowerCase()
  if (!name || name === 'identity') return undefined
  const encoding = encodings[name]
  if (!encoding) throw new Refused(48, 'NOT_IMPLEMENTED', `Content-Encoding ${name} is not offered`)
  return encoding
}

const bounded = async function* (source: Bytes, limit: number): AsyncGenerator<Buffer> {
  let bytes = 0
  for await (const chunk of source) {
    bytes += chunk.length
    if (bytes > limit) throw new Refused(298, 'QUERY_IS_TOO_LARGE', `Request body is larger than ${limit} bytes`)
    yield chunk
  }
}

export type DataFile = Readonly<{ file: string; compression: string | undefined; bytes: number; remove(): void }>

const keep = async (source: Bytes, folder: string, compression?: string): Promise<DataFile> => {
  const file = path.join(folder, randomUUID())
  const remove = (): void => fs.rmSync(file, { force: true })
  try {
    await pipeline(bounded(source, limits.data), fs.createWriteStream(file, { mode: 0o600 }))
    return { file, compression, bytes: fs.statSync(file).size, remove }
  } catch (error) {
    remove()
    throw error
  }
}

/** The body as it came, compressed or not, in a file of `folder`: for an INSERT that stands in the URL. */
export const receiveData = (request: IncomingMessage, folder: string): Promise<DataFile> =>
  keep(request, folder, encodingOf(request)?.file)

const chain = async function* (head: Buffer, rest: AsyncIterator<Buffer>): AsyncGenerator<Buffer> {
  yield head
  for (let next = await rest.next(); !next.done; next = await rest.next()) yield next.value
}

/** What stands between the format's name and the data: blanks, and one end of line. */
const blanks = (bytes: Buffer): number => /^[ \t\f]*(\r?\n)?/.exec(bytes.toString('latin1', 0, 1000))?.[0].length ?? 0

export type Received = Readonly<{ sql: string; insert: Insert | undefined; data: DataFile | undefined }>

const headLength = 65_536

/**
 * A body that holds a statement, after what of it stood in the URL. The data of an INSERT may be binary, so its head is
 * looked at byte for byte (latin1) and the rest is never made text.
 */
export const receiveStatement = async (request: IncomingMessage, url: string, folder: string): Promise<Received> => {
  const source = (encodingOf(request)?.decode(request) ?? request)[Symbol.asyncIterator]() as AsyncIterator<Buffer>
  const read = async (begun: Buffer, until: number): Promise<Buffer> => {
    const parts = [begun]
    for (let length = begun.length; length < until; ) {
      const next = await source.next()
      if (next.done) break
      parts.push(next.value)
      length += next.value.length
    }
    return Buffer.concat(parts)
  }
  const head = await read(Buffer.from(url ? `${url}\n` : ''), headLength)
  const insert = findInsert(head.toString('latin1'))
  // Rows in VALUES may hold expressions, which only a statement may; other formats are read from a file.
  if (insert && insert.format !== 'Values' && insert.dataAt < head.length) {
    const data = head.subarray(insert.dataAt)
    const kept = await keep(chain(data.subarray(blanks(data)), source), folder)
    const text = (latin: string): string => Buffer.from(latin, 'latin1').toString()
    return { sql: '', insert: { ...insert, table: text(insert.table), settings: text(insert.settings) }, data: kept }
  }
  const all = await read(head, limits.statement + 1)
  if (all.length > limits.statement)
    throw new Refused(298, 'QUERY_IS_TOO_LARGE', `Request body is larger than ${limits.statement} bytes`)
  return { sql: all.toString(), insert: undefined, data: undefined }
}
