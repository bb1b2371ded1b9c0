// The log of an installation: its topics made, its schemas registered.
import type { Logger } from 'pino'
import { kafkaLog, registryCodec, topicsOf } from '../runtime/index.ts'

type Options = Readonly<{ clientId: string; partitions: number; logger: Logger }>

/** `env` as freshInstallation gives it; the caller closes the log. */
export const givenLog = async (env: Readonly<Record<string, string>>, { clientId, partitions, logger }: Options) => {
  const log = await kafkaLog({
    ...{ brokers: env.MATINEE_KAFKA ?? '', installation: env.MATINEE_INSTALLATION ?? '' },
    ...{ topicPrefix: env.MATINEE_TOPIC_PREFIX ?? '', clientId, logger },
  })
  await log.createTopics(topicsOf(partitions))
  const codec = await registryCodec({ url: env.MATINEE_REGISTRY ?? '' })
  await codec.prepare()
  return { log, codec }
}
