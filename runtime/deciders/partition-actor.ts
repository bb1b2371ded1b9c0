// One partition of a context, decided by one loop: take over, decide a batch, commit it, keep what it did (protocol 6-19).
import { randomUUID } from 'node:crypto'
import { join } from 'node:path'
import type { Logger } from 'pino'
import { type Backoff, backOff, pause } from '../backoff.ts'
import { UnknownSchemaId } from '../codec.ts'
import { crashPoint } from '../crash-point.ts'
import { type Appender, Fenced, type Log, type LogRecord, TooLarge, type TransactionalWriter } from '../log.ts'
import { isPlanted } from '../planted.ts'
import type { Snapshots } from '../snapshots.ts'
import { StaleStore } from '../store.ts'
import { openStoreFile, type StoreFile } from '../store-file.ts'
import type { OpenWriting, StoreWriting } from '../store-writing.ts'
import { commandTopic, replyTopic } from '../topics.ts'
import { type Batch, decideBatch } from './batch.ts'
import type { AnyDecider, RecordCodec } from './decider.ts'
import { CannotDecide } from './fold.ts'
import { type Keeper, keeping, repliesTo } from './keep.ts'
import type { Limits } from './limits.ts'
import { takeMarkBefore } from './partition-store.ts'
import { commandQueue } from './queue.ts'
import { type Snapshotter, snapshotter } from './snapshots.ts'
import { takeOver } from './takeover.ts'
import { storeWrites, type Writes } from './writes.ts'

export type ActorOptions = Readonly<{
  log: Log
  codec: RecordCodec
  decider: AnyDecider
  replies: Appender
  partition: number
  partitions: number
  installation: string
  stateDir: string
  openWriting: OpenWriting
  snapshots: Snapshots | undefined
  logger: Logger
  limits: Limits
  /** by an answered heartbeat: is the partition still given to this process? */
  stillOurs(): Promise<boolean>
  /** the partition may be read from here on; called once */
  onTakenOver(next: bigint): void
  /** for lag tools */
  onDecided(next: bigint): void
}>

export type ActorState = 'taking over' | 'deciding' | 'stopped' | 'released'

export type PartitionActor = Readonly<{
  partition: number
  state(): ActorState
  detail(): Readonly<Record<string, unknown>>
  /** Resolves when there is room for more. */
  offer(records: readonly LogRecord[]): Promise<void>
  /** Resolves at the first state that is not 'taking over'. */
  settled: Promise<void>
  /** No longer ours: lets the open commit end, decides nothing more (protocol 19). */
  release(): Promise<void>
}>

const again: Backoff = { first: 50, most: 5_000 }
const FENCED_WAIT = 1_000
const SCHEMA_TRIES = 5

