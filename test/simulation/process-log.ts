// The log as one process reaches it: each call a message, each delivery too, and a group that notices who is silent.
import {
  type Appender,
  type Assigned,
  Fenced,
  type Log,
  type LogRecord,
  type MemoryLog,
  type NewRecord,
  NotSent,
  type PartitionHandler,
  type Subscription,
  type TopicPartition,
  UnknownOutcome,
} from '../../runtime/index.ts'
import { call, channelTo } from './network.ts'
import type { Process, World } from './world.ts'

/** ms without a heartbeat after which the group goes on without a member */
const SESSION_TIMEOUT = 6_000
const PLACE = 'log'

type Deps = Readonly<{ world: World; process: Process; log: MemoryLog; slowness: (at: TopicPartition) => number }>

const unknown = () => new UnknownOutcome('no answer came')

/** A member of a group: evicted when its process is silent for too long, back when it speaks again. */
const subscribeFor = async (
  { world, process, log, slowness }: Deps,
  group: string,
  topics: readonly string[],
  handler: PartitionHandler,
): Promise<Subscription> => {
  const { scheduler, seen } = world
  const told = channelTo(world, process)
  let inner: Subscription | undefined
  let closed = false
  let generation = 0

  const gated = (mine: number): PartitionHandler => ({
    onAssigned: ({ topic, partition, from, groupOffset }: Assigned) => {
      seen.note('rebalance')
      const start = (offset: bigint) =>
        void scheduler.after(world.latency(), undefined, `${process.name} reads ${topic}/${partition}`, () =>
          from(offset),
        )
      const heard = () => {
        if (mine === generation) handler.onAssigned({ topic, partition, groupOffset, from: start })
      }
      told(`assigned ${topic}/${partition}`, heard)
    },
    onRecords: (topic, partition, records) =>
      new Promise((resolve, reject) => {
        const heard = (): void => {
          // Revoked meanwhile, or cut off: it is not read any more.
          if (mine !== generation) return
          const done = (settle: () => void) => void scheduler.after(0, undefined, 'consumed', settle)
          handler.onRecords(topic, partition, records).then(
            () => done(resolve),
            (error) => done(() => reject(error)),
          )
        }
        told(`gets ${records.length} of ${topic}/${partition}`, heard, slowness({ topic, partition }))
      }),
    onPosition: (topic, partition, next) => handler.onPosition?.(topic, partition, next),
    onRevoked: (topic, partition) => told(`revoked ${topic}/${partition}`, () => handler.onRevoked(topic, partition)),
    warmth: (topic, partition) =>
      process.alive && !process.stalled ? scheduler.as(process, () => handler.warmth?.(topic, partition) ?? -1n) : -1n,
  })

  /** Everything that the coordinator takes for a member of ours, a join that we never heard of included. */
  const members = new Set<Subscription>()
  const leave = (member: Subscription): Promise<void> => {
    members.delete(member)
    return scheduler.as(undefined, () => member.close())
  }

  /** As long as it takes; a join whose answer was lost leaves a ghost, until the coordinator misses it. */
  const join = async (): Promise<void> => {
    const mine = ++generation
    while (process.alive && !closed && mine === generation) {
      const ghosts: Subscription[] = []
      try {
        const effect = async () => {
          const member = await log.subscribe(group, topics, gated(mine))
          members.add(member)
          ghosts.push(member)
          return member
        }
        const member = await call(world, process, { place: PLACE, label: `join ${group}`, effect })
        if (mine === generation) inner = member
        else void leave(member)
        return
      } catch {
        // Whoever has joined again meanwhile is another member, and heard of.
        scheduler.after(SESSION_TIMEOUT, undefined, `did ${process.name} join?`, () => ghosts.forEach(leave))
        await new Promise((resolve) => setTimeout(resolve, 500))
      }
    }
  }

  const isSilent = () => !process.alive || process.stalled || process.cutUntil > scheduler.now()

  /** The coordinator goes on without a member that was silent for so long, whatever that one believes. */
  const miss = (): void => {
    if (!isSilent()) return
    inner = undefined
    generation++
    for (const member of members) void leave(member)
  }
  process.onSilence.push(() => void scheduler.after(SESSION_TIMEOUT, undefined, `is ${process.name} there?`, miss))
  process.onDeath.push(() => void scheduler.after(SESSION_TIMEOUT, undefined, `is ${process.name} there?`, miss))

  process.onWaking.push(() => {
    if (inner || closed || process.cutUntil > scheduler.now()) return
    seen.note('zombie came back')
    void join()
  })

  await join()
  return {
    commitGroupOffset: (topic, partition, next) => {
      const member = inner
      scheduler.after(world.latency(), undefined, `${process.name} offset ${topic}/${partition}`, () => {
        // Of another generation, or from behind a cut: refused.
        if (member && member === inner && process.cutUntil <= scheduler.now())
          member.commitGroupOffset(topic, partition, next)
      })
    },
    stillOurs: (topic, partition) =>
      call(world, process, {
        place: PLACE,
        label: 'heartbeat',
        effect: async () => (await inner?.stillOurs(topic, partition)) ?? false,
      }).catch(() => false),
    isMember: () => inner !== undefined,
    close: async () => {
      closed = true
      const member = inner
      if (!member) return
      const effect = () => leave(member)
      // When nobody hears it the coordinator finds out by itself.
      await call(world, process, { place: PLACE, label: `leave ${group}`, effect }).catch(
        () => void scheduler.after(SESSION_TIMEOUT, undefined, 'a member is missed', () => void leave(member)),
      )
      inner = undefined
    },
  }
}

