// The deciders as a process of their own: several share the partitions, each partition has one (PROTOCOL.md).
import { join } from 'node:path'
import { allOf, readConfig, serversConfig } from '../../platform/config.ts'
import { healthConfig, serveHealth } from '../../platform/http.ts'
import { createLogger } from '../../platform/logger.ts'
import { deciderRoom, kafkaLog, registryCodec } from '../../runtime/index.ts'
import { deciders } from './deciders.ts'

const config = readConfig(allOf(serversConfig, healthConfig))
const installation = config.MATINEE_INSTALLATION
const logger = createLogger('deciders', config.MATINEE_LOG_LEVEL)
const log = await kafkaLog({
  brokers: config.MATINEE_KAFKA,
  clientId: 'deciders',
  installation,
  topicPrefix: config.MATINEE_TOPIC_PREFIX,
  logger,
})
const codec = await registryCodec({ url: config.MATINEE_REGISTRY })
await codec.prepare()
const room = await deciderRoom({
  log,
  codec,
  deciders,
  stateDir: join(config.MATINEE_STATE, 'deciders'),
  partitions: config.MATINEE_PARTITIONS,
  installation,
  logger,
})
const health = await serveHealth({ logger, title: 'Matinee: deciders', services: () => [room] }, config)
logger.info({ url: health.url }, 'decides')

const stop = async () => {
  await room.stop()
  await health.stop()
  await log.close()
}
for (const signal of ['SIGTERM', 'SIGINT'] as const)
  process.once(signal, () => {
    stop().then(
      () => process.exit(0),
      (error: unknown) => {
        logger.error({ err: error }, 'did not stop in order')
        process.exit(1)
      },
    )
  })
