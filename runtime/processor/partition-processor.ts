// One output partition of a stream processor: taken over, processed, and taken over again after whatever happens to it.
import { randomUUID } from 'node:crypto'
import { join } from 'node:path'
import type { Logger } from 'pino'
import { backOff, pause } from '../backoff.ts'
import type { Codec } from '../codec.ts'
import type { DeadLetters } from '../dead-letters.ts'
import { Fenced, type Log, TooLarge, type TransactionalWriter } from '../log.ts'
import { partitionOf } from '../partition.ts'
import { isPlanted } from '../planted.ts'
import { openStore } from '../store.ts'
import { type Blame, openBlame } from './blame.ts'
import { HandlerFailed } from './blaming.ts'
import type { Processor } from './definition.ts'
import { openInbox } from './inbox.ts'
import type { ProcessorLimits } from './limits.ts'
import { runLive } from './live.ts'
import type { Dead } from './parked.ts'
import { endsOf, placeOf, sourceName } from './sources.ts'
import { CannotProcess, catchUp, type TakenOver, untilNothingHangs } from './takeover.ts'

export type PartitionOptions = Readonly<{
  log: Log
  codec: Codec
  processor: Processor
  partition: number
  /** of the output */
  partitions: number
  sources: readonly string[]
  installation: string
  stateDir: string
  logger: Logger
  limits: ProcessorLimits
  now: () => number
  deadLetters?: DeadLetters | undefined
  /** by an answered heartbeat: is the partition still given to this process? */
  stillOurs(): Promise<boolean>
}>

export type PartitionState = 'taking over' | 'processing' | 'stopped' | 'released'

export type PartitionProcessor = Readonly<{
  partition: number
  state(): PartitionState
  /** Next offset of a source that no transaction has. */
  position(source: string): bigint
  watermark(): number
  /** events told as too late */
  late(): number
  /** So much is laid aside that it does not go on. */
  isFull(): boolean
  detail(): Readonly<Record<string, unknown>>
  /** Resolves when it stands where its sources ended at the takeover, or is stopped or released. */
  caughtUp: Promise<void>
  release(): Promise<void>
}>

/** The local state of a partition: one file per version and partition. */
export const stateFile = (stateDir: string, { name, version }: Processor, partition: number): string =>
  join(stateDir, `${name}_v${version}-${partition}.sqlite`)

const FENCED_WAIT = 1_000

