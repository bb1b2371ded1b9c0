// The room that recommends films, as a process of its own; several share the output's partitions.
import { join } from 'node:path'
import { allOf, readConfig, serversConfig } from '../../platform/config.ts'
import { growHeapSlowly } from '../../platform/heap.ts'
import { healthConfig, serveHealth } from '../../platform/http.ts'
import { openLog } from '../../platform/log.ts'
import { createLogger } from '../../platform/logger.ts'
import { untilStopped } from '../../platform/process.ts'
import { recommendationsRoom } from './room.ts'

growHeapSlowly()
const config = readConfig(allOf(serversConfig, healthConfig))
const logger = createLogger('recommendations', config.MATINEE_LOG_LEVEL)
const { log, codec, deadLetters } = await openLog(config, 'recommendations', logger)
const room = await recommendationsRoom({
  log,
  codec,
  deadLetters,
  installation: config.MATINEE_INSTALLATION,
  stateDir: join(config.MATINEE_STATE, 'recommendations'),
  logger,
})
const health = await serveHealth({ logger, title: 'Matinee: recommendations', services: () => [room] }, config)
logger.info({ url: health.url }, 'recommends films')
room.ready.then(
  () => logger.info('has caught up'),
  (error: unknown) => logger.debug({ err: String(error) }, 'stopped before it had caught up'),
)

untilStopped(logger, async () => {
  await room.stop()
  await health.stop()
  await log.close()
})
