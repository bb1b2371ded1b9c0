// The film's pipeline as a process of its own; several share the partitions.
import { allOf, readConfig, serversConfig } from '../../platform/config.ts'
import { healthConfig, serveHealth } from '../../platform/http.ts'
import { openLog } from '../../platform/log.ts'
import { createLogger } from '../../platform/logger.ts'
import { untilStopped } from '../../platform/process.ts'
import { runProcess } from '../../runtime/index.ts'
import { filmPipeline } from './process.ts'

const config = readConfig(allOf(serversConfig, healthConfig))
const logger = createLogger('film-pipeline', config.MATINEE_LOG_LEVEL)
const { log, codec, deadLetters } = await openLog(config, 'film-pipeline', logger)
const room = await runProcess({ log, codec, deadLetters, process: filmPipeline, logger })
const health = await serveHealth({ logger, title: 'Matinee: film pipeline', services: () => [room] }, config)
logger.info({ url: health.url }, 'sends uploads on')

untilStopped(logger, async () => {
  await room.stop()
  await health.stop()
  await log.close()
})
