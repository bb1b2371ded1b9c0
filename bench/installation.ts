// An installation of its own for a measurement: fresh topics, schemas registered, a log to use.
import { createLogger } from '../platform/logger.ts'
import { kafkaLog, registryCodec, topicsOf } from '../runtime/index.ts'
import { freshInstallation } from '../test/installation.ts'

export const benchInstallation = async (name: string) => {
  const env = await freshInstallation(`bench-${name}`)
  const partitions = Number(env.MATINEE_PARTITIONS)
  const logger = createLogger(`bench ${name}`, 'warn')
  const brokers = env.MATINEE_KAFKA ?? ''
  const topicPrefix = env.MATINEE_TOPIC_PREFIX ?? ''
  const installation = env.MATINEE_INSTALLATION ?? ''
  const log = await kafkaLog({ brokers, clientId: `bench-${name}`, installation, topicPrefix, logger })
  await log.createTopics(topicsOf(partitions))
  const codec = await registryCodec({ url: env.MATINEE_REGISTRY ?? '' })
  await codec.prepare()
  return { env, partitions, logger, brokers, topicPrefix, installation, log, codec }
}
