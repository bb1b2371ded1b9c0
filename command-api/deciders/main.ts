// The deciders as a process of their own: several share the partitions, each partition has one (PROTOCOL.md).
import { join } from 'node:path'
import { allOf, readConfig, serversConfig } from '../../platform/config.ts'
import { healthConfig, serveHealth } from '../../platform/http.ts'
import { openLog } from '../../platform/log.ts'
import { createLogger } from '../../platform/logger.ts'
import { folderObjects } from '../../platform/objects.ts'
import { untilStopped } from '../../platform/process.ts'
import { objectSnapshots } from '../../platform/snapshots.ts'
import { deciderRoom, threadedWriting } from '../../runtime/index.ts'
import { deciders } from './deciders.ts'

const config = readConfig(allOf(serversConfig, healthConfig))
const installation = config.MATINEE_INSTALLATION
const logger = createLogger('deciders', config.MATINEE_LOG_LEVEL)
const { log, codec } = await openLog(config, 'deciders', logger)
const room = await deciderRoom({
  log,
  codec,
  deciders,
  stateDir: join(config.MATINEE_STATE, 'deciders'),
  snapshots: objectSnapshots(await folderObjects({ root: config.MATINEE_OBJECTS })),
  openWriting: threadedWriting,
  partitions: config.MATINEE_PARTITIONS,
  installation,
  logger,
})
const health = await serveHealth({ logger, title: 'Matinee: deciders', services: () => [room] }, config)
logger.info({ url: health.url }, 'decides')

untilStopped(logger, async () => {
  await room.stop()
  await health.stop()
  await log.close()
})
