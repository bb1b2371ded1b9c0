// The media room as a process of its own; several of them share the jobs by partition.
import { join } from 'node:path'
import { Type } from 'typebox'
import { allOf, readConfig, serversConfig } from '../platform/config.ts'
import { healthConfig, serveHealth } from '../platform/http.ts'
import { openLog } from '../platform/log.ts'
import { createLogger } from '../platform/logger.ts'
import { folderObjects } from '../platform/objects.ts'
import { untilStopped } from '../platform/process.ts'
import { openRedis } from '../platform/redis.ts'
import { openCommands } from '../runtime/index.ts'
import { publishProgressTo } from './progress-redis.ts'
import { mediaWorker } from './room.ts'

const mediaConfig = Type.Object({
  MATINEE_MEDIA_WORK: Type.String({ default: '', description: 'folder for work in progress; empty: below the state' }),
  MATINEE_MEDIA_JOBS: Type.Integer({ default: 1, minimum: 1, description: 'jobs at once; each uses all cores' }),
})

const config = readConfig(allOf(allOf(serversConfig, healthConfig), mediaConfig))
const logger = createLogger('media-workers', config.MATINEE_LOG_LEVEL)
const { log, codec, deadLetters } = await openLog(config, 'media-workers', logger)
const partitions = config.MATINEE_PARTITIONS
const commands = await openCommands({ log, codec, contexts: ['media'], partitions, logger })
const redis = openRedis({ url: config.MATINEE_REDIS, prefix: config.MATINEE_REDIS_PREFIX, logger })
const room = await mediaWorker({
  log,
  codec,
  deadLetters,
  objects: await folderObjects({ root: config.MATINEE_OBJECTS }),
  commands,
  logger,
  workDir: config.MATINEE_MEDIA_WORK || join(config.MATINEE_STATE, 'media-work'),
  publishProgress: publishProgressTo(redis),
  concurrency: config.MATINEE_MEDIA_JOBS,
})
const health = await serveHealth({ logger, title: 'Matinee: media workers', services: () => [room] }, config)
logger.info({ url: health.url }, 'takes jobs')

untilStopped(logger, async () => {
  await room.stop()
  await health.stop()
  await commands.close()
  await redis.close()
  await log.close()
})
