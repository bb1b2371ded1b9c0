// The command API as a process of its own.
import { createAuth } from '../../platform/auth.ts'
import { allOf, httpConfig, keysConfig, paymentsConfig, readConfig, serversConfig } from '../../platform/config.ts'
import { createApp, serve } from '../../platform/http.ts'
import { openLog } from '../../platform/log.ts'
import { createLogger } from '../../platform/logger.ts'
import { createMetrics } from '../../platform/metrics.ts'
import { folderObjects } from '../../platform/objects.ts'
import { openPostgres } from '../../platform/postgres.ts'
import { untilStopped } from '../../platform/process.ts'
import { openRedis } from '../../platform/redis.ts'
import { openSealing } from '../../platform/sealing.ts'
import type { Service } from '../../platform/service.ts'
import { openCommandApi } from './open.ts'
import { settingsFrom } from './settings.ts'

const config = readConfig(allOf(allOf(serversConfig, httpConfig), allOf(paymentsConfig, keysConfig)))
const logger = createLogger('command-api', config.MATINEE_LOG_LEVEL)
const metrics = createMetrics()
const auth = await createAuth({ keysFile: config.MATINEE_SIGNING_KEYS, issuer: config.MATINEE_PUBLIC_URL })
const postgres = openPostgres({ url: config.MATINEE_POSTGRES, room: 'command-api', logger })
const cache = openRedis({ url: config.MATINEE_REDIS, prefix: config.MATINEE_REDIS_PREFIX, logger })
const sealing = openSealing({ config, room: 'command-api', logger })
const { log, codec, deadLetters } = await openLog(config, 'command-api', logger)
const { services, room } = await openCommandApi({
  log,
  codec,
  deadLetters,
  postgres,
  cache,
  sealing,
  objects: await folderObjects({ root: config.MATINEE_OBJECTS }),
  auth,
  metrics,
  logger,
  partitions: config.MATINEE_PARTITIONS,
  settings: settingsFrom(config),
})

const app = await createApp({
  logger,
  title: 'Matinee: commands',
  auth,
  metrics,
  internalSecret: config.MATINEE_INTERNAL_SECRET,
  corsOrigins: config.MATINEE_CORS_ORIGINS.split(',').filter(Boolean),
  services: () => services,
})
await room(app)
const server = await serve(app, {
  name: 'command-api',
  host: config.MATINEE_HOST,
  port: config.MATINEE_PORT,
  noticeMs: 2_000,
})
logger.info({ url: server.url }, 'takes commands')

untilStopped(logger, async () => {
  const parts: readonly Service[] = [server, ...services.toReversed()]
  for (const part of parts) await part.stop()
  await log.close()
  await postgres.close()
  await cache.close()
  await sealing.close()
})
