// Reading on one's own: a stretch of one partition, or all partitions as they grow; in a group that is thrown away.
import { nameOf } from '../assignment.ts'
import type { Log, LogRecord, Tail, TopicPartition } from '../log.ts'
import { alone } from './assigners.ts'
import { joinGroup, ownGroup } from './group.ts'
import { firstThere } from './start.ts'
import type { Deps } from './subscribe.ts'

const READ_WAIT = 20
const TAIL_WAIT = 100
/** Of one partition in one fetch: who follows a topic, or many partitions at once, is not to hold much of each. */
const TAIL_BYTES = 524_288
const STALLED_AFTER = 60_000

/** `closing` is told of what still runs in the background; `forget` deletes groups on the brokers, if these answer soon. */
export type ReaderDeps = Deps &
  Readonly<{
    closing(work: Promise<unknown>): void
    forget(groups: readonly string[]): Promise<void>
    /** ms without a record after which a stretch is given up; 60,000 unless told */
    stalledAfter?: number
  }>

type Each = (records: readonly LogRecord[]) => void | Promise<void>

export const read = async (deps: ReaderDeps, bareAt: TopicPartition, from: bigint, until: bigint, each: Each) => {
  const { kafka, places, names, logger, closing, forget, stalledAfter = STALLED_AFTER } = deps
  if (from >= until) return
  const at = { topic: names.full(bareAt.topic), partition: bareAt.partition }
  const begin = await firstThere(places, logger, at, from, () => true)
  if (begin >= until) return

  const done = Promise.withResolvers<void>()
  const stalled = () => done.reject(new Error(`${nameOf(bareAt)} does not go on to ${until}`))
  let timer = setTimeout(stalled, stalledAfter)
  const moving = () => {
    clearTimeout(timer)
    timer = setTimeout(stalled, stalledAfter)
  }
  const records = async (list: readonly LogRecord[]) => {
    const wanted = list.filter(({ offset }) => offset < until)
    try {
      if (wanted.length) await each(wanted)
    } catch (error) {
      done.reject(error)
    }
  }
  const position = (next: bigint) => {
    moving()
    if (next >= until) done.resolve()
  }

  const ending = new AbortController()
  const joining = joinGroup({
    kafka,
    signal: ending.signal,
    groupId: () => ownGroup(names.prefix, 'read'),
    topics: [at.topic],
    bare: names.bare,
    assigner: alone(at.partition),
    logger,
    maxWait: READ_WAIT,
    handlerOf: () => ({ records, position }),
    onAssigned: ([share]) => share?.begin(begin),
    onRevoked: () => undefined,
  })
  try {
    // Given up after a while also where the group cannot be joined, and nothing is left behind where joining fails.
    await Promise.all([joining, done.promise])
  } finally {
    clearTimeout(timer)
    ending.abort()
    closing(joining.then((group) => group.close().then(() => forget(group.ids()))))
  }
}

export const tail = async (
  deps: ReaderDeps,
  topics: readonly string[],
  from: Parameters<Log['tail']>[1],
  each: Each,
  only?: number,
): Promise<Tail> => {
  const { kafka, places, names, logger, forget } = deps
  const positions = new Map<string, bigint>()
  const ready = Promise.withResolvers<void>()
  let isOpen = true
  let turnOf: Promise<unknown> = Promise.resolve()

  const inOrder = (records: readonly LogRecord[]): Promise<void> => {
    const mine = turnOf.then(() => each(records))
    turnOf = mine.catch(() => undefined)
    return mine
  }
  const beginning = async (at: TopicPartition): Promise<bigint> => {
    const known = positions.get(nameOf(at))
    if (known !== undefined) return known
    if (from === 'end') return (await places.ends(at)).committed
    const wanted = from({ topic: names.bare(at.topic), partition: at.partition })
    return firstThere(places, logger, at, wanted, () => isOpen)
  }

  const group = await joinGroup({
    kafka,
    groupId: () => ownGroup(names.prefix, 'tail'),
    topics: topics.map(names.full),
    bare: names.bare,
    assigner: alone(only),
    logger,
    maxWait: TAIL_WAIT,
    fetchBytes: TAIL_BYTES,
    handlerOf: (at) => ({ records: inOrder, position: (next) => void positions.set(nameOf(at), next) }),
    onAssigned: (shares) => {
      const all = shares.map(async (share) => {
        const offset = await beginning(share.at)
        positions.set(nameOf(share.at), offset)
        share.begin(offset)
      })
      Promise.all(all).then(() => ready.resolve(), ready.reject)
    },
    onRevoked: () => undefined,
  })
  await ready.promise

  return {
    position: ({ topic, partition }) => positions.get(nameOf({ topic: names.full(topic), partition })),
    isFollowing: group.isMember,
    close: async () => {
      isOpen = false
      await group.close()
      await forget(group.ids()).catch(() => undefined)
    },
  }
}
