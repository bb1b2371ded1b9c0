// The loop of one output partition once it is taken over: steps as records come or time passes, a transaction, the state.
import type { Codec } from '../codec.ts'
import type { Log, LogRecord, Tail, TransactionalWriter } from '../log.ts'
import { isPlanted } from '../planted.ts'
import { batchOf } from './batch.ts'
import type { Processor } from './definition.ts'
import type { Emitted } from './engine.ts'
import type { Inbox } from './inbox.ts'
import type { Step } from './journal.ts'
import type { ProcessorLimits } from './limits.ts'
import { transactionOf } from './output.ts'
import { endsOf, placeOf, sourceName } from './sources.ts'
import type { TakenOver } from './takeover.ts'

/** A handler threw: not the log's fault, and the same again at the next try. */
export class HandlerFailed extends Error {
  override name = 'HandlerFailed'
}

export type Live = Readonly<{
  log: Log
  codec: Codec
  processor: Processor
  partition: number
  sources: readonly string[]
  taken: TakenOver
  writer: TransactionalWriter
  inbox: Inbox
  tail: Tail
  limits: ProcessorLimits
  now: () => number
  signal: AbortSignal
  /** after each transaction */
  onCommitted(): void
  /** whenever there is nothing to do */
  onIdle(): void
}>

/** Runs until the signal is aborted. Throws HandlerFailed, StaleStore and what the writer throws: take over again then. */
export const runLive = async (options: Live): Promise<void> => {
  const { log, codec, processor, partition, sources, taken, writer, inbox, tail, limits, now, signal } = options
  const { state, engine } = taken
  let steps: Step[] = []
  let said: Emitted[] = [...taken.said]
  let records = 0
  let since = 0
  let nextLook = 0

  const step = (what: Step, work: () => readonly Emitted[]) => {
    if (!steps.length) since = now()
    try {
      said.push(...work())
    } catch (error) {
      throw new HandlerFailed(`${JSON.stringify(what, plain)}: ${(error as Error).message}`, { cause: error })
    }
    steps.push(what)
  }

  const takeRecords = async (batch: readonly LogRecord[]): Promise<void> => {
    const [first, last] = [batch[0], batch.at(-1)]
    if (!first || !last) return
    const source = sourceName(first)
    const { events, latest } = await batchOf(codec, batch, processor.names)
    const [from, to] = [state.position(source), last.offset + 1n]
    step({ kind: 'records', source, from, to }, () => engine.records(source, events, latest))
    state.moveTo(source, to)
    records += batch.length
  }

  const moveTime = (at: number) => step({ kind: 'time', at }, () => engine.time(at))

  /** Event time moves on by itself when a timer would be due and every source that holds it back is silent. */
  const takeTime = async (): Promise<boolean> => {
    const due = engine.nextTimer()
    if (due === undefined) return false
    const { watermark, reachable } = state.clock
    if (due > watermark()) {
      if (now() < nextLook || reachable(now(), () => true) < due) return false
      nextLook = now() + limits.lookEvery
      const ends = await endsOf(log, sources)
      const isSilent = (source: string) =>
        !isPlanted('watermark-without-idle') &&
        inbox.size(source) === 0 &&
        (tail.position(placeOf(source)) ?? 0n) >= (ends.get(source) ?? 0n) &&
        now() - inbox.lastOffered(source) >= processor.time.idleAfter
      if (reachable(now(), isSilent) < due) return false
      moveTime(reachable(now(), isSilent))
      // More timers were due than a step fires: the next step goes on.
    } else moveTime(watermark())
    return true
  }

  const commit = async (): Promise<void> => {
    said.push(...engine.atCommit())
    const written = transactionOf(codec, processor, partition, said, steps)
    const first = await writer.commit(written)
    // Only after a commit that returned ok, as a decider's store (protocol 5, 16).
    state.keep({ next: first + BigInt(written.length), eventId: written.at(-1)?.headers['event-id'] ?? '' })
    steps = []
    said = []
    records = 0
    options.onCommitted()
  }

  const toSay = () => said.length + engine.waiting()
  const isFull = () =>
    toSay() >= limits.said || steps.length >= limits.steps || (toSay() > 0 && now() - since >= limits.sayWithin)
  const isDue = () => toSay() > 0 || records >= limits.moveOnRecords || now() - since >= limits.moveOnAfter

  while (!signal.aborted) {
    const batch = inbox.take(limits.batch)
    if (batch) await takeRecords(batch)
    const isIdle = !(await takeTime()) && inbox.size() === 0
    if (steps.length && (isFull() || (isIdle && isDue()))) await commit()
    if (!isIdle) continue
    options.onIdle()
    await inbox.wait(Math.min(limits.lookEvery, limits.moveOnAfter), signal)
  }
}

const plain = (_: string, value: unknown) => (typeof value === 'bigint' ? String(value) : value)
