// The servers of a chaos run: the embedded ones in a folder of their own, Kafka, Postgres, Redis, the registry and the
// API behind Toxiproxy, each to be killed and started again.
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import type { Child, Exit } from '../../start/servers/child.ts'
import { startClickhouse } from '../../start/servers/clickhouse.ts'
import { database, environment, keyDatabase, user } from '../../start/servers/environment.ts'
import { openFolder } from '../../start/servers/folder.ts'
import { startKafka } from '../../start/servers/kafka.ts'
import { choosePorts } from '../../start/servers/ports.ts'
import { startPostgres } from '../../start/servers/postgres.ts'
import { startRedis } from '../../start/servers/redis.ts'
import { startRegistry } from '../../start/servers/registry.ts'
import { startSandbox } from '../../start/servers/sandbox.ts'
import { openSecrets } from '../../start/servers/secrets.ts'
import { type Disk, mountDisk } from './disk.ts'
import { startToxiproxy, type Toxiproxy } from './toxiproxy.ts'

type Env = Readonly<Record<string, string>>
export type Killable = 'kafka' | 'postgres' | 'redis' | 'registry'

export type ChaosServers = Readonly<{
  folder: string
  /** for the product: everything by way of the proxies */
  env: Env
  /** for the checker: past them */
  direct: Env
  proxies: Toxiproxy
  /** ports of the two APIs: behind the proxies `api-0` and `api-1`, where they listen themselves */
  apis: readonly Readonly<{ proxied: number; own: number }>[]
  /** where the query API listens */
  queryPort: number
  /** the broker's own, where one was asked for */
  disk: Disk | undefined
  /** By SIGKILL unless it has ended, and again on the same folder; resolves to how it ended when it is ready again. */
  killAndStart(name: Killable, downMs?: number): Promise<Exit | undefined>
  /** Settles when the process that runs now is gone. */
  ended(name: Killable): Promise<Exit | undefined>
  stop(): Promise<void>
}>

const host = '127.0.0.1'

export const chaosServers = async (folder: string, wants: Readonly<{ disk: boolean }>): Promise<ChaosServers> => {
  const identity = openFolder(folder, 4)
  const secrets = openSecrets(folder)
  for (const name of ['objects', 'state', 'logs']) mkdirSync(join(folder, name), { recursive: true })
  const disk = wants.disk ? mountDisk(join(folder, 'kafka')) : undefined
  const ports = await choosePorts(host, 'any')
  const by = await choosePorts(host, 'any', Object.values(ports))
  const own = await choosePorts(host, 'any', [...Object.values(ports), ...Object.values(by)])
  const apis = [
    { proxied: by.clickhouse, own: own.clickhouse },
    { proxied: by.sandbox, own: own.sandbox },
  ]
  const queryPort = own.redis
  const logFile = (name: string) => join(folder, 'logs', `${name}.log`)
  const place = (name: Killable | 'clickhouse') => ({
    folder: join(folder, name),
    logFile: logFile(name),
    host,
    port: ports[name],
  })
  const postgres = { host, port: ports.postgres, user, password: secrets.postgres }
  // Clients of the second listener are told to come back by the proxy's port.
  const listeners = {
    listeners: `PLAINTEXT://${host}:${ports.kafka},CONTROLLER://${host}:${ports.controller},PROXIED://${host}:${own.kafka}`,
    'advertised.listeners': `PLAINTEXT://${host}:${ports.kafka},PROXIED://${host}:${by.kafka}`,
    'listener.security.protocol.map': 'PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT,PROXIED:PLAINTEXT',
  }
  const starters: Record<Killable, () => Promise<Child>> = {
    kafka: () =>
      startKafka({
        ...place('kafka'),
        controllerPort: ports.controller,
        differing: { settings: listeners },
      }),
    postgres: () =>
      startPostgres({ ...place('postgres'), ...postgres, databases: [database, 'registry', keyDatabase] }),
    redis: () => startRedis({ ...place('redis'), password: secrets.redis }),
    registry: () => startRegistry({ ...place('registry'), postgres: { ...postgres, database: 'registry' } }),
  }
  const running = new Map<string, Child>()
  const run = async (name: Killable) => running.set(name, await starters[name]())
  const stop = async () => {
    const all = [...running].filter(([name]) => name !== 'postgres').map(([, child]) => child.stop())
    await Promise.all(all)
    await running.get('postgres')?.stop()
    disk?.unmount()
  }
  const killAndStart = async (name: Killable, downMs = 0): Promise<Exit | undefined> => {
    const child = running.get(name)
    const hasEnded = child && (await Promise.race([child.exited, Promise.resolve(undefined)]))
    if (child && !hasEnded) process.kill(child.pid, 'SIGKILL')
    const exit = await child?.exited
    if (downMs) await new Promise((resolve) => setTimeout(resolve, downMs))
    await run(name)
    return exit
  }
  /** One at a time: two faults do not start one server twice. */
  let turn: Promise<unknown> = Promise.resolve()
  try {
    const proxies = await startToxiproxy(by.controller, logFile('toxiproxy'))
    running.set('toxiproxy', proxies.child)
    await proxies.add('kafka', by.kafka, own.kafka)
    await proxies.add('postgres', by.postgres, ports.postgres)
    await proxies.add('redis', by.redis, ports.redis)
    await proxies.add('registry', by.registry, ports.registry)
    for (const [i, api] of apis.entries()) await proxies.add(`api-${i}`, api.proxied, api.own)
    const clickhouse = async () => {
      const { clickhouseWriter: writer, clickhouseReader: reader } = secrets
      running.set('clickhouse', await startClickhouse({ ...place('clickhouse'), database, writer, reader }))
    }
    const sandbox = async () => {
      const child = await startSandbox({
        file: join(folder, 'sandbox.sqlite'),
        logFile: logFile('sandbox'),
        host,
        port: ports.sandbox,
        key: secrets.paymentsKey,
        webhookSecret: secrets.paymentsWebhook,
        webhookUrl: `http://${host}:${apis[0]?.proxied}/v1/webhooks/payments/sandbox`,
      })
      running.set('sandbox', child)
    }
    const sql = async () => {
      await run('postgres')
      await run('registry')
    }
    await Promise.all([run('kafka'), sql(), run('redis'), clickhouse(), sandbox()])
    const direct = {
      ...environment(folder, identity, { host, ports }, secrets),
      MATINEE_HOST: host,
      MATINEE_PUBLIC_URL: `http://${host}:${apis[0]?.proxied}`,
    }
    const behind = { ...ports, kafka: by.kafka, postgres: by.postgres, redis: by.redis, registry: by.registry }
    return {
      folder,
      direct,
      env: { ...direct, ...environment(folder, identity, { host, ports: behind }, secrets) },
      proxies,
      apis,
      queryPort,
      disk,
      killAndStart: (name, downMs) => {
        const mine = turn.then(() => killAndStart(name, downMs))
        turn = mine.catch(() => undefined)
        return mine
      },
      ended: async (name) => running.get(name)?.exited,
      stop,
    }
  } catch (error) {
    await stop()
    throw error
  }
}
