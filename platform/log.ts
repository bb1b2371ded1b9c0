// The log, the codec and the dead letters of a running installation, as every room that is a process of its own opens them.
import {
  type Codec,
  type DeadLetters,
  kafkaLog,
  type Log,
  openDeadLetters,
  registryCodec,
  topicsOf,
  WrongTopic,
} from '../runtime/index.ts'
import type { ServersConfig } from './config.ts'
import type { Logger } from './logger.ts'

/**
 * Looks up, creates nothing: throws WrongTopic or RegistryFailed when topics or schemas are not those of this version,
 * until start/migrate.ts has run.
 */
export const openLog = async (
  config: ServersConfig,
  room: string,
  logger: Logger,
): Promise<Readonly<{ log: Log; codec: Codec; deadLetters: DeadLetters }>> => {
  const log = await kafkaLog({
    brokers: config.MATINEE_KAFKA,
    clientId: room,
    installation: config.MATINEE_INSTALLATION,
    topicPrefix: config.MATINEE_TOPIC_PREFIX,
    logger,
  })
  try {
    await checkTopics(log, config.MATINEE_PARTITIONS)
    const codec = await registryCodec({ url: config.MATINEE_REGISTRY, register: false })
    await codec.prepare()
    const deadLetters = await openDeadLetters({ log, codec, logger })
    const close = () => deadLetters.close().finally(() => log.close())
    return { log: { ...log, close }, codec, deadLetters }
  } catch (error) {
    await log.close()
    throw error
  }
}

const checkTopics = async (log: Log, wanted: number): Promise<void> => {
  for (const { topic } of topicsOf(wanted)) {
    const there = await log.partitions(topic).catch((error: unknown) => {
      if (!(error instanceof WrongTopic)) throw error
      throw new WrongTopic(`there is no topic ${topic}: run the migration of this version first, then the rooms`)
    })
    if (there !== wanted)
      throw new WrongTopic(`${topic} has ${there} partitions, MATINEE_PARTITIONS says ${wanted}: set it to ${there}`)
  }
}
