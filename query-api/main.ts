// The query API as a process of its own; any number of them answer the same.
import { createAuth } from '../platform/auth.ts'
import { allOf, httpConfig, keysConfig, readConfig, serversConfig } from '../platform/config.ts'
import { createApp, serve } from '../platform/http.ts'
import { createLogger } from '../platform/logger.ts'
import { untilStopped } from '../platform/process.ts'
import { openQueryApi } from './open.ts'
import { queryApi } from './room.ts'
import { viewsBuilt } from './views-built.ts'

const config = readConfig(allOf(allOf(serversConfig, httpConfig), keysConfig))
const logger = createLogger('query-api', config.MATINEE_LOG_LEVEL)
const auth = await createAuth({ keysFile: config.MATINEE_SIGNING_KEYS, issuer: config.MATINEE_PUBLIC_URL })
const api = openQueryApi(config, logger)
const views = viewsBuilt(api)
const app = await createApp({
  logger,
  title: 'Matinee: queries',
  auth,
  internalSecret: config.MATINEE_INTERNAL_SECRET,
  corsOrigins: config.MATINEE_CORS_ORIGINS.split(',').filter(Boolean),
  services: () => [views],
})
queryApi(app, api)
const server = await serve(app, {
  name: 'query-api',
  host: config.MATINEE_HOST,
  port: config.MATINEE_PORT,
  noticeMs: 2_000,
})
logger.info({ url: server.url }, 'answers reads')

untilStopped(logger, async () => {
  await server.stop()
  await views.stop()
  await api.close()
})
