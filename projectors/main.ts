// The projectors as a process of their own: the Postgres views and ClickHouse. Several share the partitions.
import { join } from 'node:path'
import { Type } from 'typebox'
import { openClickhouseWriter } from '../platform/clickhouse.ts'
import { allOf, readConfig, serversConfig } from '../platform/config.ts'
import { growHeapSlowly } from '../platform/heap.ts'
import { createApp, serve } from '../platform/http.ts'
import { openLog } from '../platform/log.ts'
import { createLogger } from '../platform/logger.ts'
import { createMetrics } from '../platform/metrics.ts'
import { openPostgres } from '../platform/postgres.ts'
import { untilStopped } from '../platform/process.ts'
import { analyticsRoom } from './analytics/room.ts'
import { projectorsRoom } from './room.ts'

const healthConfig = Type.Object({
  MATINEE_HOST: Type.String({ default: '127.0.0.1' }),
  MATINEE_PORT: Type.Integer({ default: 0, minimum: 0, description: 'for /readyz and /metrics; 0 takes a free one' }),
})

growHeapSlowly()
const config = readConfig(allOf(serversConfig, healthConfig))
const logger = createLogger('projectors', config.MATINEE_LOG_LEVEL)
const { log, codec, deadLetters } = await openLog(config, 'projectors', logger)
const postgres = openPostgres({ url: config.MATINEE_POSTGRES, room: 'projectors', logger, max: 16 })
const clickhouse = openClickhouseWriter({
  url: config.MATINEE_CLICKHOUSE,
  database: config.MATINEE_CLICKHOUSE_DATABASE,
  credentials: config.MATINEE_CLICKHOUSE_WRITER,
  room: 'projectors',
})
const metrics = createMetrics()
const deps = { log, codec, deadLetters, postgres, logger }
const rooms = [
  await projectorsRoom({ ...deps, metrics }),
  await analyticsRoom({ ...deps, clickhouse, stateDir: join(config.MATINEE_STATE, 'analytics') }),
]
const app = await createApp({ logger, title: 'Matinee: projectors', metrics, services: () => rooms })
const server = await serve(app, { name: 'projectors', host: config.MATINEE_HOST, port: config.MATINEE_PORT })
logger.info({ url: server.url }, 'keeps the views')
Promise.all(rooms.map(({ ready }) => ready)).then(
  () => logger.info('all views have caught up'),
  (error: unknown) => logger.error({ err: String(error) }, 'a view will not catch up'),
)

untilStopped(logger, async () => {
  await Promise.all(rooms.map((room) => room.stop()))
  await server.stop()
  await Promise.all([postgres.close(), clickhouse.close(), log.close()])
})
