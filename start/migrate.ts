// Makes what all rooms look up: topics, schemas, signing keys. Run once per version, before the rooms are started.
import { ensureKeys } from '../platform/auth.ts'
import { allOf, httpConfig, readConfig, serversConfig } from '../platform/config.ts'
import { createLogger, type Logger } from '../platform/logger.ts'
import { checkIdsResolve, kafkaLog, registryCodec, topicsOf } from '../runtime/index.ts'

/**
 * Idempotent; nothing is removed. Throws WrongTopic, RegistryFailed or SchemaIdsLost with what to do. Tables are not made
 * here: each belongs to one room (projectors, analytics, command-api), which migrates it.
 */
export const migrate = async (env: Readonly<Record<string, string | undefined>>, logger: Logger): Promise<void> => {
  const config = readConfig(allOf(serversConfig, httpConfig), env)
  await ensureKeys(config.MATINEE_SIGNING_KEYS)
  const log = await kafkaLog({
    brokers: config.MATINEE_KAFKA,
    clientId: 'migrate',
    installation: config.MATINEE_INSTALLATION,
    topicPrefix: config.MATINEE_TOPIC_PREFIX,
    logger,
  })
  try {
    const topics = topicsOf(config.MATINEE_PARTITIONS)
    await log.createTopics(topics)
    const codec = await registryCodec({ url: config.MATINEE_REGISTRY })
    await codec.prepare()
    await checkIdsResolve({ log, codec, topics: topics.map(({ topic }) => topic) })
    logger.info({ topics: topics.length }, 'topics and schemas are there')
  } finally {
    await log.close()
  }
}

if (import.meta.main) await migrate(process.env, createLogger('migrate'))
