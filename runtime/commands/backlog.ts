// How long commands have waited to be decided, per partition: too long, and no more are taken (H13).
import type { Log, LogRecord } from '../log.ts'
import { commandTopic } from '../topics.ts'

type Waiting = { offset: bigint; since: number }
/** `waiting` by offset */
type Partition = { decided: bigint; readonly waiting: Waiting[]; nextProbe: number }

export type Backlog = Readonly<{
  /** A command of ours stands there, since `at` (ms since 1970). */
  sent(context: string, partition: number, offset: bigint, at: number): void
  /** It was answered: a command that came again leaves no record of its own. */
  answered(context: string, partition: number, offset: bigint): void
  /** What deciders write tells how far they are; the records of a partition in order. */
  seen(records: readonly LogRecord[]): void
  /** Whether the oldest is too old. One command in a while is let through all the same: perhaps its decider is back. */
  refuses(context: string, partition: number): boolean
}>

export type BacklogOptions = Readonly<{
  /** ms that the oldest undecided command of a partition may be old */
  limit: number
  now?: () => number
}>

const PROBE_EVERY = 10_000
const MOST_NOTED = 1_000

const offsetSaid = ({ headers: { 'command-offset': said } }: LogRecord): bigint | undefined =>
  said !== undefined && /^\d{1,19}$/.test(said) ? BigInt(said) : undefined

export const openBacklog = ({ limit, now = Date.now }: BacklogOptions): Backlog => {
  const partitions = new Map<string, Partition>()
  const of = (context: string, partition: number): Partition => {
    const name = `${context}/${partition}`
    const known = partitions.get(name) ?? { decided: -1n, waiting: [], nextProbe: 0 }
    partitions.set(name, known)
    return known
  }

  const decidedTo = (one: Partition, offset: bigint) => {
    if (offset <= one.decided) return
    one.decided = offset
    const left = one.waiting.findIndex((waiting) => waiting.offset > offset)
    one.waiting.splice(0, left < 0 ? one.waiting.length : left)
  }

  return {
    sent: (context, partition, offset, at) => {
      const { decided, waiting } = of(context, partition)
      // The oldest ones count; of very many the newest need not be known.
      if (offset <= decided || waiting.length >= MOST_NOTED) return
      const place = waiting.findLastIndex((one) => one.offset < offset) + 1
      waiting.splice(place, 0, { offset, since: at })
    },
    answered: (context, partition, offset) => {
      const { decided, waiting } = of(context, partition)
      if (offset <= decided) return
      const place = waiting.findIndex((one) => one.offset === offset)
      if (place >= 0) waiting.splice(place, 1)
    },
    seen: (records) => {
      let last: LogRecord | undefined
      for (let i = records.length - 1; i >= 0; i--) {
        const record = records[i] as LogRecord
        // Command offsets rise along a partition: the last one says it all.
        if (last?.partition === record.partition && last.topic === record.topic) continue
        const offset = offsetSaid(record)
        if (offset === undefined) continue
        last = record
        decidedTo(of(record.topic, record.partition), offset)
      }
    },
    refuses: (context, partition) => {
      const one = of(context, partition)
      const [oldest] = one.waiting
      if (!oldest || now() - oldest.since <= limit) {
        one.nextProbe = 0
        return false
      }
      if (one.nextProbe === 0) one.nextProbe = now() + PROBE_EVERY
      if (now() < one.nextProbe) return true
      one.nextProbe = now() + PROBE_EVERY
      return false
    },
  }
}

const LOOK_BACK = 50n

/** What waited before this process began: the oldest command above what the last decisions say. */
export const lookAtBacklog = async (log: Log, context: string, partitions: number, backlog: Backlog): Promise<void> => {
  for (let partition = 0; partition < partitions; partition++) {
    const [events, commands] = [
      { topic: context, partition },
      { topic: commandTopic(context), partition },
    ]
    const { end } = await log.ends(commands)
    const start = await log.start(commands)
    if (end <= start) continue
    const { committed } = await log.ends(events)
    let decided = committed === 0n ? -1n : undefined
    await log.read(events, committed > LOOK_BACK ? committed - LOOK_BACK : 0n, committed, (records) => {
      backlog.seen(records)
      for (const record of records) decided = offsetSaid(record) ?? decided
    })
    if (decided === undefined || decided + 1n >= end) continue
    const next = decided + 1n > start ? decided + 1n : start
    await log.read(commands, next, next + 1n, ([record]) => {
      if (record) backlog.sent(context, partition, record.offset, record.timestamp)
    })
  }
}
