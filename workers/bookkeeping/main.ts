// Bookkeeping as a process of its own; several share the partitions.
import { allOf, readConfig, serversConfig } from '../../platform/config.ts'
import { healthConfig, serveHealth } from '../../platform/http.ts'
import { openLog } from '../../platform/log.ts'
import { createLogger } from '../../platform/logger.ts'
import { untilStopped } from '../../platform/process.ts'
import { runProcess } from '../../runtime/index.ts'
import { bookkeeping } from './process.ts'

const config = readConfig(allOf(serversConfig, healthConfig))
const logger = createLogger('bookkeeping', config.MATINEE_LOG_LEVEL)
const { log, codec, deadLetters } = await openLog(config, 'bookkeeping', logger)
const room = await runProcess({ log, codec, deadLetters, process: bookkeeping, logger })
const health = await serveHealth({ logger, title: 'Matinee: bookkeeping', services: () => [room] }, config)
logger.info({ url: health.url }, 'tells sellers and numbers invoices')

untilStopped(logger, async () => {
  await room.stop()
  await health.stop()
  await log.close()
})
