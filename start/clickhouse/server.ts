// The part of ClickHouse's HTTP interface that @clickhouse/client, clickhouse-connect and curl use, over one engine.
import { randomUUID } from 'node:crypto'
import fs from 'node:fs'
import http, { type IncomingMessage, type ServerResponse } from 'node:http'
import path from 'node:path'
import { sendAnswer, sendFault } from './answers.ts'
import { type DataFile, receiveData, receiveStatement } from './body.ts'
import type { Engine, Result, Run } from './engine.ts'
import { mayRead, readerSettings } from './guard.ts'
import { openQueue } from './queue.ts'
import { type Asked, authenticate, type Passwords, readParameters, type User } from './request.ts'
import { readStatement, type Statement } from './statement.ts'

export type ServerOptions = Readonly<{ engine: Engine; folder: string; database: string; passwords: Passwords }>

type Job = Readonly<{ sql: string; statement: Statement; data: DataFile | undefined }>

/** The query in the URL with the body as its data; or both as one statement; or the body alone. */
const receive = async (request: IncomingMessage, { query = '' }: Asked, folder: string): Promise<Job> => {
  const statement = readStatement(query)
  if (statement.insert && statement.insert.dataAt >= query.trimEnd().length)
    return { sql: query, statement, data: await receiveData(request, folder) }
  const { sql, insert, data } = await receiveStatement(request, query, folder)
  return { sql, statement: insert ? { verb: 'INSERT', format: insert.format, insert } : readStatement(sql), data }
}

const withData = ({ sql, statement: { insert }, data }: Job): string => {
  if (!insert || !data) return sql
  const compression = data.compression ? ` COMPRESSION '${data.compression}'` : ''
  const file = data.file.replaceAll('\\', '\\\\').replaceAll("'", "\\'")
  return `${insert.table} FROM INFILE '${file}'${compression} ${insert.settings} FORMAT ${insert.format}`
}

const summary = ({ rowsRead, bytesRead, bytes, elapsed }: Result, job: Job): Record<string, number> => ({
  read_rows: rowsRead,
  read_bytes: bytesRead,
  written_rows: job.statement.verb === 'INSERT' ? rowsRead : 0,
  written_bytes: job.data?.bytes ?? 0,
  total_rows_to_read: 0,
  result_rows: 0,
  result_bytes: bytes.length,
  elapsed_ns: Math.round(elapsed * 1e9),
})

/** A server that is not yet listening. Reads go in a lane of their own, so that a slow report holds up no projector. */
export const clickhouseServer = ({ engine, folder, database, passwords }: ServerOptions): http.Server => {
  const incoming = path.join(folder, 'incoming')
  fs.rmSync(incoming, { recursive: true, force: true })
  fs.mkdirSync(incoming, { recursive: true, mode: 0o700 })
  const lane = { running: 2, waiting: 64, patienceMs: 30_000 }
  const lanes = { writer: openQueue(lane), reader: openQueue(lane) }
  const receiving = openQueue({ ...lane, running: 16 })

  const plan = (user: User, method: string | undefined, asked: Asked, job: Job): Run => {
    const readonly = user === 'reader' || method === 'GET' || method === 'HEAD'
    if (user === 'reader') mayRead(job.sql, job.statement, engine.tableFunctions)
    return {
      sql: withData(job),
      format: job.statement.format ?? asked.format ?? 'TabSeparated',
      database: asked.database ?? database,
      settings: user === 'reader' ? readerSettings(asked.settings) : asked.settings,
      parameters: asked.parameters,
      readonly,
    }
  }

  const answer = async (url: URL, request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const user = authenticate(url, request.headers, passwords)
    const asked = readParameters(url, request.headers)
    const job = await receiving.run(() => receive(request, asked, incoming))
    try {
      const run = plan(user, request.method, asked, job)
      const result = await lanes[user].run(() => engine.run(run))
      await sendAnswer(request, response, {
        bytes: result.bytes,
        format: run.format,
        queryId: asked.queryId ?? randomUUID(),
        timezone: engine.timezone,
        compress: asked.compressAnswer,
        summary: summary(result, job),
      })
    } finally {
      job.data?.remove()
    }
  }

  const server = http.createServer((request, response) => {
    const url = new URL(request.url ?? '/', 'http://localhost')
    const bare = request.method === 'GET' && url.pathname === '/' && !url.searchParams.has('query')
    if (url.pathname === '/ping' || url.pathname === '/replicas_status' || bare) response.end('Ok.\n')
    else
      answer(url, request, response).catch((error: unknown) => {
        request.resume()
        sendFault(response, error)
      })
  })
  server.requestTimeout = 120_000
  server.keepAliveTimeout = 30_000
  return server
}
