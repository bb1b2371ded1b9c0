// The one owner of the embedded servers: starts them together, waits for health, says where they are, stops them all.
import fs from 'node:fs'
import path from 'node:path'
import type { Logger } from '../../platform/logger.ts'
import type { Child } from './child.ts'
import { startClickhouse } from './clickhouse.ts'
import { openFolder } from './folder.ts'
import { type Guard, standGuard } from './guard.ts'
import { startKafka } from './kafka.ts'
import { lockFolder } from './lock.ts'
import { choosePorts, type Ports } from './ports.ts'
import { startPostgres } from './postgres.ts'
import { startRedis } from './redis.ts'
import { registryUrl, startRegistry } from './registry.ts'
import { openSecrets, openSigningKeys, type Secrets } from './secrets.ts'

export type EmbeddedOptions = Readonly<{
  dataDir: string
  logger: Logger
  /** Loopback unless told otherwise. */
  host?: string
  /** `any`: whatever is free (tests); `usual`: those of last time, else the well-known ones, else the next free. */
  ports?: 'any' | 'usual'
  /** Only for a new data folder: a one-way door. */
  partitions?: number
  /** Called as each server becomes ready. */
  onReady?: (name: string, milliseconds: number) => void
}>

export type EmbeddedServers = Readonly<{
  /** What platform/config.ts asks for, but for MATINEE_PUBLIC_URL and the web's host and port. */
  env: Readonly<Record<string, string>>
  ports: Ports
  children: readonly Child[]
  guard: Guard
  /** Rejects when a server ends although nobody stopped it; never resolves. */
  broken: Promise<never>
  stop(): Promise<void>
  /** Lets this process end while they run; the guard then ends them. */
  unref(): void
}>

const user = 'matinee'
const database = 'matinee'

const readPorts = (file: string): Partial<Ports> => {
  try {
    return (JSON.parse(fs.readFileSync(file, 'utf8')) as { ports: Partial<Ports> }).ports
  } catch {
    return {}
  }
}

/** Starts all of them in `folder`; when one fails the others are stopped before the error is thrown. */
const startAll = async (
  folder: string,
  host: string,
  ports: Ports,
  secrets: Secrets,
  ready: (name: string) => void,
): Promise<Child[]> => {
  const log = (name: string) => path.join(folder, 'logs', `${name}.log`)
  const started: Child[] = []
  const note = async (starting: Promise<Child>): Promise<void> => {
    const child = await starting
    started.push(child)
    ready(child.name)
  }
  const postgres = {
    folder: path.join(folder, 'postgres'),
    logFile: log('postgres'),
    host,
    port: ports.postgres,
    user,
    password: secrets.postgres,
    databases: [database, 'registry'],
  }
  const registry = { host, port: ports.postgres, database: 'registry', user, password: secrets.postgres }
  const starting = [
    note(
      startKafka({
        folder: path.join(folder, 'kafka'),
        logFile: log('kafka'),
        host,
        port: ports.kafka,
        controllerPort: ports.controller,
      }),
    ),
    note(startPostgres(postgres)).then(() =>
      note(startRegistry({ logFile: log('registry'), host, port: ports.registry, postgres: registry })),
    ),
    note(
      startClickhouse({
        folder: path.join(folder, 'clickhouse'),
        logFile: log('clickhouse'),
        host,
        port: ports.clickhouse,
        database,
        writer: secrets.clickhouseWriter,
        reader: secrets.clickhouseReader,
      }),
    ),
    note(
      startRedis({
        folder: path.join(folder, 'redis'),
        logFile: log('redis'),
        host,
        port: ports.redis,
        password: secrets.redis,
      }),
    ),
  ]
  const results = await Promise.allSettled(starting)
  const failed = results.filter((result) => result.status === 'rejected')
  if (failed.length === 0) return started
  await Promise.all(started.map((child) => child.stop()))
  throw new Error(failed.map(({ reason }) => (reason instanceof Error ? reason.message : String(reason))).join('\n'))
}

