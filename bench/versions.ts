// What the figures were measured with.
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { Client } from 'pg'
import { root } from '../start/servers/places.ts'
import type { Env } from '../test/servers.ts'

export type Versions = Readonly<{ node: string; kafka: string; postgres: string; kafkajs: string }>

const jsonOf = <T>(file: string): T => JSON.parse(readFileSync(file, 'utf8')) as T

const packageVersion = (name: string): string =>
  jsonOf<{ version: string }>(createRequire(import.meta.url).resolve(`${name}/package.json`)).version

const postgresVersion = async (url: string): Promise<string> => {
  const client = new Client({ connectionString: url })
  await client.connect()
  try {
    const { rows } = await client.query<{ server_version: string }>('show server_version')
    return rows[0]?.server_version ?? 'unknown'
  } finally {
    await client.end()
  }
}

/** A broker that was given by the environment does not say its version. */
export const versionsOf = async (env: Env): Promise<Versions> => ({
  node: process.version,
  kafka: process.env.MATINEE_KAFKA
    ? 'as given'
    : jsonOf<{ kafka: string }>(join(root, 'start/bootstrap/versions.json')).kafka,
  postgres: await postgresVersion(env.MATINEE_POSTGRES ?? ''),
  kafkajs: packageVersion('kafkajs'),
})
