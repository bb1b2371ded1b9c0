// One partition that is followed: what comes is applied in order, tried again, and given up where it cannot be applied.
import { type Backoff, backOff } from './backoff.ts'
import type { LogRecord } from './log.ts'
import { isPlanted } from './planted.ts'

/** Records of offsets [from, next) of one partition; what lies between them is no record for us. */
export type Followed = Readonly<{
  topic: string
  partition: number
  /** where the position stands: undefined at the very first batch */
  from: bigint | undefined
  next: bigint
  records: readonly LogRecord[]
}>

export type ApplyPolicy = Readonly<{
  /** Must be repeatable. Aborted when the partition is taken away or all is stopped. */
  apply(batch: Followed, signal: AbortSignal): Promise<void>
  /** Records in one batch at most. */
  batchSize: number
  /** After so many failures of one record the partition is given up; undefined: never. */
  tries?: number | undefined
  backoff: Backoff
  /**
   * Where the position stands in what `apply` writes to. Rejects when that cannot be reached: a failure meanwhile is not
   * the record's fault, and is tried for ever.
   */
  stands?: ((topic: string, partition: number) => Promise<bigint | undefined>) | undefined
  /** `apply` found the position elsewhere: another process has moved it, or an answer of ours was lost. */
  isStale?: ((error: unknown) => boolean) | undefined
}>

/** Why a partition is not moving. */
export type Fault = Readonly<{ offset: bigint; type: string; error: string; tries: number; givenUp: boolean }>

export type FollowedPartition = Readonly<{
  topic: string
  partition: number
  /** Applied up to here (exclusive). */
  position(): bigint | undefined
  fault(): Fault | undefined
  /** Resolves when the records are applied, or when they never will be and the partition was let go. */
  take(records: readonly LogRecord[]): Promise<void>
  /** Read up to here, without a record for us at the end. */
  passed(next: bigint): void
  /** Stores how far was read when nothing but control records came since (their offsets count too). */
  flush(): Promise<void>
  /** Lets go: what runs is aborted; resolves when it has ended. */
  release(): Promise<void>
}>

type Options = ApplyPolicy &
  Readonly<{ topic: string; partition: number; start: bigint | undefined; onMove(next: bigint): void }>

/** Follows one partition from `start`. It does nothing by itself: whoever holds the partition hands records to `take`. */
export const followPartition = (options: Options): FollowedPartition => {
  const { topic, partition, onMove, apply, batchSize, tries, backoff, stands, isStale } = options
  const ending = new AbortController()
  const { signal } = ending
  const ended = new Promise<void>((resolve) => signal.addEventListener('abort', () => resolve(), { once: true }))
  let stored = options.start
  let read = options.start
  let fault: Fault | undefined
  let taking = 0
  let turn: Promise<void> = Promise.resolve()

  const moved = (next: bigint) => {
    stored = next
    if (read === undefined || read < next) read = next
    fault = undefined
    onMove(next)
  }

  const store = async (next: bigint, records: readonly LogRecord[]) => {
    if (isPlanted('offset-before-effect')) onMove(next)
    await apply({ topic, partition, from: stored, next, records }, signal)
    moved(next)
  }

  const giveUp = (reason: Fault) => {
    fault = { ...reason, givenUp: true }
  }

  /** Where the store stands, or undefined when nobody can say now. */
  const ask = async (): Promise<{ at: bigint | undefined } | undefined> => {
    try {
      return stands ? { at: await stands(topic, partition) } : undefined
    } catch {
      return undefined
    }
  }

  /** Somebody has moved the position: takes it over, unless that would leave a gap. */
  const catchUp = async (records: readonly LogRecord[], reason: Fault): Promise<void> => {
    const answer = await ask()
    if (!answer) return
    const { at } = answer
    if (at === undefined || at < (records[0] as LogRecord).offset) return giveUp(reason)
    moved(at)
  }

  const notYet = (records: readonly LogRecord[]) =>
    records.filter(({ offset }) => stored === undefined || offset >= stored)

  /** Applies all of them, or says that it cannot be done. */
  const insist = async (batch: readonly LogRecord[]): Promise<'done' | 'failed'> => {
    let counted = 0
    for (let attempt = 1; !signal.aborted && !fault?.givenUp; attempt++) {
      const records = notYet(batch)
      const [first, last] = [records[0], records.at(-1)]
      if (!first || !last) return 'done'
      try {
        await store(last.offset + 1n, records)
        return 'done'
      } catch (error) {
        if (signal.aborted) break
        fault = faultOf(first, error, attempt)
        if (isStale?.(error)) await catchUp(records, fault)
        else if (tries !== undefined && (!stands || (await ask())) && ++counted >= tries) break
      }
      if (fault && !fault.givenUp) await backOff(attempt, backoff, signal)
    }
    return 'failed'
  }

  const applyAll = async (records: readonly LogRecord[], size: number): Promise<void> => {
    for (let i = 0; i < records.length && !signal.aborted && !fault?.givenUp; i += size) {
      const batch = records.slice(i, i + size)
      if ((await insist(batch)) === 'done' || signal.aborted || fault?.givenUp) continue
      // One of them is the cause: what stands before it is still applied.
      if (batch.length > 1) await applyAll(batch, 1)
      else if (fault) giveUp(fault)
    }
  }

  const take = async (records: readonly LogRecord[]): Promise<void> => {
    if (!fault?.givenUp) await applyAll(notYet(records), batchSize)
    // Not to resolve keeps the partition paused.
    if (fault?.givenUp) await ended
  }

  const inTurn = (work: () => Promise<void>): Promise<void> => {
    turn = turn.then(work, work)
    return turn
  }

  return {
    topic,
    partition,
    position: () => (fault ? stored : read),
    fault: () => fault,
    take: (records) => {
      taking++
      return inTurn(() => take(records)).finally(() => taking--)
    },
    passed: (next) => {
      if (read === undefined || read < next) read = next
    },
    flush: async () => {
      if (taking || read === undefined || read === stored || fault || signal.aborted) return
      await inTurn(() => store(read ?? 0n, []).catch(() => undefined))
    },
    release: () => {
      ending.abort()
      return turn.catch(() => undefined)
    },
  }
}

const faultOf = ({ offset, headers }: LogRecord, error: unknown, tries: number): Fault => ({
  offset,
  type: headers.type ?? '',
  error: error instanceof Error ? `${error.name}: ${error.message}` : String(error),
  tries,
  givenUp: false,
})
