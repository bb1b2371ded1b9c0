// Follows topics as one member of a group: positions, tries, lag and health; for projections, workers and other readers.
import type { Logger } from 'pino'
import { atMost, type Backoff, backOff } from './backoff.ts'
import { followPartition } from './follow-partition.ts'
import type { ApplyPolicy, Fault, FollowedPartition } from './followed.ts'
import type { Assigned, Log, PartitionHandler, Subscription, TopicPartition } from './log.ts'
import type { ProjectionStatus } from './projection-store.ts'
import { rateOf } from './rate.ts'
import type { Service } from './service.ts'

export type FollowOptions = Omit<ApplyPolicy, 'backoff' | 'batchSize'> &
  Readonly<{
    name: string
    group: string
    topics: readonly string[]
    log: Log
    logger: Logger
    /** The first offset wanted; undefined: the first that is there. Rejections are tried again. */
    start(assigned: Assigned): Promise<bigint | undefined>
    batchSize?: ApplyPolicy['batchSize']
    backoff?: Backoff
    /** ms behind without moving until it is unready */
    stallAfter?: number
    /** One record may take minutes: only failures make it unready. */
    patient?: boolean
    /** ms that `stop` waits for what runs, after its signal was aborted */
    stopWithin?: number
    /** ms between looks at the ends of the partitions */
    lookEvery?: number
    /** bytes of one partition in one fetch, about: what is fetched together is decoded together */
    fetchBytes?: number
    onStatus?(status: ProjectionStatus): void
  }>

/** `ready` resolves when all partitions, here or at another member, stand where they ended at the start. */
export type Following = Service &
  Readonly<{
    /** The next offset to be applied; undefined when the partition is not held here, or nothing is known yet. */
    position(topic: string, partition: number): bigint | undefined
    /** Records not yet applied of the partitions held here, as of the last look. */
    lag(): bigint
    /** Records laid aside of the partitions held here, with those that wait behind them. */
    parked(): number
    /** ms since 1970: when something was applied last, or nothing had to be. */
    movedAt(): number
    /** What does not go on, and why. */
    faults(): readonly (Fault & Readonly<{ at: string }>)[]
    /** Names of the partitions held here: `topic/partition`. */
    holds(): readonly string[]
  }>

type Held = {
  readonly assigned: Assigned
  readonly gone: AbortController
  followed?: FollowedPartition
  noMoreAsks?: (() => void) | undefined
  /** the first offset that is still there */
  first?: bigint
  end?: bigint
  /** when the end was asked for, ms since 1970 */
  looked?: number
}

const QUIET_LOOKS = 5

const nameOf = ({ topic, partition }: TopicPartition) => `${topic}/${partition}`
const most = (a: bigint, b: bigint) => (a > b ? a : b)

