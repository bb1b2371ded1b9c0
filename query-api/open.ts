// Opens what the room reads from: Postgres and the key store (read only), ClickHouse's reader, Redis.
import { isAway } from '../platform/away.ts'
import { openClickhouseReader } from '../platform/clickhouse.ts'
import type { KeysConfig, ServersConfig } from '../platform/config.ts'
import type { Logger } from '../platform/logger.ts'
import { isNotBuilt, openPostgres, type ReadStore } from '../platform/postgres.ts'
import { viewPositions } from '../platform/postgres-positions.ts'
import { problem } from '../platform/problems.ts'
import { openRedis } from '../platform/redis.ts'
import { openSealing } from '../platform/sealing.ts'
import type { QueryApi } from './deps.ts'

export const openQueryApi = (
  config: ServersConfig & KeysConfig,
  logger: Logger,
): QueryApi & Readonly<{ close(): Promise<void> }> => {
  const room = 'query-api'
  const postgres = openPostgres({ url: config.MATINEE_POSTGRES, room, logger, readOnly: true })
  const store = answering(postgres)
  const analytics = openClickhouseReader({
    url: config.MATINEE_CLICKHOUSE,
    database: config.MATINEE_CLICKHOUSE_DATABASE,
    credentials: config.MATINEE_CLICKHOUSE_READER,
    room,
  })
  const cache = openRedis({ url: config.MATINEE_REDIS, prefix: config.MATINEE_REDIS_PREFIX, logger })
  const sealing = openSealing({ config, room, logger, readOnly: true })
  return {
    store,
    positions: viewPositions(store),
    analytics,
    cache,
    sealing,
    logger,
    now: Date.now,
    close: async () => {
      await Promise.all([postgres.close(), analytics.close(), cache.close(), sealing.close()])
    },
  }
}

/** A view that is being built, or a server that is away, is a problem that the client waits out. */
const answering = (store: ReadStore): ReadStore => ({
  rows: async <Row extends object>(strings: TemplateStringsArray, ...values: readonly unknown[]) => {
    try {
      return await store.rows<Row>(strings, ...values)
    } catch (error) {
      if (isNotBuilt(error)) throw problem('unavailable', 'This view is being built.', { retryAfter: 2 })
      if (isAway(error)) throw problem('unavailable', 'The views cannot be read at the moment.', { retryAfter: 2 })
      throw error
    }
  },
})
