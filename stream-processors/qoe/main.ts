// The room that watches how films play, as a process of its own; several share the output's partitions.
import { join } from 'node:path'
import { allOf, readConfig, serversConfig } from '../../platform/config.ts'
import { growHeapSlowly } from '../../platform/heap.ts'
import { healthConfig, serveHealth } from '../../platform/http.ts'
import { openLog } from '../../platform/log.ts'
import { createLogger } from '../../platform/logger.ts'
import { untilStopped } from '../../platform/process.ts'
import { qoeRoom } from './room.ts'

growHeapSlowly()
const config = readConfig(allOf(serversConfig, healthConfig))
const logger = createLogger('qoe', config.MATINEE_LOG_LEVEL)
const { log, codec, deadLetters } = await openLog(config, 'qoe', logger)
const room = await qoeRoom({
  log,
  codec,
  deadLetters,
  installation: config.MATINEE_INSTALLATION,
  stateDir: join(config.MATINEE_STATE, 'qoe'),
  logger,
})
const health = await serveHealth({ logger, title: 'Matinee: quality of experience', services: () => [room] }, config)
logger.info({ url: health.url }, 'watches how films play')
room.ready.then(
  () => logger.info('has caught up'),
  (error: unknown) => logger.debug({ err: String(error) }, 'stopped before it had caught up'),
)

untilStopped(logger, async () => {
  await room.stop()
  await health.stop()
  await log.close()
})