/** Joins the group and returns at once; a failure to join rejects `ready` and shows in `health()`. */
export const follow = (options: FollowOptions): Following => {
  const { name, group, topics, log, logger, start, stands, lot, onStatus } = options
  const { batchSize = 1_000, backoff = { first: 100, most: 10_000 }, stallAfter = 30_000, lookEvery = 1_000 } = options
  const { patient = false, stopWithin = 10_000 } = options
  const quietFor = lookEvery * QUIET_LOOKS
  const held = new Map<string, Held>()
  const leaving = new Map<string, Promise<void>>()
  const stopping = new AbortController()
  const ready = Promise.withResolvers<void>()
  ready.promise.catch(() => undefined)
  let isReady = false
  let failure: string | undefined
  let subscription: Subscription | undefined
  let targets: ReadonlyMap<string, bigint> | undefined
  let lastMove = Date.now()
  let checked = Date.now()
  const rate = rateOf()

  const begin = async (one: Held) => {
    const { assigned, gone } = one
    for (let attempt = 1; !gone.signal.aborted; attempt++)
      try {
        const { topic, partition } = assigned
        const [from, first, parked = []] = await Promise.all([
          start(assigned),
          log.start(assigned),
          lot?.parked(topic, partition),
        ])
        if (gone.signal.aborted) return
        one.first = first
        let stood = most(first, from ?? 0n)
        const onMove = (next: bigint) => {
          lastMove = Date.now()
          if (next > stood) rate.add(Number(next - stood))
          stood = next
          if (!gone.signal.aborted) subscription?.commitGroupOffset(assigned.topic, assigned.partition, next)
        }
        const reread: Parameters<typeof followPartition>[0]['reread'] = (...args) => log.read(assigned, ...args)
        const place = { topic, partition, start: from, parked, reread }
        const followed = followPartition({ ...options, ...place, batchSize, backoff, onMove })
        one.followed = followed
        if (first > (from ?? 0n)) followed.passed(first)
        lot?.kept?.(topic, partition)
        one.noMoreAsks = lot?.asks?.(topic, partition, followed.ask)
        return assigned.from(from ?? first)
      } catch (error) {
        logger.warn({ name, at: nameOf(assigned), err: String(error) }, 'cannot find the position yet')
        await backOff(attempt, backoff, gone.signal)
      }
  }

  const letGo = (id: string): Promise<void> => {
    const one = held.get(id)
    held.delete(id)
    one?.gone.abort()
    one?.noMoreAsks?.()
    if (one?.followed) leaving.set(id, one.followed.release())
    return leaving.get(id) ?? Promise.resolve()
  }

  const handler: PartitionHandler = {
    onAssigned: (assigned) => {
      const id = nameOf(assigned)
      const one = { assigned, gone: new AbortController() }
      // What is still being applied for the last holding moves the position: it is asked for after that has ended.
      const before = letGo(id)
      held.set(id, one)
      void before.then(() => begin(one))
    },
    onRecords: async (topic, partition, records) => held.get(nameOf({ topic, partition }))?.followed?.take(records),
    onPosition: (topic, partition, next) => held.get(nameOf({ topic, partition }))?.followed?.passed(next),
    onRevoked: (topic, partition) => void letGo(nameOf({ topic, partition })),
  }
  const joining = log.subscribe(group, topics, handler, { fetchBytes: options.fetchBytes })

  const all = async (): Promise<readonly TopicPartition[]> => {
    const counts = await Promise.all(topics.map((topic) => log.partitions(topic)))
    return topics.flatMap((topic, i) =>
      Array.from({ length: counts[i] ?? 0 }, (_, partition) => ({ topic, partition })),
    )
  }

  const positionOf = async (at: TopicPartition): Promise<bigint | undefined> =>
    held.get(nameOf(at))?.followed?.position() ?? (await stands?.(at.topic, at.partition))

  const hasCaughtUp = async (): Promise<boolean> => {
    if (!stands) return true
    const partitions = await all()
    targets ??= new Map(
      await Promise.all(partitions.map(async (at) => [nameOf(at), (await log.ends(at)).committed] as const)),
    )
    for (const at of partitions) if (((await positionOf(at)) ?? 0n) < (targets.get(nameOf(at)) ?? 0n)) return false
    return true
  }

  const lag = (): bigint =>
    held.values().reduce((sum, { end, followed }) => sum + most(0n, (end ?? 0n) - (followed?.position() ?? 0n)), 0n)

  const parked = (): number => held.values().reduce((sum, { followed }) => sum + (followed?.parked() ?? 0), 0)
  const records = (): bigint =>
    held.values().reduce((sum, { first = 0n, end }) => sum + most(0n, (end ?? 0n) - first), 0n)

  const faults = () =>
    [...held].flatMap(([at, { followed }]) => {
      const fault = followed?.fault()
      return fault ? [{ at, ...fault }] : []
    })

  const isMoving = () => lag() === 0n || Date.now() - lastMove < stallAfter || (patient && faults().length === 0)

  /** A partition that is read to its end and quiet is asked for less often. */
  const isQuiet = ({ end, followed, looked }: Held): boolean =>
    end !== undefined && followed?.position() === end && Date.now() - (looked ?? 0) < quietFor

  const look = async () => {
    for (const one of held.values()) {
      if (!isQuiet(one)) {
        one.looked = Date.now()
        one.end = (await log.ends(one.assigned)).committed
      }
      await one.followed?.flush()
    }
    if (Date.now() - checked >= quietFor) {
      checked = Date.now()
      for (const { followed } of held.values()) await followed?.check()
    }
    if (lag() === 0n) lastMove = Date.now()
    const worst = faults().sort((a, b) => Number(b.givenUp) - Number(a.givenUp))[0]
    onStatus?.({
      ...{ lag: lag(), records: records(), rate: rate.perSecond(), movedAt: lastMove },
      ...{ moving: isMoving() && !worst?.givenUp, detail: worst && sentence(worst) },
    })
  }

  const watch = async () => {
    subscription = await joining
    for (const { assigned, followed } of held.values()) {
      const at = followed?.position()
      if (at !== undefined) subscription.commitGroupOffset(assigned.topic, assigned.partition, at)
    }
    while (!stopping.signal.aborted) {
      try {
        if (!isReady && (await hasCaughtUp())) {
          isReady = true
          ready.resolve()
        }
        await look()
      } catch (error) {
        if (!stopping.signal.aborted) logger.warn({ name, err: String(error) }, 'cannot look at the log')
      }
      await backOff(1, { first: isReady ? lookEvery : Math.min(lookEvery, 100), most: lookEvery }, stopping.signal)
    }
  }

  const watching = watch().catch((error: unknown) => {
    failure = String(error)
    logger.error({ name, err: failure }, 'cannot follow')
    ready.reject(error)
  })

  return {
    name,
    ready: ready.promise,
    position: (topic, partition) => held.get(nameOf({ topic, partition }))?.followed?.position(),
    lag,
    parked,
    movedAt: () => lastMove,
    faults,
    holds: () => [...held.keys()],
    health: () => {
      const found = faults()
      const ok = failure === undefined && isMoving() && !found.some(({ givenUp }) => givenUp)
      const about = found.map((fault) => ({ ...fault, offset: String(fault.offset) }))
      return {
        ok,
        detail: {
          ...{ lag: String(lag()), partitions: [...held.keys()], ready: isReady, faults: about, failure },
          ...(parked() ? { parked: parked() } : {}),
        },
      }
    },
    stop: async () => {
      stopping.abort()
      ready.reject(new Error(`${name} was stopped`))
      const parts = [...held.keys()].map(letGo)
      const left = joining.then(
        (one) => one.close(),
        () => undefined,
      )
      // A look that a broker does not answer need not be waited for: nothing hangs on it.
      await atMost(stopWithin, Promise.all([...parts, left, atMost(lookEvery, watching)]))
    },
  }
}

const sentence = ({ at, offset, type, error, tries, givenUp }: Fault & { at: string }) =>
  `${givenUp ? 'stopped' : 'trying again'} at ${at}@${offset} (${type}) after ${tries} tries: ${error}`
