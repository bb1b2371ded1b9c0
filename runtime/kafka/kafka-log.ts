// The log on Apache Kafka, through kafkajs: the port's promises kept by the rules of DESIGN.md 7.
import type { Logger } from 'pino'
import { atMost } from '../backoff.ts'
import type { Log } from '../log.ts'
import { openAppender } from './appender.ts'
import { hasty, kafkaClient } from './client.ts'
import { namesWith } from './names.ts'
import { openPlaces } from './places.ts'
import { type ReaderDeps, read, tail } from './readers.ts'
import { subscribe } from './subscribe.ts'
import { createTopics } from './topics.ts'
import { openWriter } from './writer.ts'

export type KafkaLogOptions = Readonly<{
  /** host:port, a list or separated by commas */
  brokers: string | readonly string[]
  clientId: string
  /** id of the installation; prefixes transactional ids, so that two on one cluster do not fence each other (H21) */
  installation: string
  /** before every topic and group name on the broker; callers use bare names */
  topicPrefix: string
  logger: Logger
}>

/** ms, twice: for what still runs in the background, and for saying goodbye. Nothing that was acknowledged hangs on it. */
const CLOSE_WITHIN = 2_000

/** Connects; throws when no broker answers. */
export const kafkaLog = async ({
  brokers,
  clientId,
  installation,
  topicPrefix,
  logger,
}: KafkaLogOptions): Promise<Log> => {
  const addresses = typeof brokers === 'string' ? brokers.split(',').map((address) => address.trim()) : brokers
  const client = { brokers: addresses, clientId, logger }
  const kafka = kafkaClient(client)
  const names = namesWith(topicPrefix)
  const admin = kafka.admin()
  await admin.connect()
  const places = await openPlaces(kafka)

  const background = new Set<Promise<unknown>>()
  const closing = (work: Promise<unknown>) => {
    const settled = work
      .catch((error: unknown) => logger.debug({ err: error }, 'closing in the background'))
      .finally(() => background.delete(settled))
    background.add(settled)
  }
  // Only tidying up: it must not hold up an end while no broker answers.
  const tidying = kafkaClient(client, hasty).admin()
  const forget = async (groups: readonly string[]) => {
    await tidying.connect()
    await tidying.deleteGroups([...groups])
  }
  const deps: ReaderDeps = { kafka, admin, places, names, logger, closing, forget }
  const full = ({ topic, partition }: { topic: string; partition: number }) => ({ topic: names.full(topic), partition })

  return {
    read: (at, from, until, each) => read(deps, at, from, until, each),
    tail: (topics, from, each, only) => tail(deps, topics, from, each, only),
    subscribe: (group, topics, handler, options) => subscribe(deps, group, topics, handler, options),
    ends: (at) => places.ends(full(at)),
    start: (at) => places.start(full(at)),
    since: (at, time) => places.since(full(at), time),
    partitions: (topic) => places.partitions(names.full(topic)),
    transactional: (id, at) => openWriter({ kafka, id, ...full(at) }),
    appender: () => openAppender({ kafka: kafkaClient(client, hasty), topicName: names.full }),
    createTopics: (topics) => createTopics({ kafka, admin, names, installation, logger }, topics),
    deleteBefore: async ({ topic, partition }, offset) => {
      // Makes the topic known to the client: the deletion itself does not ask for its leader.
      await admin.fetchTopicOffsets(names.full(topic))
      await admin.deleteTopicRecords({
        topic: names.full(topic),
        partitions: [{ partition, offset: offset.toString() }],
      })
    },
    close: async () => {
      await atMost(CLOSE_WITHIN, Promise.all([...background]))
      await atMost(CLOSE_WITHIN, Promise.all([admin.disconnect(), tidying.disconnect(), places.close()]))
    },
  }
}
