// The one owner of the embedded servers: starts them together, waits for health, says where they are, stops them all.
import fs from 'node:fs'
import path from 'node:path'
import type { Logger } from '../../platform/logger.ts'
import { startAll } from './all.ts'
import type { Child } from './child.ts'
import { type Endpoints, environment, readEndpoints, writeEndpoints } from './environment.ts'
import { openFolder } from './folder.ts'
import { type Guard, standGuard } from './guard.ts'
import { lockFolder } from './lock.ts'
import { choosePorts, type Ports } from './ports.ts'
import { openSecrets } from './secrets.ts'

export type EmbeddedOptions = Readonly<{
  dataDir: string
  logger: Logger
  /** Loopback unless told otherwise. */
  host?: string
  /** `any`: whatever is free (tests); `usual`: those of last time, else the well-known ones, else the next free. */
  ports?: 'any' | 'usual'
  /** Ports that somebody here is about to take. */
  avoid?: readonly number[]
  /** Only for a new data folder: a one-way door. */
  partitions?: number
  /** Origin of the web; with it the payment sandbox runs too and sends its webhooks there. */
  publicUrl?: string
  /** Called as each server becomes ready, with the milliseconds since they were started. */
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

/** The registry goes before the Postgres under it. */
const stopInOrder = async (children: readonly Child[]): Promise<void> => {
  await Promise.all(children.filter(({ name }) => name !== 'postgres').map((child) => child.stop()))
  await Promise.all(children.map((child) => child.stop()))
}

const firstToEnd = (children: readonly Child[], wanted: () => boolean): Promise<never> => {
  const broken = new Promise<never>((_, reject) => {
    for (const child of children)
      void child.exited.then(({ code, signal }) => {
        if (!wanted()) reject(new Error(`${child.name} ended (${signal ?? code}); see ${child.logFile}`))
      })
  })
  broken.catch(() => undefined)
  return broken
}

/**
 * Takes the data folder and starts Kafka, the registry, Postgres, ClickHouse and Redis in it, on loopback.
 * Throws FolderRefused for a folder it may not use, Error with the log's end for a server that does not come up.
 */
export const embeddedServers = async (options: EmbeddedOptions): Promise<EmbeddedServers> => {
  const { logger, host = '127.0.0.1', partitions = 4, publicUrl, avoid, onReady } = options
  const folder = path.resolve(options.dataDir)
  const identity = openFolder(folder, partitions)
  const guard = standGuard()
  const unlock = await lockFolder(folder, guard.owner).catch((error: unknown) => {
    guard.release()
    throw error
  })
  const letGo = (): void => {
    unlock()
    guard.release()
  }
  try {
    const secrets = openSecrets(folder)
    for (const name of ['objects', 'state']) fs.mkdirSync(path.join(folder, name), { recursive: true, mode: 0o700 })
    const before = options.ports === 'any' ? 'any' : (readEndpoints(folder).ports ?? {})
    const endpoints: Endpoints = { host, ports: await choosePorts(host, before, avoid) }
    const { ports } = endpoints
    const began = performance.now()
    const ready = (name: string): void => {
      const milliseconds = Math.round(performance.now() - began)
      logger.info({ server: name, milliseconds }, 'server ready')
      onReady?.(name, milliseconds)
    }
    const children = await startAll({ folder, host, ports, secrets, publicUrl, ready })
    writeEndpoints(folder, endpoints)
    let stopping: Promise<void> | undefined
    return {
      env: environment(folder, identity, endpoints, secrets),
      ports,
      children,
      guard,
      broken: firstToEnd(children, () => stopping !== undefined),
      stop: () => {
        stopping ??= stopInOrder(children).then(letGo)
        return stopping
      },
      unref: () => {
        for (const child of children) child.unref()
      },
    }
  } catch (error) {
    letGo()
    throw error
  }
}
