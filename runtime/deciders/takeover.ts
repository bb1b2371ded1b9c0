// Taking over a partition: fence, wait until nothing hangs, read to the end; only then is anything decided (protocol 6-11).
import { randomUUID } from 'node:crypto'
import type { Logger } from 'pino'
import { pause } from '../backoff.ts'
import { crashPoint } from '../crash-point.ts'
import { envelopeOf, headersOf } from '../envelope.ts'
import { type Ends, Fenced, type Log, type TopicPartition, type TransactionalWriter } from '../log.ts'
import { isPlanted } from '../planted.ts'
import type { StoreFile } from '../store-file.ts'
import { commandTopic } from '../topics.ts'
import { type AnyDecider, PROTOCOL_RECORDS, type RecordCodec } from './decider.ts'
import { CannotDecide, foldRecords, type OpenParts } from './fold.ts'
import type { Held } from './keep.ts'
import { putStanding, type Standing, standingOf } from './partition-store.ts'
import { fetchSnapshot, type SnapshotOptions } from './snapshots.ts'

export type TakeoverDeps = Readonly<{
  log: Log
  codec: RecordCodec
  decider: AnyDecider
  stores: StoreFile
  /** none: a lost store is read from the log's start */
  snapshots: SnapshotOptions | undefined
  /** records that the log must be ahead of the store for a snapshot to be worth its fetching */
  snapshotWorth: number
  /** how long an outcome is remembered, ms of log time */
  remember: number
  /** transactional id: <installation>.<context>.<partition> */
  id: string
  partition: number
  partitions: number
  signal: AbortSignal
  logger: Logger
}>

/** `recordsRead` is what the local store did not have. */
export type TakenOver = Readonly<{ writer: TransactionalWriter; held: Held; recordsRead: number }>

const LOOK_EVERY = 50
const BARRIER_EVERY = 1_000

const barrier = ({ codec, id, partition }: TakeoverDeps) => {
  const at = Date.now()
  const headers = headersOf({ type: PROTOCOL_RECORDS.barrier, eventId: randomUUID(), occurredAt: at })
  return {
    partition,
    key: PROTOCOL_RECORDS.barrier,
    value: codec.encode(PROTOCOL_RECORDS.barrier, { at, owner: id }),
    headers,
  }
}

/** protocol 8: a commit of ours ends what hangs under our id; until that shows, nothing is decided. */
const untilNothingHangs = async (
  deps: TakeoverDeps,
  at: TopicPartition,
  writer: TransactionalWriter,
): Promise<Ends> => {
  const { log, signal, logger, id } = deps
  let nextBarrier = 0
  for (;;) {
    const ends = await log.ends(at)
    if (ends.committed >= ends.end || isPlanted('no-barrier')) return ends
    if (signal.aborted) throw new Fenced(`${id} was given away while it waited for a hanging transaction`)
    if (Date.now() >= nextBarrier) {
      nextBarrier = Date.now() + BARRIER_EVERY
      logger.warn({ ...at, committed: String(ends.committed), end: String(ends.end) }, 'a transaction hangs: barrier')
      await writer.commit([barrier(deps)])
    }
    await pause(LOOK_EVERY, signal)
  }
}

/** protocol 9: a store that another code, another count or another log made is of no use. */
const usableStanding = (deps: TakeoverDeps, end: bigint, source: string): Standing | undefined => {
  const { decider, partitions, logger } = deps
  const store = deps.stores.current()
  const standing = standingOf(store)
  if (!standing) return undefined
  const next = store.position(source) ?? 0n
  if (end < next)
    throw new CannotDecide(
      `${source} ends at ${end}, but was decided up to ${next}: the log was cut, recreated or restored. ` +
        'Restore the log, or delete the local store when the shorter log is the right one.',
    )
  if (standing.codeVersion === decider.codeVersion && standing.partitions === partitions) return standing
  logger.info({ source, from: standing.codeVersion, to: decider.codeVersion }, 'the local store is made anew')
  return undefined
}

class AnotherLog extends Error {}

