// Where the servers of a data folder are, as the environment that platform/config.ts reads.
import fs from 'node:fs'
import path from 'node:path'
import { type Identity, readFolder } from './folder.ts'
import type { Ports } from './ports.ts'
import { registryUrl } from './registry.ts'
import { openSecrets, openSigningKeys, type Secrets } from './secrets.ts'

export const user = 'matinee'
export const database = 'matinee'
export const keyDatabase = 'keys'

/** What `endpoints.json` tells: no secrets in it. `url`: the web, once rooms run. */
export type Endpoints = Readonly<{ host: string; ports: Ports; url?: string }>

const file = (folder: string): string => path.join(folder, 'endpoints.json')

export const readEndpoints = (folder: string): Partial<Endpoints> => {
  try {
    return JSON.parse(fs.readFileSync(file(folder), 'utf8')) as Partial<Endpoints>
  } catch {
    return {}
  }
}

export const writeEndpoints = (folder: string, endpoints: Endpoints): void => {
  fs.writeFileSync(`${file(folder)}.new`, `${JSON.stringify(endpoints, undefined, 2)}\n`)
  fs.renameSync(`${file(folder)}.new`, file(folder))
}

/** All but MATINEE_PUBLIC_URL and the web's host and port. */
export const environment = (
  folder: string,
  { installation, partitions }: Identity,
  { host, ports }: Endpoints,
  secrets: Secrets,
): Record<string, string> => ({
  MATINEE_INSTALLATION: installation,
  MATINEE_PARTITIONS: String(partitions),
  MATINEE_TOPIC_PREFIX: '',
  MATINEE_KAFKA: `${host}:${ports.kafka}`,
  MATINEE_REGISTRY: registryUrl(host, ports.registry),
  MATINEE_POSTGRES: `postgres://${user}:${secrets.postgres}@${host}:${ports.postgres}/${database}`,
  MATINEE_KEY_STORE: `postgres://${user}:${secrets.postgres}@${host}:${ports.postgres}/${keyDatabase}`,
  MATINEE_KEYS_SECRET: secrets.subjectKeys,
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

/** The environment of the system that runs on a data folder; undefined when none has run there. */
export const runningEnvironment = (folder: string): Record<string, string> | undefined => {
  const identity = readFolder(folder)
  const { host, ports, url } = readEndpoints(folder)
  if (!identity || !host || !ports) return undefined
  const env = environment(folder, identity, { host, ports }, openSecrets(folder))
  return { ...env, ...(url ? { MATINEE_PUBLIC_URL: url } : {}) }
}
