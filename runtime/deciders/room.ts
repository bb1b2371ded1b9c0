// The deciders of one process: a group per context, an actor per partition that this process was given.
import { existsSync, mkdirSync } from 'node:fs'
import { join } from 'node:path'
import type { Logger } from 'pino'
import { atMost } from '../backoff.ts'
import { type Appender, type Log, type Subscription, WrongTopic } from '../log.ts'
import type { Service } from '../service.ts'
import type { Snapshots } from '../snapshots.ts'
import { openStore } from '../store.ts'
import { inlineWriting, type OpenWriting } from '../store-writing.ts'
import { commandTopic, replyTopic } from '../topics.ts'
import type { AnyDecider, RecordCodec } from './decider.ts'
import { type Limits, usualLimits } from './limits.ts'
import { type PartitionActor, startActor } from './partition-actor.ts'

export type DeciderRoomOptions = Readonly<{
  log: Log
  /** prepared */
  codec: RecordCodec
  deciders: readonly AnyDecider[]
  /** folder of the local stores; one process at a time */
  stateDir: string
  /** where copies of the local stores are kept for a machine that lost its own */
  snapshots?: Snapshots | undefined
  /** of every topic, as the installation was made with */
  partitions: number
  installation: string
  logger: Logger
  /** who writes the local stores: a thread of its own (`threadedWriting`), or when not said this one */
  openWriting?: OpenWriting
  limits?: Partial<Limits>
}>

const GAUGE_EVERY = 5_000
/** ms; what is in the middle of something then is found by whoever takes over, as after a crash (protocol 17) */
const STOP_WITHIN = 8_000

/** protocol 9, H17: with another count of partitions keys would move to where their state is not. */
const checkPartitions = async (log: Log, context: string, partitions: number): Promise<void> => {
  for (const topic of [context, commandTopic(context), replyTopic(context)]) {
    const there = await log.partitions(topic)
    if (there !== partitions)
      throw new WrongTopic(
        `${topic} has ${there} partitions, this installation was made with ${partitions}: nothing is decided. ` +
          'The count is chosen once; set it back.',
      )
  }
}

type Context = Readonly<{
  name: string
  actors: ReadonlyMap<number, PartitionActor>
  ready: Promise<unknown>
  isMember(): boolean
  stop(): Promise<void>
}>

const runContext = async (options: DeciderRoomOptions, decider: AnyDecider, replies: Appender): Promise<Context> => {
  const { log, codec, stateDir, partitions, installation, logger } = options
  const limits = { ...usualLimits, ...options.limits }
  const actors = new Map<number, PartitionActor>()
  const leaving = new Map<number, Promise<void>>()
  const gauges = new Map<number, number>()
  const group = `deciders.${decider.name}`
  let subscription: Subscription | undefined

  await checkPartitions(log, decider.name, partitions)

  const gauge = (partition: number, next: bigint) => {
    const now = Date.now()
    if (now - (gauges.get(partition) ?? 0) < GAUGE_EVERY) return
    gauges.set(partition, now)
    subscription?.commitGroupOffset(commandTopic(decider.name), partition, next)
  }

  const release = (partition: number): Promise<void> => {
    const actor = actors.get(partition)
    actors.delete(partition)
    // The next actor of this partition opens the same file: it waits for this one to close it.
    if (actor) leaving.set(partition, actor.release())
    return leaving.get(partition) ?? Promise.resolve()
  }

  subscription = await log.subscribe(group, [commandTopic(decider.name)], {
    onAssigned: ({ topic, partition, from }) => {
      const actor = startActor(
        {
          log,
          codec,
          decider,
          replies,
          partition,
          partitions,
          installation,
          stateDir,
          openWriting: options.openWriting ?? inlineWriting,
          snapshots: options.snapshots,
          logger,
          limits,
          stillOurs: async () => (await subscription?.stillOurs(topic, partition)) ?? false,
          onTakenOver: from,
          // protocol 4
          onDecided: (next) => gauge(partition, next),
        },
        leaving.get(partition) ?? Promise.resolve(),
      )
      actors.set(partition, actor)
    },
    onRecords: async (_topic, partition, records) => actors.get(partition)?.offer(records),
    onRevoked: (_topic, partition) => void release(partition),
    warmth: (_topic, partition) => warmthOf(stateDir, decider.name, partition),
  })

  return {
    name: decider.name,
    actors,
    ready: Promise.all([...actors.values()].map(({ settled }) => settled)),
    isMember: () => subscription?.isMember() ?? false,
    // protocol 19: the open commits end, then the group is told.
    stop: async () => {
      await atMost(STOP_WITHIN, Promise.all([...actors.keys()].map(release)))
      await subscription?.close()
    },
  }
}

/** How far the local store of an earlier life is: who has the most to lose by not getting the partition? */
const warmthOf = (stateDir: string, context: string, partition: number): bigint => {
  const file = join(stateDir, `${context}-${partition}.sqlite`)
  if (!existsSync(file)) return -1n
  const store = openStore({ file, cacheKilobytes: 64 })
  try {
    return store.position(`${context}/${partition}`) ?? -1n
  } finally {
    store.close()
  }
}

/**
 * Decides the commands of these contexts in the partitions that their groups give to this process.
 * Throws WrongTopic when topics are missing or have another count of partitions. `ready` when every partition that was
 * given at first is decided or has stopped; a stopped one makes `health().ok` false and says why.
 */
export const deciderRoom = async (options: DeciderRoomOptions): Promise<Service> => {
  mkdirSync(options.stateDir, { recursive: true })
  const replies = await options.log.appender()
  const contexts: Context[] = []
  const stop = async () => {
    await Promise.all(contexts.map((context) => context.stop()))
    await replies.close()
  }
  // All at once: each joins a group of its own, and the group takes its time.
  const opened = await Promise.allSettled(options.deciders.map((decider) => runContext(options, decider, replies)))
  for (const one of opened) if (one.status === 'fulfilled') contexts.push(one.value)
  const failed = opened.find((one) => one.status === 'rejected')
  if (failed) {
    await stop()
    throw failed.reason
  }
  const all = () => contexts.flatMap(({ actors }) => [...actors.values()])

  return {
    name: 'deciders',
    ready: Promise.all(contexts.map(({ ready }) => ready)).then(() => undefined),
    health: () => ({
      ok: contexts.every(({ isMember }) => isMember()) && all().every((actor) => actor.state() === 'deciding'),
      detail: Object.fromEntries(
        contexts.map(({ name, actors }) => [name, Object.fromEntries([...actors].map(([p, a]) => [p, a.detail()]))]),
      ),
    }),
    stop,
  }
}
