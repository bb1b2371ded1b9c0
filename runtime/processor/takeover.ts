// Taking over an output partition: fence, wait until nothing hangs, read what was said, bring the state up to it.
import { randomUUID } from 'node:crypto'
import type { Logger } from 'pino'
import { pause } from '../backoff.ts'
import type { Codec } from '../codec.ts'
import { headersOf } from '../envelope.ts'
import { Fenced, type Log, type LogRecord, type TopicPartition, type TransactionalWriter } from '../log.ts'
import { isPlanted } from '../planted.ts'
import type { KeyedStore } from '../store.ts'
import { blaming } from './blaming.ts'
import type { Processor } from './definition.ts'
import { type Emitted, type Engine, engineOf } from './engine.ts'
import { journalOf, type Step } from './journal.ts'
import { type Dead, deadOf } from './parked.ts'
import { replay, stretchReader } from './replay.ts'
import { openState, type ProcessorState } from './state.ts'
import { type Steps, stepsOf } from './steps.ts'

/** The output says something that this code must not write behind: a person has to look. */
export class CannotProcess extends Error {
  override name = 'CannotProcess'
}

export type TakeoverDeps = Readonly<{
  log: Log
  codec: Codec
  processor: Processor
  store: KeyedStore
  /** transactional id: <installation>.processor.<name>.<partition> */
  id: string
  at: TopicPartition
  partitions: number
  sources: readonly string[]
  /** of what no journal tells any more: what this instance found it cannot apply */
  dead(source: string): Dead
  isOurs(key: string): boolean
  signal: AbortSignal
  logger: Logger
}>

/** `said` is nothing: what was done again was said before. */
export type TakenOver = Readonly<{
  state: ProcessorState
  engine: Engine
  doing: Steps
  replayed: number
  said: readonly Emitted[]
}>

const LOOK_EVERY = 50
const BARRIER_EVERY = 1_000

/** As a decider does (protocol 8): while a transaction hangs, what it holds cannot be read. Returns the end. */
export const untilNothingHangs = async (deps: TakeoverDeps, writer: TransactionalWriter): Promise<bigint> => {
  const { log, codec, id, at, signal, logger } = deps
  let nextBarrier = 0
  for (;;) {
    const { committed, end } = await log.ends(at)
    if (committed >= end) return end
    if (signal.aborted) throw new Fenced(`${id} was given away while it waited for a hanging transaction`)
    if (Date.now() >= nextBarrier) {
      nextBarrier = Date.now() + BARRIER_EVERY
      logger.warn({ ...at, committed: String(committed), end: String(end) }, 'a transaction hangs: barrier')
      const value = codec.encode('Barrier', { owner: id })
      const headers = headersOf({ type: 'Barrier', eventId: randomUUID(), occurredAt: Date.now() })
      await writer.commit([{ partition: at.partition, key: 'Barrier', value, headers }])
    }
    await pause(LOOK_EVERY, signal)
  }
}

class AnotherLog extends Error {}

/** Brings the state up to what was said; the store is made anew when it belongs to another log. */
export const catchUp = async (deps: TakeoverDeps, end: bigint): Promise<TakenOver> => {
  const { store, logger, at } = deps
  try {
    return await readOutput(deps, end)
  } catch (error) {
    if (!(error instanceof AnotherLog)) throw error
    logger.warn({ ...at }, 'the output differs from the local state, which is made anew')
    store.clear()
    return readOutput(deps, end)
  }
}

const readOutput = async (deps: TakeoverDeps, end: bigint): Promise<TakenOver> => {
  const { log, codec, processor, store, at, partitions, sources, isOurs, signal } = deps
  const state = openState({ store, processor, sources, partitions })
  const engine = engineOf({ processor, overlay: state.overlay, clock: state.clock, isOurs })
  const doing = stepsOf({ codec, processor, engine, state })
  const read = stretchReader(log)
  const before = state.output()
  if (before && before.next > end) throw new AnotherLog()
  let replayed = 0
  const said: Emitted[] = []
  const again = (emitted: readonly Emitted[]) => {
    if (isPlanted('rebuild-repeats-effects')) said.push(...emitted)
  }

  const steps = {
    position: state.position,
    records: async (source: string, records: readonly LogRecord[], to: bigint, dead?: readonly bigint[]) => {
      const laidAside = dead ? deadOf(dead) : deps.dead(source)
      again(await blaming(source, () => doing.records(source, records, to, laidAside)))
      replayed += records.length
    },
    settle: async ({ kind, source, offset, dead = [] }: Extract<Step, { kind: 'retry' | 'drop' }>) =>
      again(await doing.settle(source, offset, kind, deadOf(dead))),
    time: (time: number) => again(engine.time(time)),
  }

  const one = async (record: LogRecord) => {
    const isBefore = before !== undefined && record.offset < before.next
    // The record may be gone by compaction; another one in its place means another log (H11).
    if (isBefore && record.headers['event-id'] !== before.eventId) throw new AnotherLog()
    if (isBefore || signal.aborted) return
    const journal = journalOf(record.headers)
    if (!journal) return
    if (journal.processor !== processor.name || journal.version > processor.version)
      throw new CannotProcess(
        `${at.topic}/${at.partition}@${record.offset} was written by ${journal.processor} ${journal.version}: ` +
          'one processor writes a topic, and never an older version behind a newer one',
      )
    // An older version's steps made another state: this one does all of them anew, and says so.
    if (journal.version < processor.version) return
    await replay(journal, steps, read)
    again(engine.atCommit())
    state.keep({ next: record.offset + 1n, eventId: record.headers['event-id'] ?? '' })
  }

  const from = before && before.next > 0n ? before.next - 1n : 0n
  await log.read(at, from, end, async (records) => {
    for (const record of records) await one(record)
  })
  if (signal.aborted) throw new Fenced(`${deps.id} was given away`)
  // What the journals tell was told before, but for what a crash came before: that is looked for.
  doing.parked.changes()
  return { state, engine, doing, replayed, said }
}
