// The process that holds chDB: reads its settings from the environment, serves, stops on SIGTERM and SIGINT.

import http from 'node:http'
import { createRequire } from 'node:module'

const { Session } = createRequire(import.meta.url)('chdb')
const env = process.env
const engine = new Session(env.MATINEE_CHDB_FOLDER)
await engine.queryAsync(`create database if not exists ${env.MATINEE_CHDB_DATABASE}`)
const server = http.createServer(async (req, res) => {
  const url = new URL(req.url ?? '/', 'http://localhost')
  const chunks: Buffer[] = []
  for await (const chunk of req) chunks.push(chunk)
  const body = Buffer.concat(chunks).toString()
  if (url.pathname === '/ping') return res.end('Ok.\n')
  const query = url.searchParams.get('query')
  const sql = query ? (body ? `${query}\n${body}` : query) : body
  const format = url.searchParams.get('default_format') ?? 'TabSeparated'
  const params = Object.fromEntries(
    [...url.searchParams].filter(([k]) => k.startsWith('param_')).map(([k, v]) => [k.slice(6), v]),
  )
  try {
    const result = Object.keys(params).length
      ? await engine.queryBindAsync(sql, params, { format })
      : await engine.queryAsync(sql, { format })
    res.setHeader('X-ClickHouse-Format', format)
    res.setHeader('X-ClickHouse-Summary', JSON.stringify({ read_rows: String(result.rowsRead ?? 0) }))
    res.end(Buffer.from(result.bytes()))
  } catch (error) {
    const e = error as Error & { clickhouseCode?: number }
    res.statusCode = 400
    res.setHeader('X-ClickHouse-Exception-Code', String(e.clickhouseCode ?? 1))
    res.end(e.message)
  }
})
server.listen(Number(env.MATINEE_CHDB_PORT), env.MATINEE_CHDB_HOST)
const stop = () =>
  server.close(() => {
    engine.close()
    process.exit(0)
  })
process.on('SIGTERM', () => {
  stop()
  server.closeAllConnections()
})
process.on('SIGINT', () => {
  stop()
  server.closeAllConnections()
})
