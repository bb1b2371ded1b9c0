// An installation of its own for a measurement: fresh topics, schemas registered, a log to use.
import { createLogger } from '../platform/logger.ts'
import { givenLog } from '../test/given-log.ts'
import { freshInstallation } from '../test/installation.ts'

export const benchInstallation = async (name: string) => {
  const env = await freshInstallation(`bench-${name}`)
  const partitions = Number(env.MATINEE_PARTITIONS)
  const logger = createLogger(`bench ${name}`, 'warn')
  const brokers = env.MATINEE_KAFKA ?? ''
  const topicPrefix = env.MATINEE_TOPIC_PREFIX ?? ''
  const installation = env.MATINEE_INSTALLATION ?? ''
  const { log, codec } = await givenLog(env, { clientId: `bench-${name}`, partitions, logger })
  return { env, partitions, logger, brokers, topicPrefix, installation, log, codec }
}
