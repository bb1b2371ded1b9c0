// Answers as ClickHouse gives them: its headers, its status for each kind of fault, compressed when asked.
import type { IncomingMessage, ServerResponse } from 'node:http'
import { promisify } from 'node:util'
import zlib from 'node:zlib'
import { Refused } from './statement.ts'

const encoders: Readonly<Record<string, (data: Buffer) => Promise<Buffer>>> = {
  gzip: promisify<Buffer, Buffer>(zlib.gzip),
  zstd: promisify<Buffer, Buffer>(zlib.zstdCompress),
  br: promisify<Buffer, Buffer>(zlib.brotliCompress),
  deflate: promisify<Buffer, Buffer>(zlib.deflate),
}

/** The first encoding the client accepts that we have. */
export const chooseEncoding = (accepted: string | undefined): string | undefined =>
  (accepted ?? '')
    .split(',')
    .map((part) => part.split(';')[0]?.trim().toLowerCase() ?? '')
    .find((encoding) => encoding in encoders)

// ClickHouse's exceptionCodeToHTTPStatus, as far as this server can meet them; all others are 500.
const statuses: Readonly<Record<number, number>> = {
  194: 401,
  192: 403,
  193: 403,
  516: 403,
  164: 403,
  497: 403,
  452: 403,
  ...Object.fromEntries(
    [6, 26, 27, 33, 36, 38, 41, 43, 53, 62, 69, 70, 72, 117, 130, 131, 386, 456, 457].map((code) => [code, 400]),
  ),
  ...Object.fromEntries([16, 46, 47, 50, 56, 60, 81, 115].map((code) => [code, 404])),
  159: 408,
  298: 413,
  48: 501,
  1: 501,
  202: 503,
}

/** Code and text of a fault. chDB says `Code: N. DB::Exception: …` itself; ours are put in the same form. */
export const faultOf = (error: unknown): { code: number; text: string } => {
  if (error instanceof Refused)
    return { code: error.code, text: `Code: ${error.code}. DB::Exception: ${error.message}. (${error.type})` }
  const message = error instanceof Error ? error.message : String(error)
  const code = Number((error as { clickhouseCode?: number }).clickhouseCode ?? /Code: (\d+)/.exec(message)?.[1] ?? 1001)
  return {
    code,
    text: message.startsWith('Code:') ? message : `Code: ${code}. DB::Exception: ${message}. (STD_EXCEPTION)`,
  }
}

export const sendFault = (response: ServerResponse, error: unknown): void => {
  const { code, text } = faultOf(error)
  if (response.headersSent || response.destroyed) {
    response.destroy()
    return
  }
  response.writeHead(statuses[code] ?? 500, {
    'Content-Type': 'text/plain; charset=UTF-8',
    'X-ClickHouse-Exception-Code': code,
    ...(code === 194 ? { 'WWW-Authenticate': 'Basic realm="ClickHouse"' } : {}),
    ...(code === 202 ? { 'Retry-After': 1 } : {}),
    ...(code === 298 ? { Connection: 'close' } : {}),
  })
  response.end(`${text}\n`)
}

const contentType = (format: string): string => {
  if (/^JSON(Each|CompactEach|StringsEach)/.test(format)) return 'application/x-ndjson; charset=UTF-8'
  if (/^JSON/.test(format)) return 'application/json; charset=UTF-8'
  if (/^CSV/.test(format)) return 'text/csv; charset=UTF-8; header=present'
  if (/^(TSV|TabSeparated)/.test(format)) return 'text/tab-separated-values; charset=UTF-8'
  if (/^(Native|RowBinary|Parquet|Arrow|ORC|Avro|Protobuf|MsgPack|Npy)/.test(format)) return 'application/octet-stream'
  return 'text/plain; charset=UTF-8'
}

export type Answer = Readonly<{
  bytes: Buffer
  format: string
  queryId: string
  timezone: string
  compress: boolean
  summary: Readonly<Record<string, number>>
}>

export const sendAnswer = async (request: IncomingMessage, response: ServerResponse, answer: Answer): Promise<void> => {
  const { bytes, format, queryId, timezone, compress, summary } = answer
  const encoding = compress ? chooseEncoding(request.headers['accept-encoding']) : undefined
  const encoder = encoding ? encoders[encoding] : undefined
  const body = encoder ? await encoder(bytes) : bytes
  response.writeHead(200, {
    'Content-Type': contentType(format),
    'Content-Length': body.length,
    'X-ClickHouse-Server-Display-Name': 'matinee',
    'X-ClickHouse-Query-Id': queryId,
    'X-ClickHouse-Format': format,
    'X-ClickHouse-Timezone': timezone,
    'X-ClickHouse-Summary': JSON.stringify(
      Object.fromEntries(Object.entries(summary).map(([name, value]) => [name, String(value)])),
    ),
    ...(encoder ? { 'Content-Encoding': encoding, Vary: 'Accept-Encoding' } : {}),
  })
  response.end(request.method === 'HEAD' ? undefined : body)
}
