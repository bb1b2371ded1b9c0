// Runs a stream processor: shares the output's partitions with its other instances, one loop each.
import { existsSync } from 'node:fs'
import type { Logger } from 'pino'
import { atMost } from '../backoff.ts'
import type { Codec } from '../codec.ts'
import type { DeadLetters } from '../dead-letters.ts'
import type { Log, Subscription } from '../log.ts'
import { later } from '../offset.ts'
import type { Service } from '../service.ts'
import { openStore } from '../store.ts'
import type { Processor } from './definition.ts'
import { type ProcessorLimits, usualProcessorLimits } from './limits.ts'
import { type PartitionProcessor, startPartition, stateFile } from './partition-processor.ts'
import { endsOf, sourcesFor, sourcesOf } from './sources.ts'
import { outputNextOf } from './state.ts'

export type RunProcessor = Readonly<{
  log: Log
  codec: Codec
  processor: Processor
  /** id of the installation; part of the transactional ids (H21) */
  installation: string
  /** folder of the local state; may be lost, and is then rebuilt from the log */
  stateDir: string
  logger: Logger
  /** where records go that cannot be applied; without it their partition stops */
  deadLetters?: DeadLetters | undefined
  limits?: Partial<ProcessorLimits>
  /** the wall clock, ms since 1970; only silent sources are measured by it */
  now?: () => number
}>

export type RunningProcessor = Service &
  Readonly<{
    /** Records of the inputs that are not part of what was said yet, over the partitions held here; as of the last look. */
    lag(): bigint
    /** of the partition furthest behind, ms since 1970 */
    watermark(): number | undefined
    /** Events told as too late (EventTooLate), over the partitions held here; part of their state. */
    late(): number
  }>

/**
 * Output exactly once, by one rule: one fenced transactional writer per output partition, and every transaction carries
 * the steps over the inputs that led to it (the journal). Whoever takes over reads the output to its end, does those
 * steps again without saying anything, and goes on behind them; local state is written after the commit and only saves
 * doing so from the start.
 *
 * An instance holds partitions of the output. Where the state's key is the record's own (`key: 'record'`), each of them
 * reads the inputs' partitions of its number; else all partitions of the inputs, and keeps what belongs to its keys. So events may be keyed by anything (plays by session, counts by film) without a topic in between that is
 * keyed anew: such a topic would have many writers per partition, which cannot be transactional (H2, H3, H16) and would
 * need a rule of its own against repeats. The price is that each input record is read and decoded once per output
 * partition; where that is too much, write the events keyed by the film in the first place, and say `key: 'record'`.
 * Throws NotAligned when such inputs have another number of partitions than the output.
 */
export const runProcessor = async (options: RunProcessor): Promise<RunningProcessor> => {
  const { log, processor, stateDir, logger, now = Date.now } = options
  const limits = { ...usualProcessorLimits, ...options.limits }
  const held = new Map<number, PartitionProcessor>()
  const leaving = new Map<number, Promise<void>>()
  const [partitions, all] = await Promise.all([log.partitions(processor.output), sourcesOf(log, processor.inputs)])
  const of = (partition: number) => sourcesFor(all, processor, partition, partitions)
  of(0)
  const ready = Promise.withResolvers<void>()
  ready.promise.catch(() => undefined)
  let subscription: Subscription | undefined
  let failure: string | undefined
  let lag = 0n
  let stopped = false

  const letGo = (partition: number) => {
    const one = held.get(partition)
    held.delete(partition)
    if (one) leaving.set(partition, one.release())
  }

  // The group is on the output for its partitions only: nothing is read by it, so no `from`.
  const joining = log.subscribe(processor.name, [processor.output], {
    onAssigned: ({ topic, partition }) => {
      letGo(partition)
      const stillOurs = async () => (await subscription?.stillOurs(topic, partition)) ?? true
      const own = { ...options, partition, partitions, sources: of(partition), limits, now, stillOurs }
      held.set(partition, startPartition(own, leaving.get(partition) ?? Promise.resolve()))
    },
    onRecords: async () => undefined,
    onRevoked: (_, partition) => letGo(partition),
    warmth: (_, partition) => warmthOf(stateFile(stateDir, processor, partition)),
  })

  const measure = async () => {
    const ends = await endsOf(log, all)
    const behind = (one: PartitionProcessor) =>
      of(one.partition).reduce((sum, source) => sum + later(0n, (ends.get(source) ?? 0n) - one.position(source)), 0n)
    lag = [...held.values()].reduce((sum, one) => sum + behind(one), 0n)
  }

  const look = setInterval(() => {
    measure().catch((error: unknown) => logger.warn({ err: String(error) }, 'cannot look at the log'))
  }, limits.lookEvery * 2)

  const start = async () => {
    subscription = await joining
    while (
      !stopped &&
      [...held.values()].some((one) => one.state() === 'taking over' || one.state() === 'processing')
    ) {
      const waiting = [...held.values()]
      await Promise.all(waiting.map((one) => one.caughtUp))
      // A rebalance meanwhile gave others: wait for those too.
      if (waiting.every((one) => held.get(one.partition) === one) && waiting.length === held.size) break
    }
    ready.resolve()
  }
  const starting = start().catch((error: unknown) => {
    failure = String(error)
    ready.reject(error)
  })

  return {
    name: processor.name,
    ready: ready.promise,
    lag: () => lag,
    watermark: () => {
      const all = [...held.values()].map((one) => one.watermark())
      return all.length ? Math.min(...all) : undefined
    },
    late: () => [...held.values()].reduce((sum, one) => sum + one.late(), 0),
    health: () => {
      const all = [...held.values()]
      const ok = failure === undefined && all.every((one) => one.state() === 'processing' && !one.isFull())
      return { ok, detail: { lag: String(lag), failure, partitions: all.map((one) => one.detail()) } }
    },
    stop: async () => {
      stopped = true
      clearInterval(look)
      ready.reject(new Error(`${processor.name} was stopped`))
      for (const partition of [...held.keys()]) letGo(partition)
      await atMost(STOP_WITHIN, Promise.all(leaving.values()))
      await joining.then(
        (one) => one.close(),
        () => undefined,
      )
      await starting
    },
  }
}

/** ms; a step that is under way then is found by whoever takes over, as after a crash */
const STOP_WITHIN = 8_000

/** How far a local state is, so that the instance that has one gets its partition. */
const warmthOf = (file: string): bigint => {
  if (!existsSync(file)) return -1n
  const store = openStore({ file })
  try {
    return outputNextOf(store) ?? -1n
  } finally {
    store.close()
  }
}
