// The whole product for a test: a fresh installation, a sandbox payment provider of its own, all rooms.
import { randomInt } from 'node:crypto'
import { once } from 'node:events'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { type DemoPeople, ensureDemoPeople } from '../start/demo/people.ts'
import { runRooms } from '../start/rooms.ts'
import { startSandbox } from '../start/servers/sandbox.ts'
import { freshInstallation } from './installation.ts'
import { startRoom } from './room-process.ts'

export type AppOptions = Readonly<{
  /** shows up in topics and databases */
  name?: string
  /** settings that differ from the usual ones (platform/config.ts) */
  env?: Readonly<Record<string, string>>
}>

/** For tests of something else: one viewer begins the same film again and again, and closes nothing. */
export const manyStreams = { MATINEE_STREAMS_AT_ONCE: '100' } as const

/** The ways that rooms take to the servers, where these are not the servers' own: proxies. */
export type Through = (env: Readonly<Record<string, string>>) => Promise<Readonly<Record<string, string>>>

/** What the rooms need to run: the environment is complete, the provider runs, nothing else does. */
export type Place = Readonly<{
  /** origin of web and APIs once rooms run */
  url: string
  env: Readonly<Record<string, string>>
  /** folder of this installation, removed at the end of the test process */
  folder: string
  /** ends the provider */
  stop(): Promise<void>
}>

export type RunningApp = Place & Readonly<{ setupSecret: string; people: DemoPeople }>

/** Below what the kernel gives to outgoing connections: those would take a port before its server is there. */
const [lowest, highest] = [10_000, 32_000]

/** A port of the loopback that is free now. */
export const freePort = async (): Promise<number> => {
  const port = randomInt(lowest, highest)
  const probe = createServer()
  const isFree = await new Promise<boolean>((resolve) => {
    probe.once('error', () => resolve(false))
    probe.listen(port, '127.0.0.1', () => resolve(true))
  })
  if (!isFree) return freePort()
  probe.close()
  await once(probe, 'close')
  return port
}

/** The web's port comes first: the provider sends its webhooks there. */
export const newPlace = async ({ name = 'app', env: own = {} }: AppOptions = {}): Promise<Place> => {
  const [installation, port, sandboxPort] = [await freshInstallation(name), await freePort(), await freePort()]
  const url = `http://127.0.0.1:${port}`
  const env: Record<string, string> = {
    ...installation,
    MATINEE_LOG_LEVEL: process.env.MATINEE_LOG_LEVEL ?? 'warn',
    MATINEE_PORT: String(port),
    MATINEE_PUBLIC_URL: url,
    MATINEE_PAYMENTS: 'sandbox',
    MATINEE_PAYMENTS_URL: `http://127.0.0.1:${sandboxPort}`,
    ...own,
  }
  const folder = join(env.MATINEE_STATE ?? '', '..')
  const sandbox = await startSandbox({
    file: join(folder, 'sandbox.sqlite'),
    logFile: join(folder, 'sandbox.log'),
    host: '127.0.0.1',
    port: sandboxPort,
    key: env.MATINEE_PAYMENTS_KEY ?? '',
    webhookSecret: env.MATINEE_PAYMENTS_WEBHOOK_SECRET ?? '',
    webhookUrl: `${url}/v1/webhooks/payments/sandbox`,
  })
  return { url, env, folder, stop: () => sandbox.stop() }
}

/** Ready, with a viewer, a seller and an operator of this run; `stop` ends rooms and provider. */
export const runningApp = async (options: AppOptions = {}): Promise<RunningApp> => {
  const place = await newPlace(options)
  const { url, env, folder } = place
  const setupSecret = env.MATINEE_SETUP_SECRET ?? ''
  const settings = { demo: false, port: Number(env.MATINEE_PORT), host: '127.0.0.1', dataDir: folder, external: true }
  const rooms = await runRooms(env, { ...settings, say: () => undefined }).catch(async (error: unknown) => {
    await place.stop()
    throw error
  })
  const stop = async () => {
    await rooms.stop()
    await place.stop()
  }
  try {
    await rooms.ready
    return { ...place, setupSecret, people: await ensureDemoPeople(url, folder, setupSecret), stop }
  } catch (error) {
    await stop()
    throw error
  }
}

export type AppProcess = RunningApp &
  Readonly<{
    /** all that it wrote: its log lines, from the first start on */
    output(): string
    /** by SIGKILL; nothing of it is left then */
    kill(): Promise<void>
    /** again, after a kill */
    start(): Promise<void>
  }>

/** The same as `npm start -- --external --no-demo`: all rooms in one process, which is not this one. */
export const appProcess = async (options: AppOptions & { through?: Through } = {}): Promise<AppProcess> => {
  const place = await newPlace(options)
  const { url, folder } = place
  const env = { ...place.env, ...(await options.through?.(place.env)) }
  const setupSecret = env.MATINEE_SETUP_SECRET ?? ''
  const args = ['--external', '--no-demo', '--port', env.MATINEE_PORT ?? '']
  const run = () => startRoom('start/main.ts', { env, args, logs: join(folder, 'logs') })
  let rooms = await run().catch(async (error: unknown) => {
    await place.stop()
    throw error
  })
  const stop = async () => {
    const { code, signal } = await rooms.stop()
    await place.stop()
    if (code !== 0) throw new Error(`the rooms ended with ${signal ?? code}`)
  }
  const life = { output: () => rooms.output(), kill: () => rooms.kill(), stop }
  const start = async () => {
    rooms = await run()
  }
  const people = await ensureDemoPeople(url, folder, setupSecret).catch(async (error: unknown) => {
    await stop()
    throw error
  })
  return { ...place, ...life, start, setupSecret, people }
}
