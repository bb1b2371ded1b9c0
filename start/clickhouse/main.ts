// The process that holds chDB: settings from the environment, serves on loopback, ends in order on SIGTERM and SIGINT.
import { openEngine } from './engine.ts'
import { clickhouseServer } from './server.ts'

const setting = (name: string): string => {
  const value = process.env[`MATINEE_CHDB_${name}`]
  if (!value) throw new Error(`MATINEE_CHDB_${name} is missing`)
  return value
}

const folder = setting('FOLDER')
const database = setting('DATABASE')
const engine = await openEngine(folder, database, 1_200_000_000)
const passwords = { writer: setting('WRITER'), reader: setting('READER') }
const server = clickhouseServer({ engine, folder, database, passwords })
server.listen(Number(setting('PORT')), setting('HOST'))

const stop = (): void => {
  server.close(() => {
    engine.close()
    process.exit(0)
  })
  server.closeIdleConnections()
  // A report that still runs need not be waited for; a write is over in far less.
  setTimeout(() => server.closeAllConnections(), 3_000).unref()
}
process.once('SIGTERM', stop)
process.once('SIGINT', stop)
