// Topics as the installation wants them: made, set, read back and checked (protocol 22).
import { setTimeout as wait } from 'node:timers/promises'
import type { Admin, Kafka } from 'kafkajs'
import type { Logger } from 'pino'
import { type NewTopic, WrongTopic } from '../log.ts'
import { isNoTopic } from './errors.ts'
import { kafkajs } from './kafkajs.ts'
import type { Names } from './names.ts'
import { openWriter } from './writer.ts'

export type TopicDeps = Readonly<{ kafka: Kafka; admin: Admin; names: Names; installation: string; logger: Logger }>

type Settings = Readonly<Record<string, string>>

const TRANSACTIONS = '__transaction_state'
/** AlterConfigs replaces all of a topic's own settings: these are the ones that the broker gave it. */
const transactionsOwn: Settings = {
  'cleanup.policy': 'compact',
  'compression.type': 'uncompressed',
  'segment.bytes': '104857600',
}

/** Where one broker is all there is, what must not be lost is flushed at each message; with three, two must have it. */
const settingsFor = ({ durable, settings }: NewTopic, brokers: number): Settings => ({
  ...settings,
  ...(brokers === 1 && durable ? { 'flush.messages': '1' } : {}),
  ...(brokers >= 3 ? { 'min.insync.replicas': '2' } : {}),
})

const entries = (settings: Settings) => Object.entries(settings).map(([name, value]) => ({ name, value }))

const alter = async (admin: Admin, wanted: ReadonlyMap<string, Settings>): Promise<void> => {
  await admin.alterConfigs({
    validateOnly: false,
    resources: [...wanted].map(([name, settings]) => ({
      type: kafkajs.ConfigResourceTypes.TOPIC,
      name,
      configEntries: entries(settings),
    })),
  })
}

/** A fault per setting that is not as wanted. */
const differences = async (admin: Admin, wanted: ReadonlyMap<string, Settings>): Promise<readonly string[]> => {
  const { resources } = await admin.describeConfigs({
    includeSynonyms: false,
    resources: [...wanted].map(([name, settings]) => ({
      type: kafkajs.ConfigResourceTypes.TOPIC,
      name,
      configNames: Object.keys(settings),
    })),
  })
  const found = new Map(
    resources.map(({ resourceName, configEntries }) => [
      resourceName,
      new Map(configEntries.map(({ configName, configValue }) => [configName, configValue])),
    ]),
  )
  return [...wanted].flatMap(([topic, settings]) =>
    Object.entries(settings)
      .filter(([name, value]) => found.get(topic)?.get(name) !== value)
      .map(([name, value]) => `${topic}: ${name} is ${found.get(topic)?.get(name)}, wanted ${value}`),
  )
}

/** A slow broker needs long for many topics; one that needs longer than this is not well. */
const SETTLE_WITHIN = 60_000

/** A broker answers before it has taken a change over. */
const leftAfterAltering = async (admin: Admin, wanted: ReadonlyMap<string, Settings>): Promise<readonly string[]> => {
  await alter(admin, wanted)
  const end = Date.now() + SETTLE_WITHIN
  for (;;) {
    const left = await differences(admin, wanted)
    if (left.length === 0 || Date.now() > end) return left
    await wait(50)
  }
}

/** A topic that was just made is not known to every broker, and has no leaders, at once. */
const settled = async <T>(question: () => Promise<T>): Promise<T> => {
  const end = Date.now() + SETTLE_WITHIN
  for (;;)
    try {
      return await question()
    } catch (error) {
      if (Date.now() > end) throw error
      await wait(50)
    }
}

/** kafkajs goes on asking the leaders that it first heard of: each try asks anew who leads what is left. */
const untilLed = async (kafka: Kafka, topics: readonly string[]): Promise<void> => {
  const left = new Set(topics)
  await settled(async () => {
    const admin = kafka.admin()
    try {
      await admin.connect()
      for (const topic of left) {
        await admin.fetchTopicOffsets(topic)
        left.delete(topic)
      }
    } finally {
      await admin.disconnect()
    }
  })
}

const partitionFaults = async (admin: Admin, topics: readonly NewTopic[]): Promise<readonly string[]> => {
  const names = topics.map(({ topic }) => topic)
  const { topics: found } = await settled(() => admin.fetchTopicMetadata({ topics: names }))
  return topics.flatMap(({ topic, partitions }) => {
    const there = found.find(({ name }) => name === topic)?.partitions.length
    return there === partitions
      ? []
      : [`${topic} has ${there} partitions, wanted ${partitions}: the count is chosen once per installation`]
  })
}

const none = { name: 'nobody' }

/** The broker makes it at the first transactional id that it is asked about. */
const flushTransactions = async ({ kafka, admin, installation }: TopicDeps): Promise<readonly string[]> => {
  const wanted = new Map([[TRANSACTIONS, { ...transactionsOwn, 'flush.messages': '1' }]])
  const faults = await differences(admin, wanted).catch((error: unknown) => {
    if (isNoTopic(error)) return [TRANSACTIONS]
    throw error
  })
  if (faults.length === 0) return []
  const writer = await openWriter({ kafka, id: `${installation}.setup`, topic: none.name, partition: 0 })
  await writer.close()
  return leftAfterAltering(admin, wanted)
}

export const createTopics = async (deps: TopicDeps, bare: readonly NewTopic[]): Promise<void> => {
  const { admin, names, logger } = deps
  const topics = bare.map((topic) => ({ ...topic, topic: names.full(topic.topic) }))
  const { brokers } = await admin.describeCluster()
  const wanted = new Map(topics.map((topic) => [topic.topic, settingsFor(topic, brokers.length)]))

  const there = new Set(await admin.listTopics())
  const missing = topics.filter(({ topic }) => !there.has(topic))
  if (missing.length) {
    await admin.createTopics({
      // Its own waiting gives up at a broker that has not heard of the topic yet.
      waitForLeaders: false,
      topics: missing.map(({ topic, partitions }) => ({
        topic,
        numPartitions: partitions,
        replicationFactor: Math.min(3, brokers.length),
        configEntries: entries(wanted.get(topic) ?? {}),
      })),
    })
    // Every leader answers: before that the first records could be taken by some partitions and not by others.
    await untilLed(
      deps.kafka,
      missing.map(({ topic }) => topic),
    )
    logger.debug({ topics: missing.map(({ topic }) => topic) }, 'topics made')
  }

  const wrong = await partitionFaults(admin, topics)
  if (wrong.length) throw new WrongTopic(wrong.join('; '))
  const differing = await differences(admin, wanted)
  const left = differing.length ? await leftAfterAltering(admin, wanted) : []
  const flushed = brokers.length === 1 && topics.some(({ durable }) => durable) ? await flushTransactions(deps) : []
  if (left.length || flushed.length) throw new WrongTopic([...left, ...flushed].join('; '))
}
