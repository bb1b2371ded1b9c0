// Where partitions begin and end, and how many there are: asked of the brokers each time.
import { setTimeout as wait } from 'node:timers/promises'
import type { Cluster, Kafka } from 'kafkajs'
import { type Ends, type TopicPartition, WrongTopic } from '../log.ts'
import { isNoTopic } from './errors.ts'

/**
 * kafkajs asks only for the committed end. A consumer's assigner is given the client's cluster, whose ListOffsets is of
 * the consumer's isolation; so two consumers that never run lend us one cluster each.
 */
const clusterOf = (kafka: Kafka, readUncommitted: boolean): Cluster => {
  let lent: Cluster | undefined
  kafka.consumer({
    groupId: 'never-joins',
    readUncommitted,
    allowAutoTopicCreation: false,
    partitionAssigners: [
      ({ cluster }) => {
        lent = cluster
        return {
          name: 'none',
          version: 1,
          assign: async () => [],
          protocol: () => ({ name: 'none', metadata: Buffer.alloc(0) }),
        }
      },
    ],
  })
  if (!lent) throw new Error('this kafkajs gives assigners no cluster: the log room needs 2.2.4')
  return lent
}

const TRY_FOR = 15_000
/** A topic that was just made is not known to every broker at once. */
const NO_TOPIC_AFTER = 1_000

export type Places = Readonly<{
  ends(at: TopicPartition): Promise<Ends>
  start(at: TopicPartition): Promise<bigint>
  since(at: TopicPartition, time: number): Promise<bigint>
  partitions(topic: string): Promise<number>
  close(): Promise<void>
}>

export const openPlaces = async (kafka: Kafka): Promise<Places> => {
  const committed = clusterOf(kafka, false)
  const uncommitted = clusterOf(kafka, true)
  await Promise.all([committed.connect(), uncommitted.connect()])

  /** Leaders move and connections break: asks again, with fresh metadata, for a while. */
  const asking = async <T>(cluster: Cluster, topic: string, question: () => Promise<T | undefined>): Promise<T> => {
    const began = Date.now()
    for (let pause = 10; ; pause = Math.min(pause * 2, 500)) {
      try {
        await cluster.connect()
        await cluster.addTargetTopic(topic)
        const answer = await question()
        if (answer !== undefined) return answer
        throw new WrongTopic(`no such partition of ${topic}, or it has no leader`)
      } catch (error) {
        if (isNoTopic(error) && Date.now() - began > NO_TOPIC_AFTER)
          throw new WrongTopic(`there is no topic '${topic}': create it first`, { cause: error })
        if (Date.now() - began + pause > TRY_FOR) throw error
        await wait(pause)
        await cluster.refreshMetadata().catch(() => undefined)
      }
    }
  }

  type Place = Readonly<{ fromBeginning: boolean }> | Readonly<{ fromTimestamp: number }>

  const offset = (cluster: Cluster, { topic, partition }: TopicPartition, place: Place): Promise<bigint> =>
    asking(cluster, topic, async () => {
      const [answer] = await cluster.fetchTopicsOffset([{ topic, partitions: [{ partition }], ...place }])
      const found = answer?.partitions.find((p) => p.partition === partition)
      return found && BigInt(found.offset)
    })
  const ending = (cluster: Cluster, at: TopicPartition) => offset(cluster, at, { fromBeginning: false })

  return {
    // The committed end first: the two may only seem further apart than they are, never closer.
    ends: async (at) => {
      const stable = await ending(committed, at)
      return { committed: stable, end: await ending(uncommitted, at) }
    },
    start: (at) => offset(committed, at, { fromBeginning: true }),
    since: async (at, time) => {
      const found = await offset(committed, at, { fromTimestamp: time })
      // -1: nothing is as young.
      return found < 0n ? ending(committed, at) : found
    },
    partitions: (topic) =>
      asking(committed, topic, async () => {
        await committed.refreshMetadata()
        return committed.findTopicPartitionMetadata(topic).length || undefined
      }),
    close: async () => {
      await Promise.all([committed.disconnect(), uncommitted.disconnect()])
    },
  }
}
