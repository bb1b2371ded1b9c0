// The loop of one output partition once it is taken over: steps as records come or time passes, a transaction, the state.
import { pause } from '../backoff.ts'
import type { Codec } from '../codec.ts'
import type { Log, LogRecord, Tail, TransactionalWriter } from '../log.ts'
import type { Parking } from '../parking.ts'
import { isPlanted } from '../planted.ts'
import type { Asked } from './blame.ts'
import { blaming, HandlerFailed } from './blaming.ts'
import type { Processor } from './definition.ts'
import type { Emitted } from './engine.ts'
import type { Inbox } from './inbox.ts'
import type { Step } from './journal.ts'
import type { ProcessorLimits } from './limits.ts'
import { transactionOf } from './output.ts'
import type { Dead } from './parked.ts'
import { endsOf, placeOf, sourceName } from './sources.ts'
import type { TakenOver } from './takeover.ts'

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
  /** records of a source that cannot be applied, as far as that is known */
  dead(source: string): Dead
  nextAsk(): Asked | undefined
  answered(asked: Asked): void
  /** No room to lay more aside: nothing is read until an operator has made some. */
  onFull(isFull: boolean): void
  /** after each transaction, with what it laid aside */
  onCommitted(changes: ReadonlyMap<string, Parking>): void
  /** whenever there is nothing to do */
  onIdle(): void
}>

/** Runs until the signal is aborted. Throws HandlerFailed, StaleStore and what the writer throws: take over again then. */
export const runLive = async (options: Live): Promise<void> => {
  const { log, codec, processor, partition, sources, taken, writer, inbox, tail, limits, now, signal } = options
  const { state, engine, doing } = taken
  const { parked } = doing
  let steps: Step[] = []
  let said: Emitted[] = [...taken.said]
  let records = 0
  let since = 0
  let nextLook = 0

  const done = (what: Step, emitted: readonly Emitted[]) => {
    if (!steps.length) since = now()
    said.push(...emitted)
    steps.push(what)
  }

  const takeRecords = async (batch: readonly LogRecord[]): Promise<void> => {
    const [first, last] = [batch[0], batch.at(-1)]
    if (!first || !last) return
    const source = sourceName(first)
    const [from, to] = [state.position(source), last.offset + 1n]
    const known = options.dead(source)
    const dead = batch.map(({ offset }) => offset).filter((offset) => known.has(offset))
    const emitted = await blaming(source, () => doing.records(source, batch, to, known))
    done({ kind: 'records', source, from, to, ...(dead.length ? { dead } : {}) }, emitted)
    records += batch.length
  }

  /** One transaction with nothing else: what fails with it is its own fault. */
  const takeAsk = async (asked: Asked): Promise<void> => {
    const { source, ask } = asked
    const laidAside = parked.find(source, ask.offset)
    if (!laidAside?.cause) return options.answered(asked)
    const known = options.dead(source)
    const dead = parked
      .line(source, ask.offset)
      .map(({ record }) => record.offset)
      .filter((offset) => offset > ask.offset && known.has(offset))
    const work = () => doing.settle(source, ask.offset, ask.kind, known, ask.askId)
    const emitted = await blaming(source, work, { ...asked, parked: laidAside })
    done({ kind: ask.kind, source, offset: ask.offset, ...(dead.length ? { dead } : {}) }, emitted)
    await commit()
    options.answered(asked)
  }

  const moveTime = (at: number) => {
    try {
      done({ kind: 'time', at }, engine.time(at))
    } catch (error) {
      throw new HandlerFailed(`at ${at}: ${(error as Error).message}`, undefined, { cause: error })
    }
  }

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
    options.onCommitted(parked.changes())
  }

  const toSay = () => said.length + engine.waiting()
  const isFull = () =>
    toSay() >= limits.said || steps.length >= limits.steps || (toSay() > 0 && now() - since >= limits.sayWithin)
  const isDue = () => toSay() > 0 || records >= limits.moveOnRecords || now() - since >= limits.moveOnAfter

  while (!signal.aborted) {
    const asked = options.nextAsk()
    if (asked) await takeAsk(asked)
    const hasRoom = parked.count() < limits.parked
    options.onFull(!hasRoom)
    const batch = hasRoom ? inbox.take(limits.batch) : undefined
    if (batch) await takeRecords(batch)
    const isIdle = !(await takeTime()) && (!hasRoom || inbox.size() === 0)
    if (steps.length && (isFull() || (isIdle && isDue()))) await commit()
    if (!isIdle) continue
    options.onIdle()
    const most = Math.min(limits.lookEvery, limits.moveOnAfter)
    await (hasRoom ? inbox.wait(most, signal) : pause(most, signal))
  }
}
