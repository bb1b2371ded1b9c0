// All servers at once: who waits for whom, and where each keeps its things in the data folder.
import path from 'node:path'
import type { Child } from './child.ts'
import { startClickhouse } from './clickhouse.ts'
import { database, keyDatabase, user } from './environment.ts'
import { startKafka } from './kafka.ts'
import type { Ports } from './ports.ts'
import { startPostgres } from './postgres.ts'
import { startRedis } from './redis.ts'
import { startRegistry } from './registry.ts'
import { startSandbox } from './sandbox.ts'
import type { Secrets } from './secrets.ts'

export type Plan = Readonly<{
  folder: string
  host: string
  ports: Ports
  secrets: Secrets
  /** Origin of the web; with it the payment sandbox is started and sends its webhooks there. */
  publicUrl: string | undefined
  ready(name: string): void
}>

const starting = ({ folder, host, ports, secrets, publicUrl }: Plan): (() => Promise<Child>)[][] => {
  const log = (name: string): string => path.join(folder, 'logs', `${name}.log`)
  const own = (name: string): { folder: string; logFile: string } => ({
    folder: path.join(folder, name),
    logFile: log(name),
  })
  const postgres = { host, port: ports.postgres, user, password: secrets.postgres }
  const sandbox = publicUrl
    ? () =>
        startSandbox({
          file: path.join(folder, 'sandbox.sqlite'),
          logFile: log('sandbox'),
          host,
          port: ports.sandbox,
          key: secrets.paymentsKey,
          webhookSecret: secrets.paymentsWebhook,
          webhookUrl: `${publicUrl}/v1/webhooks/payments/sandbox`,
        })
    : undefined
  return [
    [() => startKafka({ ...own('kafka'), host, port: ports.kafka, controllerPort: ports.controller })],
    [
      () => startPostgres({ ...own('postgres'), ...postgres, databases: [database, 'registry', keyDatabase] }),
      () =>
        startRegistry({
          logFile: log('registry'),
          host,
          port: ports.registry,
          postgres: { ...postgres, database: 'registry' },
        }),
    ],
    [
      () =>
        startClickhouse({
          ...own('clickhouse'),
          host,
          port: ports.clickhouse,
          database,
          writer: secrets.clickhouseWriter,
          reader: secrets.clickhouseReader,
        }),
    ],
    [() => startRedis({ ...own('redis'), host, port: ports.redis, password: secrets.redis })],
    sandbox ? [sandbox] : [],
  ]
}

/** Each line starts in order, the lines beside each other. When one fails, the others are stopped and it is thrown. */
export const startAll = async (plan: Plan): Promise<Child[]> => {
  const started: Child[] = []
  const line = async (steps: (() => Promise<Child>)[]): Promise<void> => {
    for (const step of steps) {
      const child = await step()
      started.push(child)
      plan.ready(child.name)
    }
  }
  const results = await Promise.allSettled(starting(plan).map(line))
  const failed = results.filter((result) => result.status === 'rejected')
  if (failed.length === 0) return started
  await Promise.all(started.map((child) => child.stop()))
  throw new Error(failed.map(({ reason }) => (reason instanceof Error ? reason.message : String(reason))).join('\n'))
}
