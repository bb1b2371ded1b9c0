// A member of a group on kafkajs: joins, is given partitions, reads them, comes back after every failure (H20).
import { randomUUID } from 'node:crypto'
import { setTimeout as wait } from 'node:timers/promises'
import type { Batch, Consumer, Kafka, PartitionAssigner } from 'kafkajs'
import type { Logger } from 'pino'
import { nameOf } from '../assignment.ts'
import { atMost, type Backoff, backOff } from '../backoff.ts'
import type { TopicPartition } from '../log.ts'
import { isNoTopic, levelOfLoss } from './errors.ts'
import { openShare, recordOf, type Share, type ShareHandler, type Steering } from './share.ts'

export type GroupOptions = Readonly<{
  kafka: Kafka
  /**
   * Asked at each start of a consumer. A new name for reading on one's own: after a crash the broker still has our old
   * member, and would make the new one wait until that one's session is over.
   */
  groupId: () => string
  /** as the broker knows them */
  topics: readonly string[]
  /** what a topic is called in the records that are handed on */
  bare(topic: string): string
  assigner: PartitionAssigner
  logger: Logger
  /** how long the broker may wait for something to read, ms: also how long a partition that was paused may wait */
  maxWait: number
  /** of one partition in one fetch */
  fetchBytes?: number | undefined
  handlerOf(at: TopicPartition): ShareHandler
  /** Those of this generation that were not ours before: each begins when `begin` is called. */
  onAssigned(shares: readonly Share[]): void
  onRevoked(at: TopicPartition): void
  /** The group is about to change: the last moment to commit what belongs to the old generation. */
  onRebalancing?(): void
  /** Aborted: nobody waits for the first join any more. */
  signal?: AbortSignal
}>

export type Group = Readonly<{
  shares(): readonly Share[]
  /** the groups that this one was, the present one last */
  ids(): readonly string[]
  isMember(): boolean
  /** Resolves at the next answered heartbeat or join; rejects when the membership ends. */
  confirmed(): Promise<void>
  commit(offsets: readonly (TopicPartition & { offset: bigint })[]): Promise<void>
  close(): Promise<void>
}>

const SESSION_TIMEOUT = 6_000
const HEARTBEAT_INTERVAL = 1_000
/** A topic that was just made is not known to every broker at once. */
const NO_TOPIC_AFTER = 2_000
/** Without a broker there is nobody to say goodbye to: it ends the membership itself when the session is over. */
const LEAVE_WITHIN = 3_000
const rejoin: Backoff = { first: 200, most: 5_000 }

// Not in kafkajs' types: the offset that the fetch asked for. It tells a leftover from what follows on.
type FetchedBatch = Batch & Readonly<{ fetchedOffset: string }>

