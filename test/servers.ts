// The servers that tests run on: those of the environment, the shared ones of `--keep`, or embedded ones of their own.
import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { createLogger } from '../platform/logger.ts'
import { type EmbeddedServers, embeddedServers } from '../start/servers/index.ts'
import { startedAt } from '../start/servers/lock.ts'
import { own } from '../start/servers/places.ts'

export type Env = Readonly<Record<string, string>>

/** Written by `node test/servers.ts --keep`, used while that process lives. */
const endpointsFile = path.join(own, 'test-endpoints.json')

type Kept = Readonly<{ pid: number; started: string; env: Env }>

const kept = (): Env | undefined => {
  try {
    const { pid, started, env } = JSON.parse(fs.readFileSync(endpointsFile, 'utf8')) as Kept
    return startedAt(pid) === started ? env : undefined
  } catch {
    return undefined
  }
}

const given = (): Env | undefined =>
  process.env.MATINEE_KAFKA
    ? Object.fromEntries(
        Object.entries(process.env).filter((entry): entry is [string, string] => entry[0].startsWith('MATINEE_')),
      )
    : undefined

/** Starts embedded servers in a new temporary folder, which `stop` removes. */
export const temporaryServers = async (): Promise<EmbeddedServers> => {
  const dataDir = fs.mkdtempSync(path.join(os.tmpdir(), 'matinee-test-'))
  const remove = (): void => fs.rmSync(dataDir, { recursive: true, force: true })
  const logger = createLogger('test servers', process.env.MATINEE_LOG_LEVEL ?? 'warn')
  try {
    const running = await embeddedServers({ dataDir, logger, ports: 'any' })
    return { ...running, stop: () => running.stop().then(remove) }
  } catch (error) {
    remove()
    throw error
  }
}

const endings: (() => Promise<unknown>)[] = []

/** Runs `work` when this process has nothing else left to do; the last one given runs first. */
export const atEnd = (work: () => Promise<unknown>): void => {
  if (endings.length === 0)
    process.once('beforeExit', async () => {
      for (const ending of endings.reverse()) await ending()
    })
  endings.push(work)
}

/** Ours for this process only. */
const ownServers = async (): Promise<Env> => {
  const running = await temporaryServers()
  running.unref()
  atEnd(() => running.stop())
  return running.env
}

let promise: Promise<Env> | undefined

/** Environment names and values (platform/config.ts) of servers that are up. */
export const servers = (): Promise<Env> => {
  const there = given() ?? kept()
  promise ??= there ? Promise.resolve(there) : ownServers()
  return promise
}

/** Holds one set for everybody on this machine until Ctrl-C. */
const keep = async (): Promise<void> => {
  if (kept()) throw new Error(`servers are kept already; see ${endpointsFile}`)
  const running = await temporaryServers()
  const content: Kept = { pid: process.pid, started: startedAt(process.pid) ?? '', env: running.env }
  fs.mkdirSync(own, { recursive: true })
  fs.writeFileSync(endpointsFile, JSON.stringify(content, undefined, 2), { mode: 0o600 })
  console.log(`servers are up until this process ends; tests find them in ${endpointsFile}`)
  const end = (): void => {
    fs.rmSync(endpointsFile, { force: true })
    void running.stop().then(() => process.exit(0))
  }
  process.once('SIGINT', end).once('SIGTERM', end)
  running.broken.catch((error: Error) => {
    console.error(error.message)
    end()
  })
}

if (import.meta.main && process.argv.includes('--keep')) await keep()
