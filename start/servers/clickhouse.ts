// ClickHouse (chDB) in a process of its own behind ClickHouse's HTTP interface: start/clickhouse holds that process.
import fs from 'node:fs'
import { fileURLToPath } from 'node:url'
import { type Child, healthy, startChild } from './child.ts'

export type ClickhouseOptions = Readonly<{
  folder: string
  logFile: string
  host: string
  port: number
  database: string
  writer: string
  reader: string
}>

const program = fileURLToPath(new URL('../clickhouse/main.ts', import.meta.url))

export const startClickhouse = async (options: ClickhouseOptions): Promise<Child> => {
  const { folder, logFile, host, port, database, writer, reader } = options
  fs.mkdirSync(folder, { recursive: true, mode: 0o700 })
  const child = startChild({
    name: 'clickhouse',
    command: process.execPath,
    args: [program],
    env: {
      TZ: 'UTC',
      MATINEE_CHDB_FOLDER: folder,
      MATINEE_CHDB_HOST: host,
      MATINEE_CHDB_PORT: String(port),
      MATINEE_CHDB_DATABASE: database,
      MATINEE_CHDB_WRITER: writer,
      MATINEE_CHDB_READER: reader,
    },
    logFile,
  })
  await healthy(child, 60, async () => {
    const answer = await fetch(`http://${host}:${port}/ping`, { signal: AbortSignal.timeout(2_000) })
    return answer.ok
  })
  return child
}
