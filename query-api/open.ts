// Opens what the room reads from: Postgres (read only), ClickHouse's reader, Redis.
import { openClickhouseReader } from '../platform/clickhouse.ts'
import type { ServersConfig } from '../platform/config.ts'
import type { Logger } from '../platform/logger.ts'
import { openPostgres } from '../platform/postgres.ts'
import { viewPositions } from '../platform/postgres-positions.ts'
import { openRedis } from '../platform/redis.ts'
import type { QueryApi } from './deps.ts'

export const openQueryApi = (
  config: ServersConfig,
  logger: Logger,
): QueryApi & Readonly<{ close(): Promise<void> }> => {
  const room = 'query-api'
  const store = openPostgres({ url: config.MATINEE_POSTGRES, room, logger, readOnly: true })
  const analytics = openClickhouseReader({
    url: config.MATINEE_CLICKHOUSE,
    database: config.MATINEE_CLICKHOUSE_DATABASE,
    credentials: config.MATINEE_CLICKHOUSE_READER,
    room,
  })
  const cache = openRedis({ url: config.MATINEE_REDIS, prefix: config.MATINEE_REDIS_PREFIX, logger })
  return {
    store,
    positions: viewPositions(store),
    analytics,
    cache,
    logger,
    now: Date.now,
    close: async () => {
      await Promise.all([store.close(), analytics.close(), cache.close()])
    },
  }
}