export const logOf = (deps: Deps): Log => {
  const { world, process, log, slowness } = deps
  const { scheduler, seen, plan } = world
  const ask = <T>(label: string, effect: () => T | Promise<T>): Promise<T> =>
    call(world, process, { place: PLACE, label, effect })

  /** Deliveries to one reader, one at a time, in the reader's process. */
  const readerOf = (each: (records: readonly LogRecord[]) => void | Promise<void>) => {
    const told = channelTo(world, process)
    return (records: readonly LogRecord[]): Promise<void> =>
      new Promise((resolve, reject) => {
        const heard = (): void => {
          const done = (settle: () => void) => void scheduler.after(0, undefined, 'read', settle)
          const failed = (error: unknown) => done(() => reject(error))
          try {
            Promise.resolve(each(records)).then(() => done(resolve), failed)
          } catch (error) {
            failed(error)
          }
        }
        const first = records[0]
        told(`reads ${records.length} of ${first?.topic}/${first?.partition}`, heard, first ? slowness(first) : 0)
      })
  }

  const appender = async (): Promise<Appender> => {
    const inner = await scheduler.as(undefined, () => log.appender())
    return {
      append: (topic, records) =>
        call(world, process, {
          place: PLACE,
          label: `append ${topic}`,
          deadly: 3,
          effect: async () => {
            const offsets = await inner.append(topic, records)
            if (world.strikes(plan.faults.duplicate)) {
              seen.note('appended twice')
              await inner.append(topic, records)
            }
            return offsets
          },
          unknown,
          refused: () => new NotSent('no connection to the log'),
          onUnheard: () => seen.note('crash between effect and offset'),
        }),
      close: async () => undefined,
    }
  }

  return {
    read: (at, from, until, each) =>
      ask(`read ${at.topic}/${at.partition}`, () => log.read(at, from, until, readerOf(each))),
    tail: async (topics, from, each, only) => {
      const starts = new Map<string, bigint>()
      if (from !== 'end')
        for (const topic of topics)
          for (let partition = 0; partition < (await log.partitions(topic)); partition++)
            starts.set(`${topic}/${partition}`, from({ topic, partition }))
      const start = (at: TopicPartition) => starts.get(`${at.topic}/${at.partition}`) ?? 0n
      const tail = await ask('tail', () => log.tail(topics, from === 'end' ? 'end' : start, readerOf(each), only))
      process.onDeath.push(() => void tail.close())
      return { ...tail, close: () => scheduler.as(undefined, () => tail.close()) }
    },
    subscribe: (group, topics, handler) => subscribeFor(deps, group, topics, handler),
    ends: (at) => ask(`ends ${at.topic}/${at.partition}`, () => log.ends(at)),
    start: (at) => ask(`start ${at.topic}/${at.partition}`, () => log.start(at)),
    since: (at, time) => ask(`since ${at.topic}/${at.partition}`, () => log.since(at, time)),
    partitions: (topic) => ask(`partitions ${topic}`, () => log.partitions(topic)),
    transactional: async (id, at) => {
      const writer = await ask(`fence ${at.topic}/${at.partition}`, () => log.transactional(id, at))
      const commit = async (records: readonly NewRecord[]): Promise<bigint> => {
        try {
          return await writer.commit(records)
        } catch (error) {
          if (error instanceof Fenced) seen.note('fenced')
          throw error
        }
      }
      return {
        commit: (records) =>
          call(world, process, {
            place: PLACE,
            label: `commit ${records.length} to ${at.topic}/${at.partition}`,
            deadly: 6,
            effect: () => commit(records),
            unknown,
            refused: () => new UnknownOutcome('no connection to the log'),
            halfDone: () => {
              seen.note('hanging transaction')
              log.hang(id, at, records, writer)
            },
            onUnheard: () => seen.note('crash between commit and store'),
          }),
        close: async () => undefined,
      }
    },
    appender,
    createTopics: (topics) => log.createTopics(topics),
    deleteBefore: (at, offset) => ask(`delete ${at.topic}/${at.partition}`, () => log.deleteBefore(at, offset)),
    close: async () => undefined,
  }
}