/** protocol 10. Throws AnotherLog when the record that the store applied last is not there. */
const readOn = async (
  deps: TakeoverDeps,
  at: TopicPartition,
  until: bigint,
  from: Standing,
): Promise<Omit<TakenOver, 'writer'>> => {
  const { log, codec, decider } = deps
  const store = deps.stores.current()
  const source = `${at.topic}/${at.partition}`
  const open: OpenParts = new Map()
  let standing = from
  let next = store.position(source)
  let recordsRead = 0
  let isChecked = from.lastOffset < 0n

  await log.read(at, from.lastOffset < 0n ? 0n : from.lastOffset, until, async (all) => {
    if (!isChecked) {
      const [applied] = all
      if (applied?.offset !== from.lastOffset || applied.headers['event-id'] !== from.eventId) throw new AnotherLog()
      isChecked = true
    }
    const records = all.filter(({ offset }) => offset > from.lastOffset)
    const last = records.at(-1)
    if (!last) return
    recordsRead += records.length
    await codec.learn(records.map(({ value }) => value))
    const after = store.write([{ source, from: next, next: last.offset + 1n }], (writer) => {
      const folded = foldRecords({ decider, codec }, writer, records, standing, open)
      putStanding(writer, folded)
      // As the decider did: a history of years leaves no more outcomes than its last day.
      writer.forgetBefore((envelopeOf(last.headers).occurredAt ?? 0) - deps.remember, records.length * 2)
      return folded
    })
    standing = after
    next = last.offset + 1n
  })
  if (!isChecked) throw new AnotherLog()
  if (next !== until) store.write([{ source, from: next, next: until }], (writer) => putStanding(writer, standing))
  return { held: { store, next: until, standing }, recordsRead }
}

/** Is the record that was applied last where the log has it? */
const standsOn = async ({ log }: TakeoverDeps, at: TopicPartition, standing: Standing): Promise<boolean> => {
  const { lastOffset, eventId } = standing
  if (lastOffset < 0n) return false
  let found = false
  await log.read(at, lastOffset, lastOffset + 1n, (records) => {
    found ||= records.some(({ offset, headers }) => offset === lastOffset && headers['event-id'] === eventId)
  })
  return found
}

/** The newest snapshot that the log bears out becomes the local store: its standing, or undefined for none (protocol 9). */
const fromSnapshot = async (
  deps: TakeoverDeps,
  at: TopicPartition,
  end: bigint,
  beyond: bigint,
): Promise<Standing | undefined> => {
  if (!deps.snapshots || end <= beyond) return undefined
  const fits = (standing: Standing) => standsOn(deps, at, standing)
  const fetched = await fetchSnapshot(deps.snapshots, { beyond, end }, fits, deps.signal)
  if (!fetched) return undefined
  deps.stores.replaceBy(fetched.file)
  deps.logger.info({ ...at, key: fetched.key }, 'the local store was taken from a snapshot')
  return fetched.standing
}

/** protocol 11, 12: every command from the position on must still be there, and no fewer than were decided. */
const checkCommands = async ({ log, decider, partition }: TakeoverDeps, position: bigint): Promise<void> => {
  const at = { topic: commandTopic(decider.name), partition }
  const [start, { end }] = await Promise.all([log.start(at), log.ends(at)])
  if (start > position + 1n)
    throw new CannotDecide(
      `commands ${position + 1n} to ${start - 1n} of ${at.topic}/${partition} were deleted undecided`,
    )
  if (end < position + 1n)
    throw new CannotDecide(
      `${at.topic}/${partition} ends at ${end}, but command ${position} was decided: it was recreated`,
    )
}

/** Throws what the writer throws, CannotDecide, StaleStore, and whatever else keeps it from reading. */
export const takeOver = async (deps: TakeoverDeps): Promise<TakenOver> => {
  const { log, stores, decider, id, partition, partitions, logger } = deps
  const at = { topic: decider.name, partition }
  const source = `${at.topic}/${partition}`
  // protocol 6, 7
  const writer = await log.transactional(id, at)
  crashPoint('owner-fenced')
  try {
    // protocol 8, after 7
    const { committed, end } = await untilNothingHangs(deps, at, writer)
    const fresh: Standing = {
      codeVersion: decider.codeVersion,
      partitions,
      position: -1n,
      eventId: '',
      lastOffset: -1n,
    }
    const fromStart = async () => {
      const fetched = await fromSnapshot(deps, at, committed, 0n)
      if (!fetched) stores.current().clear()
      return readOn(deps, at, committed, fetched ?? fresh)
    }
    const own = usableStanding(deps, end, source)
    const newer = own && (await fromSnapshot(deps, at, committed, own.lastOffset + BigInt(deps.snapshotWorth)))
    const usable = newer ?? own
    const read = usable
      ? await readOn(deps, at, committed, usable).catch((error: unknown) => {
          if (!(error instanceof AnotherLog)) throw error
          logger.warn({ source, offset: String(usable.lastOffset) }, 'the log differs from the local store: made anew')
          return fromStart()
        })
      : await fromStart()
    await checkCommands(deps, read.held.standing.position)
    return { writer, ...read }
  } catch (error) {
    await writer.close()
    throw error
  }
}
