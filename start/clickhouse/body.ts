// Request bodies: SQL into memory, data of an INSERT straight into a file that the engine reads; both bounded.
import { randomUUID } from 'node:crypto'
import fs from 'node:fs'
import type { IncomingMessage } from 'node:http'
import path from 'node:path'
import type { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import zlib from 'node:zlib'
import { Refused } from './statement.ts'

/** Bytes of one statement, and of the data of one INSERT (as sent). */
export const limits = { statement: 16 * 2 ** 20, data: 512 * 2 ** 20 }

const decoders: Readonly<
  Record<string, () => zlib.Gunzip | zlib.Inflate | zlib.BrotliDecompress | zlib.ZstdDecompress>
> = {
  gzip: zlib.createGunzip,
  deflate: zlib.createInflate,
  br: zlib.createBrotliDecompress,
  zstd: zlib.createZstdDecompress,
}

/** How ClickHouse calls the encodings of a file that INFILE reads. */
const fileCompression: Readonly<Record<string, string>> = {
  gzip: 'gzip',
  deflate: 'deflate',
  br: 'br',
  zstd: 'zst',
  lz4: 'lz4',
  xz: 'xz',
  bz2: 'bz2',
}

const bounded = (limit: number) =>
  async function* (source: AsyncIterable<Buffer>) {
    let bytes = 0
    for await (const chunk of source) {
      bytes += chunk.length
      if (bytes > limit) throw new Refused(298, 'QUERY_IS_TOO_LARGE', `Request body is larger than ${limit} bytes`)
      yield chunk
    }
  }

const encodingOf = (request: IncomingMessage): string | undefined => {
  const encoding = request.headers['content-encoding']?.toLowerCase()
  return encoding === 'identity' ? undefined : encoding
}

/** The whole body as text, decompressed; for statements. */
export const readText = async (request: IncomingMessage): Promise<string> => {
  const encoding = encodingOf(request)
  const decoder = encoding ? decoders[encoding] : undefined
  if (encoding && !decoder)
    throw new Refused(48, 'NOT_IMPLEMENTED', `Content-Encoding ${encoding} is not offered for statements`)
  const chunks: Buffer[] = []
  const collect = async (source: AsyncIterable<Buffer>): Promise<void> => {
    for await (const chunk of source) chunks.push(chunk)
  }
  const limit = bounded(limits.statement)
  if (decoder) await pipeline(request as Readable, decoder(), limit, collect)
  else await pipeline(request as Readable, limit, collect)
  return Buffer.concat(chunks).toString()
}

export type DataFile = Readonly<{ file: string; compression: string | undefined; bytes: number; remove(): void }>

const named = (folder: string): string => path.join(folder, randomUUID())
const removing = (file: string) => (): void => fs.rmSync(file, { force: true })

/** The body as it came, compressed or not, in a file of `folder`. */
export const receiveData = async (request: IncomingMessage, folder: string): Promise<DataFile> => {
  const encoding = encodingOf(request)
  const compression = encoding ? fileCompression[encoding] : undefined
  if (encoding && !compression) throw new Refused(48, 'NOT_IMPLEMENTED', `Content-Encoding ${encoding} is not offered`)
  const file = named(folder)
  const remove = removing(file)
  try {
    await pipeline(request as Readable, bounded(limits.data), fs.createWriteStream(file, { mode: 0o600 }))
    return { file, compression, bytes: fs.statSync(file).size, remove }
  } catch (error) {
    remove()
    throw error
  }
}

/** Data that stood behind the statement in the same body. */
export const keepData = (data: string, folder: string): DataFile => {
  const file = named(folder)
  fs.writeFileSync(file, data, { mode: 0o600 })
  return { file, compression: undefined, bytes: Buffer.byteLength(data), remove: removing(file) }
}
