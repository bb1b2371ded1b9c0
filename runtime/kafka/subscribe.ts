// A lasting group that shares partitions: the port's subscribe on kafkajs.
import { setTimeout as wait } from 'node:timers/promises'
import type { Admin, Kafka } from 'kafkajs'
import type { Logger } from 'pino'
import { nameOf } from '../assignment.ts'
import { atMost } from '../backoff.ts'
import type { Assigned, PartitionHandler, SubscribeOptions, Subscription, TopicPartition } from '../log.ts'
import { sticky } from './assigners.ts'
import { type Group, joinGroup } from './group.ts'
import type { Names } from './names.ts'
import type { Places } from './places.ts'
import type { Share } from './share.ts'
import { firstThere } from './start.ts'

export type Deps = Readonly<{ kafka: Kafka; admin: Admin; places: Places; names: Names; logger: Logger }>

/** ms that a fetch waits for something to read, and so at most until a resumed partition is fetched again. */
const MAX_WAIT = 100
const COMMIT_EVERY = 500
const CONFIRM_WITHIN = 10_000
/** The group's offsets are a gauge: an end does not wait long for them (protocol 4). */
const LAST_COMMIT_WITHIN = 2_000

export const subscribe = async (
  { kafka, admin, places, names, logger }: Deps,
  groupName: string,
  topics: readonly string[],
  handler: PartitionHandler,
  { fetchBytes }: SubscribeOptions = {},
): Promise<Subscription> => {
  const groupId = names.full(groupName)
  const full = topics.map(names.full)
  const toCommit = new Map<string, TopicPartition & { offset: bigint }>()
  const first = Promise.withResolvers<void>()
  let held: readonly TopicPartition[] = []
  let timer: NodeJS.Timeout | undefined
  let group: Group | undefined

  const commitNow = async () => {
    clearTimeout(timer)
    timer = undefined
    const offsets = [...toCommit.values()]
    toCommit.clear()
    if (!offsets.length || !group) return
    await group.commit(offsets).catch((error: unknown) => {
      logger.debug({ group: groupId, err: error }, 'offsets were not committed')
      for (const at of offsets) if (!toCommit.has(nameOf(at))) toCommit.set(nameOf(at), at)
    })
  }

  const groupOffsets = async (): Promise<ReadonlyMap<string, bigint>> => {
    const answer = await admin.fetchOffsets({ groupId, topics: full })
    const known = answer.flatMap(({ topic, partitions }) =>
      partitions.map(({ partition, offset }) => [nameOf({ topic, partition }), BigInt(offset)] as const),
    )
    return new Map(known.filter(([, offset]) => offset >= 0n))
  }

  const isHeld = (share: Share) => held.some((at) => nameOf(at) === nameOf(share.at))

  const announce = async (shares: readonly Share[]): Promise<void> => {
    if (shares.length === 0) return
    let offsets: ReadonlyMap<string, bigint> | undefined
    while (!offsets && shares.some(isHeld))
      offsets = await groupOffsets().catch(async (error: unknown) => {
        logger.warn({ group: groupId, err: error }, 'the offsets of the group cannot be read; again soon')
        await wait(500)
        return undefined
      })
    for (const share of shares) {
      if (!isHeld(share)) continue
      const { partition } = share.at
      const topic = names.bare(share.at.topic)
      const from = (offset: bigint) =>
        void firstThere(places, logger, share.at, offset, () => isHeld(share)).then(share.begin)
      const assigned: Assigned = { topic, partition, from, groupOffset: offsets?.get(nameOf(share.at)) }
      handler.onAssigned(assigned)
    }
  }

  group = await joinGroup({
    kafka,
    groupId: () => groupId,
    topics: full,
    bare: names.bare,
    logger,
    maxWait: MAX_WAIT,
    fetchBytes,
    assigner: sticky((all) => ({
      held,
      warmth: Object.fromEntries(
        all.map((at) => [nameOf(at), Number(handler.warmth?.(names.bare(at.topic), at.partition) ?? -1n)]),
      ),
    })),
    handlerOf: ({ topic: fullTopic, partition }) => {
      const topic = names.bare(fullTopic)
      return {
        records: (records) => handler.onRecords(topic, partition, records),
        position: (next) => handler.onPosition?.(topic, partition, next),
      }
    },
    onAssigned: (shares) => {
      held = [...held, ...shares.map(({ at }) => at)]
      void announce(shares).then(first.resolve, first.reject)
    },
    onRevoked: (at) => {
      held = held.filter((other) => nameOf(other) !== nameOf(at))
      toCommit.delete(nameOf(at))
      handler.onRevoked(names.bare(at.topic), at.partition)
    },
    onRebalancing: () => void commitNow(),
  })
  const joined = group
  await first.promise

  return {
    commitGroupOffset: (topic, partition, next) => {
      const at = { topic: names.full(topic), partition }
      toCommit.set(nameOf(at), { ...at, offset: next })
      timer ??= setTimeout(() => void commitNow(), COMMIT_EVERY)
    },
    stillOurs: async (topic, partition) => {
      const at = nameOf({ topic: names.full(topic), partition })
      const inTime = await Promise.race([
        joined.confirmed().then(
          () => true,
          () => false,
        ),
        wait(CONFIRM_WITHIN, false, { ref: false }),
      ])
      return inTime && held.some((other) => nameOf(other) === at)
    },
    isMember: joined.isMember,
    close: async () => {
      await atMost(LAST_COMMIT_WITHIN, commitNow())
      clearTimeout(timer)
      await joined.close()
    },
  }
}
