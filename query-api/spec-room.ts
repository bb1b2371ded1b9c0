// For specs: the room on real servers, fed by what happens on a log in memory.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Redis } from 'ioredis'
import { createAuth, ensureKeys, type Role } from '../platform/auth.ts'
import { openClickhouseWriter } from '../platform/clickhouse.ts'
import { allOf, keysConfig, readConfig, serversConfig } from '../platform/config.ts'
import { createApp, serve } from '../platform/http.ts'
import { createLogger } from '../platform/logger.ts'
import { openPostgres } from '../platform/postgres.ts'
import { openRedis } from '../platform/redis.ts'
import { analyticsRoom } from '../projectors/analytics/room.ts'
import { memoryHappenings } from '../projectors/happening.ts'
import { projectorsRoom } from '../projectors/room.ts'
import { freshInstallation } from '../test/installation.ts'
import { openQueryApi } from './open.ts'
import { queryApi } from './room.ts'

type Answer<T> = Readonly<{ status: number; headers: Headers; body: T }>
export type Asking = Readonly<{
  as?: string
  headers?: Readonly<Record<string, string>>
  /** origin; the room's own unless told */
  at?: string
}>

/** The port of nobody. */
const nowhere = {
  MATINEE_POSTGRES: 'postgres://x:x@127.0.0.1:9/x',
  MATINEE_CLICKHOUSE: 'http://127.0.0.1:9',
  MATINEE_REDIS: 'redis://127.0.0.1:9',
}

export const internalSecret = 'between rooms'

/** What a refusal is: its status and its type. */
export const problemOf = ({ status, body }: Readonly<{ status: number; body: unknown }>) => [
  status,
  (body as { type?: string }).type,
]

/** Starts everything; `close` ends it in the order in which nothing is missed. */
export const specRoom = async (name: string) => {
  const env = await freshInstallation(name)
  const config = readConfig(allOf(serversConfig, keysConfig), env)
  const logger = createLogger('test', 'silent')
  const postgres = openPostgres({ url: config.MATINEE_POSTGRES, room: 'test', logger })
  const clickhouse = openClickhouseWriter({
    url: config.MATINEE_CLICKHOUSE,
    database: config.MATINEE_CLICKHOUSE_DATABASE,
    credentials: config.MATINEE_CLICKHOUSE_WRITER,
    room: 'test',
  })
  const redis = openRedis({ url: config.MATINEE_REDIS, prefix: config.MATINEE_REDIS_PREFIX, logger })
  const happenings = await memoryHappenings()
  const projectors = await projectorsRoom({ ...happenings, postgres, logger })
  const analytics = await analyticsRoom({
    ...happenings,
    ...{ postgres, clickhouse, logger, pace: 0, stateDir: config.MATINEE_STATE },
  })
  await Promise.all([projectors.ready, analytics.ready])

  const folder = mkdtempSync(join(tmpdir(), 'query-api-'))
  const keysFile = join(folder, 'keys.json')
  await ensureKeys(keysFile)
  const auth = await createAuth({ keysFile, issuer: 'http://matinee.test' })
  const closers: (() => Promise<unknown>)[] = []
  const serveFrom = async (servers: typeof config) => {
    const api = openQueryApi(servers, logger)
    const app = await createApp({ logger, title: 'spec', auth, internalSecret })
    queryApi(app, api)
    const server = await serve(app, { name: 'spec', host: '127.0.0.1', port: 0 })
    closers.push(() => server.stop().then(api.close))
    return server.url
  }
  const url = await serveFrom(config)

  const tokens = new Map<string, string>()
  /** Lets `as` name this person from now on. */
  const person = async (as: string, personId: string, ...roles: Role[]) => {
    tokens.set(as, await auth.signAccess({ personId, sessionId: personId, roles, simulated: false }))
  }
  const ask = (path: string, { as, headers = {}, at = url }: Asking = {}, signal?: AbortSignal): Promise<Response> =>
    fetch(at + path, {
      headers: { ...headers, ...(as ? { authorization: `Bearer ${tokens.get(as) ?? as}` } : {}) },
      ...(signal ? { signal } : {}),
    })
  const get = async <T = Record<string, unknown>>(path: string, asking: Asking = {}): Promise<Answer<T>> => {
    const answer = await ask(path, asking)
    const text = await answer.text()
    return { status: answer.status, headers: answer.headers, body: (text ? JSON.parse(text) : undefined) as T }
  }
  const close = async () => {
    await Promise.all(closers.map((end) => end()))
    await Promise.all([projectors.stop(), analytics.stop()])
    await Promise.all([postgres.close(), clickhouse.close(), redis.close()])
    rmSync(folder, { recursive: true })
  }
  /** Takes from Redis what the room keeps there; returns how much it was. */
  const forgetCached = async (): Promise<number> => {
    const client = new Redis(config.MATINEE_REDIS)
    const keys = await client.keys(`${config.MATINEE_REDIS_PREFIX}*`)
    if (keys.length) await client.del(keys)
    client.disconnect()
    return keys.length
  }
  /** The same room with some of its servers out of reach. */
  const without = (...names: ('MATINEE_POSTGRES' | 'MATINEE_CLICKHOUSE' | 'MATINEE_REDIS')[]) =>
    serveFrom({ ...config, ...Object.fromEntries(names.map((name) => [name, nowhere[name]])) })
  return { ...happenings, env, url, without, postgres, redis, person, ask, get, forgetCached, close }
}