export const joinGroup = async (options: GroupOptions): Promise<Group> => {
  const { kafka, groupId, topics, assigner, logger, maxWait, handlerOf, onAssigned, onRevoked, onRebalancing } = options
  const shares = new Map<string, Share>()
  const ids: string[] = []
  const began = Date.now()
  let group = ''
  let isMember = false
  const ending = new AbortController()
  let consumer: Consumer | undefined
  let confirmation = Promise.withResolvers<void>()
  confirmation.promise.catch(() => undefined)

  const confirm = () => {
    confirmation.resolve()
    confirmation = Promise.withResolvers()
    confirmation.promise.catch(() => undefined)
  }

  // Between two consumers there is nobody to steer; the next join steers all shares again.
  const quietly = (steer: () => void) => {
    try {
      steer()
    } catch (error) {
      logger.debug({ group, err: error }, 'steered while not in the group')
    }
  }
  const hasJoined = Promise.withResolvers<void>()
  hasJoined.promise.catch(() => undefined)
  options.signal?.addEventListener('abort', () => {
    if (isMember) return
    ending.abort()
    hasJoined.reject(new Error(`${group} is not wanted any more`))
    void consumer?.disconnect().catch(() => undefined)
  })
  const steering: Steering = {
    seek: ({ topic, partition }, offset) =>
      quietly(() => consumer?.seek({ topic, partition, offset: offset.toString() })),
    pause: ({ topic, partition }) => quietly(() => consumer?.pause([{ topic, partitions: [partition] }])),
    resume: ({ topic, partition }) => quietly(() => consumer?.resume([{ topic, partitions: [partition] }])),
  }

  const revokeAllBut = (keep: ReadonlySet<string>): readonly string[] => {
    const taken: string[] = []
    for (const [name, share] of shares) {
      if (keep.has(name)) continue
      shares.delete(name)
      share.drop()
      onRevoked(share.at)
      taken.push(name)
    }
    return taken
  }

  /** Synchronously in the event, before the first fetch of the generation. */
  const joined = (assignment: Readonly<Record<string, readonly number[]>>) => {
    const given = Object.entries(assignment).flatMap(([topic, list]) => list.map((partition) => ({ topic, partition })))
    const taken = revokeAllBut(new Set(given.map(nameOf)))
    const fresh = given
      .filter((at) => !shares.has(nameOf(at)))
      .map((at) => openShare({ at, handler: handlerOf(at), steering, logger }))
    for (const share of fresh) shares.set(nameOf(share.at), share)
    for (const share of shares.values()) share.steerAgain()
    if (isMember && taken.length + fresh.length > 0)
      logger.info({ group, given: fresh.map(({ at }) => nameOf(at)), taken }, 'partitions moved')
    isMember = true
    onAssigned(fresh)
    hasJoined.resolve()
    confirm()
  }

  const take = async (batch: FetchedBatch): Promise<boolean> => {
    const { topic, partition, messages } = batch
    const share = shares.get(nameOf({ topic, partition }))
    if (!share) return false
    const name = options.bare(topic)
    return share.take({
      from: BigInt(batch.fetchedOffset),
      next: BigInt(batch.lastOffset()) + 1n,
      records: () => messages.map((message) => recordOf(name, partition, message)),
    })
  }

  const run = async (): Promise<Consumer> => {
    group = groupId()
    if (!ids.includes(group)) ids.push(group)
    const fresh = kafka.consumer({
      groupId: group,
      partitionAssigners: [assigner],
      sessionTimeout: SESSION_TIMEOUT,
      rebalanceTimeout: SESSION_TIMEOUT,
      heartbeatInterval: HEARTBEAT_INTERVAL,
      maxWaitTimeInMs: maxWait,
      minBytes: 1,
      maxBytesPerPartition: options.fetchBytes ?? 1_048_576,
      allowAutoTopicCreation: false,
      // We come back ourselves, with a new consumer: some of its failures it would not come back from.
      retry: { retries: 40, restartOnFailure: async () => false },
    })
    fresh.on('consumer.group_join', ({ payload }) => {
      consumer = fresh
      joined(payload.memberAssignment)
    })
    fresh.on('consumer.heartbeat', confirm)
    fresh.on('consumer.rebalancing', () => onRebalancing?.())
    fresh.on('consumer.end_batch_process', ({ payload: { topic, partition, batchSize, firstOffset, lastOffset } }) => {
      if (batchSize > 0) return
      const first = firstOffset === null ? undefined : BigInt(firstOffset)
      shares.get(nameOf({ topic, partition }))?.skip(first, BigInt(lastOffset) + 1n)
    })
    fresh.on('consumer.crash', ({ payload: { error } }) => crashed(error))
    try {
      await fresh.connect()
      await fresh.subscribe({ topics: [...topics], fromBeginning: true })
      consumer = fresh
      await fresh.run({
        autoCommit: false,
        eachBatchAutoResolve: false,
        partitionsConsumedConcurrently: 16,
        eachBatch: async ({ batch, resolveOffset }) => {
          if (await take(batch as FetchedBatch)) resolveOffset(batch.messages.at(-1)?.offset ?? batch.lastOffset())
        },
      })
      return fresh
    } catch (error) {
      await fresh.disconnect().catch(() => undefined)
      throw error
    }
  }

  const crashed = (error: unknown) => {
    if (ending.signal.aborted) return
    logger[levelOfLoss(error, Date.now() - began)]({ group, err: error }, 'lost the group; joining again')
    consumer = undefined
    isMember = false
    confirmation.reject(error)
    confirm()
    revokeAllBut(new Set())
    void again()
  }

  const again = async (): Promise<void> => {
    for (let attempt = 1; !ending.signal.aborted; attempt++) {
      await backOff(attempt, rejoin, ending.signal)
      if (ending.signal.aborted) return
      try {
        const back = await run()
        if (ending.signal.aborted) await back.disconnect().catch(() => undefined)
        return
      } catch (error) {
        logger.warn({ group, err: error, attempt }, 'could not join the group; again soon')
      }
    }
  }

  for (;;) {
    try {
      await run()
      break
    } catch (error) {
      if (!isNoTopic(error) || Date.now() - began > NO_TOPIC_AFTER) throw error
      await wait(50)
    }
  }
  await hasJoined.promise

  return {
    shares: () => [...shares.values()],
    ids: () => ids,
    isMember: () => isMember,
    confirmed: () => confirmation.promise,
    commit: async (offsets) => {
      await consumer?.commitOffsets(
        offsets.map(({ topic, partition, offset }) => ({ topic, partition, offset: offset.toString() })),
      )
    },
    close: async () => {
      ending.abort()
      isMember = false
      revokeAllBut(new Set())
      confirmation.reject(new Error(`left ${group}`))
      await atMost(
        LEAVE_WITHIN,
        consumer?.disconnect().catch(() => undefined),
      )
    },
  }
}

/** A group that nobody else joins, for reading on one's own; gone again when it is closed. */
export const ownGroup = (prefix: string, what: string): string => `${prefix}once.${what}.${randomUUID()}`
