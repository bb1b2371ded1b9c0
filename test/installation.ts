// An installation of its own on the shared servers: own topics, databases, cache keys and folders, removed at the end.
import { randomBytes } from 'node:crypto'
import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { Client } from 'pg'
import { pino } from 'pino'
import { kafkaClient } from '../runtime/kafka/client.ts'
import { atEnd, type Env, servers } from './servers.ts'

const postgres = async (url: string, statement: string): Promise<void> => {
  const client = new Client({ connectionString: url })
  await client.connect()
  try {
    await client.query(statement)
  } finally {
    await client.end()
  }
}

const clickhouse = async (env: Env, statement: string): Promise<void> => {
  const answer = await fetch(env.MATINEE_CLICKHOUSE ?? '', {
    method: 'POST',
    body: statement,
    headers: { authorization: `Basic ${Buffer.from(env.MATINEE_CLICKHOUSE_WRITER ?? '').toString('base64')}` },
  })
  if (!answer.ok) throw new Error(`ClickHouse: ${await answer.text()}`)
}

const deleteTopics = async (brokers: string, prefix: string): Promise<void> => {
  const logger = pino({ level: 'silent' })
  const admin = kafkaClient({ clientId: 'test', brokers: brokers.split(','), logger }).admin()
  await admin.connect()
  try {
    const topics = (await admin.listTopics()).filter((topic) => topic.startsWith(prefix))
    if (topics.length) await admin.deleteTopics({ topics })
  } finally {
    await admin.disconnect()
  }
}

const withDatabase = (url: string, database: string): string => {
  const changed = new URL(url)
  changed.pathname = `/${database}`
  return changed.href
}

/**
 * The full environment (platform/config.ts) of a new, empty installation; `name` shows up in its topics and databases.
 * What it leaves on shared servers is removed when this process has nothing else left to do.
 */
export const freshInstallation = async (name: string): Promise<Record<string, string>> => {
  const env = await servers()
  const id = `${name.toLowerCase().replace(/[^a-z0-9]+/g, '-')}-${randomBytes(4).toString('hex')}`
  const database = `t_${id.replaceAll('-', '_')}`
  const prefix = `${id}.`
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), `matinee-${id}-`))
  const sql = env.MATINEE_POSTGRES ?? ''
  const folders = { MATINEE_OBJECTS: path.join(folder, 'objects'), MATINEE_STATE: path.join(folder, 'state') }
  for (const made of Object.values(folders)) fs.mkdirSync(made)
  await postgres(sql, `create database ${database}`)
  await clickhouse(env, `create database ${database}`)
  atEnd(() => {
    fs.rmSync(folder, { recursive: true, force: true })
    return Promise.allSettled([
      postgres(sql, `drop database if exists ${database} with (force)`),
      clickhouse(env, `drop database if exists ${database} sync`),
      deleteTopics(env.MATINEE_KAFKA ?? '', prefix),
    ])
  })
  return {
    ...env,
    ...folders,
    MATINEE_INSTALLATION: id,
    MATINEE_TOPIC_PREFIX: prefix,
    MATINEE_POSTGRES: withDatabase(sql, database),
    MATINEE_KEY_STORE: withDatabase(sql, database),
    MATINEE_CLICKHOUSE_DATABASE: database,
    MATINEE_REDIS_PREFIX: `${id}:`,
    MATINEE_HOST: '127.0.0.1',
    MATINEE_PORT: '0',
    MATINEE_PUBLIC_URL: 'http://127.0.0.1',
  }
}
