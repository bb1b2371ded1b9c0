// Edge as a process of its own: as many as there are places to serve from.
import { Type } from 'typebox'
import { createAuth } from '../platform/auth.ts'
import { allOf, httpConfig, readConfig } from '../platform/config.ts'
import { createApp, serve } from '../platform/http.ts'
import { createLogger } from '../platform/logger.ts'
import { folderObjects } from '../platform/objects.ts'
import { untilStopped } from '../platform/process.ts'
import { followClosures } from './closures.ts'
import { edgeRoom } from './room.ts'

const edgeConfig = Type.Object({
  MATINEE_OBJECTS: Type.String({ minLength: 1, description: 'folder of the object store' }),
  MATINEE_QUERY_URL: Type.String({
    minLength: 1,
    description: 'origin of query-api, for the feed of closed playbacks',
  }),
})

const config = readConfig(allOf(httpConfig, edgeConfig))
const logger = createLogger('edge')
const auth = await createAuth({ keysFile: config.MATINEE_SIGNING_KEYS, issuer: config.MATINEE_PUBLIC_URL })
const objects = await folderObjects({ root: config.MATINEE_OBJECTS })
const closures = followClosures({ url: config.MATINEE_QUERY_URL, secret: config.MATINEE_INTERNAL_SECRET, logger })
const app = await createApp({ logger, title: 'Matinee: edge', auth, services: () => [closures.service] })
await edgeRoom(app, { objects, auth, closures })
const server = await serve(app, {
  name: 'edge',
  host: config.MATINEE_HOST,
  port: config.MATINEE_PORT,
  noticeMs: 2_000,
})
logger.info({ url: server.url }, 'gives out films')

untilStopped(logger, async () => {
  await server.stop()
  await closures.service.stop()
})