export const startActor = (options: ActorOptions, after: Promise<void>): PartitionActor => {
  const { log, codec, decider, replies, partition, partitions, installation, stateDir, limits } = options
  const at = { topic: decider.name, partition }
  const source = `${at.topic}/${partition}`
  const logger = options.logger.child({ context: decider.name, partition })
  const ending = new AbortController()
  const { signal } = ending
  const settled = Promise.withResolvers<void>()

  let state: ActorState = 'taking over'
  let reason: string | undefined
  let keeper: Keeper | undefined
  let writing: StoreWriting | undefined
  let writes: Writes | undefined
  let position = -1n
  let isFirst = true
  let recordsRead = 0
  let takeovers = 0
  let failures = 0
  let most = limits.batchCommands
  let tooLarge: bigint | undefined
  let writer: TransactionalWriter | undefined
  let stores: StoreFile | undefined
  let snapshotting: Snapshotter | undefined
  let queue = commandQueue(-1n, limits.queue)
  let nextHousekeeping = Date.now() + limits.housekeepEvery

  const setState = (next: ActorState, why?: string) => {
    state = next
    reason = why
    if (next !== 'taking over') settled.resolve()
  }

  /** A person has to look; what waits is not answered until then. */
  const stopForGood = (error: Error) => {
    setState('stopped', error.message)
    logger.fatal({ err: error }, 'this partition is not decided until an operator has looked')
  }

  /** protocol 6-11; the first time, reading begins where it has come to. */
  const own = async (): Promise<void> => {
    stores ??= openStoreFile(join(stateDir, `${decider.name}-${partition}.sqlite`))
    writing ??= options.openWriting(stores)
    // From here to the end of the takeover the file is written by this thread alone, and may be replaced.
    await writing.close()
    const { snapshotWorth, remember } = limits
    const snapshots = options.snapshots && { ...options, snapshots: options.snapshots, stores, logger }
    const own = isPlanted('no-fence') ? `.${randomUUID()}` : ''
    const id = `${installation}.${decider.name}.${partition}${own}`
    takeovers++
    keeper = undefined
    writes = undefined
    const where = { id, partition, partitions, stores, snapshots, snapshotWorth, remember }
    const taken = await takeOver({ log, codec, decider, ...where, signal, logger })
    snapshotting ??= snapshots && snapshotter(snapshots)
    snapshotting?.moved(taken.recordsRead)
    position = taken.held.standing.position
    writer = taken.writer
    keeper = keeping(taken.held, source, limits)
    writes = storeWrites({
      ...{ keeper, writing, writeEvery: limits.writeEvery },
      onWritten: (records) => snapshotting?.moved(records),
      onFailed: (error) => {
        logger.warn({ err: error }, 'the local store was not written')
        queue.wake()
      },
    })
    recordsRead = taken.recordsRead
    if (isFirst) {
      isFirst = false
      queue = commandQueue(position, limits.queue)
      options.onTakenOver(position + 1n)
    } else queue.dropTo(position)
    setState('deciding')
  }

  const answerRepeats = (from: Keeper, batch: Batch): void => {
    const records = repliesTo(from, batch, at)
    if (records.length)
      replies
        .append(replyTopic(decider.name), records)
        .catch((error: unknown) => logger.warn({ err: error }, 'commands that came again were not answered'))
  }

  /**
   * Without the registry nothing new can be read: waits for it. What is no record at all, or of a schema that the registry
   * does not know however often it is asked, fails when it is decided.
   */
  const learn = async (commands: readonly LogRecord[]): Promise<void> => {
    const values = commands.map(({ value }) => value).filter((value) => value.length >= 5 && value[0] === 0)
    for (let attempt = 1; !signal.aborted; attempt++)
      try {
        return await codec.learn(values)
      } catch (error) {
        if (error instanceof UnknownSchemaId && attempt >= SCHEMA_TRIES) return
        logger.warn({ err: error, attempt }, 'the schemas of commands cannot be read: waiting')
        await backOff(attempt, again, signal)
      }
  }

  const keep = (to: Keeper, batch: Batch, first: bigint) => {
    to.keep(batch, first)
    position = batch.position
    writes?.soon()
    writes?.check()
  }

  /** protocol 18 */
  const takeLess = (batch: Batch) => {
    if (batch.taken === 1) tooLarge = batch.last
    most = Math.max(1, Math.floor(batch.taken / 2))
  }

  const decideNext = async (): Promise<void> => {
    await writes?.room()
    writes?.check()
    const commands = queue.front(most)
    if (commands.length === 0) return
    await learn(commands)
    if (signal.aborted || !writer || !keeper) return
    const { batchBytes: maxBytes } = limits
    const input = { decider, codec, kept: keeper.of(commands), partition, partitions, commands, maxBytes, tooLarge }
    const batch = decideBatch(input)
    crashPoint('decided')
    if (batch.records.length)
      try {
        // protocol 15, 16
        const first = isPlanted('dual-write') ? (await log.ends(at)).end : await writer.commit(batch.records)
        keep(keeper, batch, first)
        if (isPlanted('dual-write')) await writer.commit(batch.records)
      } catch (error) {
        if (error instanceof TooLarge) takeLess(batch)
        throw error
      }
    failures = 0
    most = Math.min(limits.batchCommands, most * 2)
    queue.dropTo(batch.last)
    answerRepeats(keeper, batch)
    options.onDecided(batch.last + 1n)
  }

  /** protocol 3 */
  const housekeep = async (): Promise<void> => {
    if (!keeper || !stores || Date.now() < nextHousekeeping) return
    nextHousekeeping = Date.now() + limits.housekeepEvery
    await writes?.all()
    writes?.check()
    const before = takeMarkBefore(stores.current(), Date.now() - limits.keepCommands)
    if (before !== undefined) await log.deleteBefore({ topic: commandTopic(decider.name), partition }, before)
  }

  const decideUntilError = async (): Promise<void> => {
    while (!signal.aborted && state === 'deciding') {
      await queue.filled()
      if (signal.aborted || state !== 'deciding') return
      await decideNext()
      await housekeep().catch((error: unknown) => logger.warn({ err: error }, 'old commands were not deleted'))
    }
  }

  /** protocol 17: the writer object is dropped, never aborted and used again; what it did is found by reading. */
  const afterError = async (error: unknown): Promise<void> => {
    void writer?.close()
    writer = undefined
    const isOvertaken = error instanceof Fenced || error instanceof StaleStore
    // Told even when the group has taken the partition away meanwhile: what was decided last was refused.
    if (isOvertaken) logger.warn({ err: error }, 'a newer owner has the partition')
    await writes?.all()
    if (signal.aborted) return
    if (error instanceof CannotDecide) return stopForGood(error)
    setState('taking over', String(error))
    failures++
    if (!isOvertaken) {
      logger.warn({ err: error, failures }, 'an unknown outcome: taking over again')
      return backOff(failures, again, signal)
    }
    do await pause(FENCED_WAIT + Math.random() * FENCED_WAIT, signal)
    while (!signal.aborted && !(await options.stillOurs()))
  }

  const run = async (): Promise<void> => {
    await after
    while (!signal.aborted && state === 'taking over')
      try {
        await own()
        await decideUntilError()
      } catch (error) {
        await afterError(error)
      }
  }

  const finished = run()
    .catch((error: unknown) => stopForGood(error as Error))
    .finally(async () => {
      await writer?.close()
      await writes?.all()
      await writing?.close()
      await snapshotting?.stop()
      stores?.close()
    })

  return {
    partition,
    state: () => state,
    detail: () => ({
      state,
      ...(reason === undefined ? {} : { reason }),
      position: String(position),
      waiting: queue.length(),
      takeovers,
      recordsRead,
    }),
    settled: settled.promise,
    offer: async (records) => {
      if (signal.aborted || state === 'stopped') return new Promise(() => undefined)
      const expected = queue.last() + 1n
      if (await queue.add(records)) return
      const text = `command ${expected} of ${commandTopic(decider.name)}/${partition} is missing before ${records[0]?.offset}`
      stopForGood(new CannotDecide(`${text}: commands were lost or the topic was recreated`))
      queue.stop()
    },
    release: async () => {
      ending.abort()
      setState('released')
      queue.stop()
      await finished
    },
  }
}