const environment = (folder: string, host: string, ports: Ports, secrets: Secrets) => ({
  MATINEE_TOPIC_PREFIX: '',
  MATINEE_KAFKA: `${host}:${ports.kafka}`,
  MATINEE_REGISTRY: registryUrl(host, ports.registry),
  MATINEE_POSTGRES: `postgres://${user}:${secrets.postgres}@${host}:${ports.postgres}/${database}`,
  MATINEE_CLICKHOUSE: `http://${host}:${ports.clickhouse}`,
  MATINEE_CLICKHOUSE_DATABASE: database,
  MATINEE_CLICKHOUSE_WRITER: `writer:${secrets.clickhouseWriter}`,
  MATINEE_CLICKHOUSE_READER: `reader:${secrets.clickhouseReader}`,
  MATINEE_REDIS: `redis://:${secrets.redis}@${host}:${ports.redis}`,
  MATINEE_REDIS_PREFIX: 'matinee:',
  MATINEE_OBJECTS: path.join(folder, 'objects'),
  MATINEE_STATE: path.join(folder, 'state'),
  MATINEE_SIGNING_KEYS: openSigningKeys(folder),
  MATINEE_SETUP_SECRET: secrets.setup,
  MATINEE_INTERNAL_SECRET: secrets.internal,
  MATINEE_PAYMENTS: 'sandbox',
  MATINEE_PAYMENTS_URL: `http://${host}:${ports.sandbox}`,
  MATINEE_PAYMENTS_KEY: secrets.paymentsKey,
  MATINEE_PAYMENTS_WEBHOOK_SECRET: secrets.paymentsWebhook,
})

/**
 * Takes the data folder and starts Kafka, the registry, Postgres, ClickHouse and Redis in it, on loopback.
 * Throws FolderRefused for a folder it may not use, Error with the log's end for a server that does not come up.
 */
export const embeddedServers = async (options: EmbeddedOptions): Promise<EmbeddedServers> => {
  const { logger, host = '127.0.0.1', ports: wanted = 'usual', partitions = 4, onReady } = options
  const folder = path.resolve(options.dataDir)
  const identity = openFolder(folder, partitions)
  const guard = standGuard()
  const unlock = await lockFolder(folder, guard.owner)
  const letGo = (): void => {
    unlock()
    guard.release()
  }
  try {
    const secrets = openSecrets(folder)
    for (const name of ['objects', 'state']) fs.mkdirSync(path.join(folder, name), { recursive: true, mode: 0o700 })
    const endpoints = path.join(folder, 'endpoints.json')
    const ports = await choosePorts(host, wanted === 'any' ? 'any' : readPorts(endpoints))
    const began = performance.now()
    const children = await startAll(folder, host, ports, secrets, (name) => {
      const milliseconds = Math.round(performance.now() - began)
      logger.info({ server: name, milliseconds }, 'server ready')
      onReady?.(name, milliseconds)
    })
    const env = {
      MATINEE_INSTALLATION: identity.installation,
      MATINEE_PARTITIONS: String(identity.partitions),
      ...environment(folder, host, ports, secrets),
    }
    const { MATINEE_KAFKA, MATINEE_REGISTRY, MATINEE_CLICKHOUSE } = env
    const about = { ports, MATINEE_KAFKA, MATINEE_REGISTRY, MATINEE_CLICKHOUSE }
    fs.writeFileSync(endpoints, `${JSON.stringify(about, undefined, 2)}\n`)
    let stopping: Promise<void> | undefined
    const broken = new Promise<never>((_, reject) => {
      for (const child of children)
        void child.exited.then(({ code, signal }) => {
          if (!stopping) reject(new Error(`${child.name} ended (${signal ?? code}); see ${child.logFile}`))
        })
    })
    broken.catch(() => undefined)
    // The registry goes before the Postgres under it.
    const stopAll = async (): Promise<void> => {
      await Promise.all(children.filter(({ name }) => name !== 'postgres').map((child) => child.stop()))
      await Promise.all(children.map((child) => child.stop()))
      letGo()
    }
    const stop = (): Promise<void> => {
      stopping ??= stopAll()
      return stopping
    }
    const unref = (): void => {
      for (const child of children) child.unref()
    }
    return { env, ports, children, guard, broken, stop, unref }
  } catch (error) {
    letGo()
    throw error
  }
}