/** Begins when `after` has resolved: an earlier owner in this process must have let go of the file. */
export const startPartition = (options: PartitionOptions, after: Promise<unknown>): PartitionProcessor => {
  const { log, codec, processor, partition, partitions, sources, installation, stateDir, now } = options
  const at = { topic: processor.output, partition }
  const logger = options.logger.child({ processor: processor.name, partition })
  const ending = new AbortController()
  const { signal } = ending
  const caughtUp = Promise.withResolvers<void>()
  const committed = new Map<string, bigint>()

  let state: PartitionState = 'taking over'
  let reason: string | undefined
  let failures = 0
  let replayed = 0
  let shrunk = 1
  let watermark = 0
  let late = 0
  let parked = 0
  let full: string | undefined
  let wake: (() => void) | undefined
  const blame: Blame | undefined =
    options.deadLetters &&
    openBlame({
      ...{ deadLetters: options.deadLetters, sources, logger, signal, tries: options.limits.tries },
      consumer: `${processor.name}_v${processor.version}.${partition}`,
      wake: () => wake?.(),
    })
  const dead = (source: string): Dead => blame?.dead(source) ?? new Map()

  const set = (next: PartitionState, why?: string) => {
    state = next
    reason = why
    if (next === 'stopped' || next === 'released') caughtUp.resolve()
  }

  const runOnce = async (): Promise<void> => {
    const own = isPlanted('no-fence') ? `.${randomUUID()}` : ''
    const id = `${installation}.processor.${processor.name}.${partition}${own}`
    const isOurs = (key: string) => processor.aligned || partitionOf(key, partitions) === partition
    const writer = await log.transactional(id, at)
    const store = openStore({ file: stateFile(stateDir, processor, partition), cacheKilobytes: 2_048 })
    try {
      const deps = { log, codec, processor, store, id, at, partitions, sources, isOurs, dead, signal, logger }
      const taken = await catchUp(deps, await untilNothingHangs(deps, writer))
      replayed += taken.replayed
      blame?.reconcile(taken.doing.parked)
      await live(taken, writer)
    } finally {
      await writer.close().catch(() => undefined)
      store.close()
    }
  }

  const live = async (taken: TakenOver, writer: TransactionalWriter): Promise<void> => {
    const { state: local } = taken
    const targets = await endsOf(log, sources)
    const note = () => {
      parked = taken.doing.parked.count()
      watermark = local.clock.watermark()
      late = taken.engine.late()
      for (const source of sources) committed.set(source, local.position(source))
    }
    note()
    const inbox = openInbox(now)
    wake = inbox.wake
    const tail = await log.tail(
      processor.inputs,
      (place) => local.position(sourceName(place)),
      inbox.offer,
      processor.aligned ? partition : undefined,
    )
    const hasRead = (source: string) => (tail.position(placeOf(source)) ?? 0n) >= (targets.get(source) ?? 0n)
    const limits = { ...options.limits }
    limits.batch = Math.ceil(limits.batch / shrunk)
    limits.said = Math.ceil(limits.said / shrunk)
    try {
      set('processing')
      await runLive({
        ...{ log, codec, processor, partition, sources, taken, writer, inbox, tail, limits, now, signal },
        dead,
        nextAsk: () => blame?.nextAsk(),
        answered: (asked) => blame?.answered(asked),
        onFull: (isFull) => {
          full = isFull ? `${parked} records are laid aside, and no more may be: retry or drop some` : undefined
        },
        onCommitted: (changes) => {
          failures = 0
          note()
          blame?.tell(changes)
        },
        onIdle: () => {
          if (sources.every(hasRead)) caughtUp.resolve()
        },
      })
    } finally {
      inbox.close()
      await tail.close()
    }
  }

  /** Records are at fault and are laid aside next time, or an operator hears that a try came to nothing. */
  const isHandled = (error: unknown): boolean => {
    if (!blame || !(error instanceof HandlerFailed) || !error.blame) return false
    const { source, poison, asked } = error.blame
    if (!asked) return blame.note(source, poison)
    blame.failed(asked, asked.parked, poison)
    return true
  }

  /** Waits as long as the error asks for; false when it must not be tried again. */
  const afterError = async (error: unknown): Promise<boolean> => {
    const why = error instanceof Error ? `${error.name}: ${error.message}` : String(error)
    if (isHandled(error)) return true
    failures++
    set('taking over', why)
    logger.warn({ err: why, failures }, 'a stream processor begins again')
    if (error instanceof Fenced) {
      // A newer owner may be right, or a ghost: who is given the partition now goes on, the other waits to be told.
      do await pause(FENCED_WAIT + Math.random() * FENCED_WAIT, signal)
      while (!signal.aborted && !(await options.stillOurs()))
      return true
    }
    const isTooLarge = error instanceof TooLarge && shrunk >= options.limits.batch
    if (error instanceof TooLarge) shrunk *= 2
    const isHopeless = error instanceof HandlerFailed && !(blame && error.blame)
    const isTriedEnough = failures >= options.limits.tries && (isHopeless || isTooLarge)
    if (error instanceof CannotProcess || isTriedEnough) {
      set('stopped', why)
      logger.error({ err: why }, 'a stream processor is stopped until its code or data is mended')
      return false
    }
    await backOff(failures, options.limits.backoff, signal)
    return true
  }

  const run = async (): Promise<void> => {
    await after
    while (!signal.aborted)
      try {
        await runOnce()
      } catch (error) {
        if (signal.aborted || !(await afterError(error))) break
      }
    if (signal.aborted) set('released')
  }
  const running = run()

  return {
    partition,
    state: () => state,
    position: (source) => committed.get(source) ?? 0n,
    watermark: () => watermark,
    late: () => late,
    isFull: () => full !== undefined,
    detail: () => ({
      ...{ partition, state, reason: reason ?? full, failures, replayed, watermark, late },
      ...(parked ? { parked } : {}),
    }),
    caughtUp: caughtUp.promise,
    release: async () => {
      ending.abort()
      blame?.close()
      await running
    },
  }
}
