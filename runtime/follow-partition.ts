// One partition that is followed: what comes is applied in order, tried again, and parked or given up where it cannot be.
import { backOff, untilDone } from './backoff.ts'
import type { ApplyPolicy, Fault, FollowedPartition } from './followed.ts'
import type { LogRecord } from './log.ts'
import { type Ask, type Cause, linesOf, noParking, type Parked, type Parking, planOf } from './parking.ts'
import { isPlanted } from './planted.ts'
import { errorText, isOutage, kindOf, Poisonous } from './poison.ts'

type Options = ApplyPolicy &
  Readonly<{
    topic: string
    partition: number
    start: bigint | undefined
    parked?: readonly Parked[]
    /** Records of [from, until) once more; without it a store that fell back stops the partition. */
    reread?: (from: bigint, until: bigint, each: (records: readonly LogRecord[]) => Promise<void>) => Promise<void>
    onMove(next: bigint): void
  }>

/** What does not decode, or a pure handler throws, is not mended by waiting: so few tries are enough. */
const PURE_TRIES = 5

type Work = Readonly<{ next: bigint; records: readonly LogRecord[]; parking: Parking }>
/** Done; or these are at fault; or one of these that nobody knows; or there is nobody left to do it for. */
type Tried = 'done' | 'one of them' | 'over' | ReadonlyMap<bigint, Cause>

/** Follows one partition from `start`. It does nothing by itself: whoever holds the partition hands records to `take`. */
export const followPartition = (options: Options): FollowedPartition => {
  const { topic, partition, onMove, apply, batchSize, tries, backoff, stands, isStale, lot } = options
  const ending = new AbortController()
  const { signal } = ending
  const ended = new Promise<void>((resolve) => signal.addEventListener('abort', () => resolve(), { once: true }))
  const condemned = new Map<bigint, Cause | 'dropped'>()
  const asked = new Map<string, Ask>()
  let lines = linesOf(options.parked ?? [])
  let changed = Promise.withResolvers<void>()
  let stored = options.start
  let read = options.start
  let fault: Fault | undefined
  let taking = 0
  let turn: Promise<void> = Promise.resolve()

  const size = (): number => (typeof batchSize === 'number' ? batchSize : batchSize())
  const isOver = () => signal.aborted || fault?.givenUp === true

  const moved = (next: bigint) => {
    stored = next
    if (read === undefined || read < next) read = next
    fault = undefined
    onMove(next)
  }

  const store = async ({ next, records, parking }: Work) => {
    if (isPlanted('offset-before-effect')) onMove(next)
    await apply({ topic, partition, from: stored, next, records, parking }, signal)
    lines.change(parking)
    for (const offset of condemned.keys()) if (offset < next) condemned.delete(offset)
    moved(next)
    if (parking !== noParking) lot?.kept?.(topic, partition)
  }

  const giveUp = (reason: Fault) => {
    fault = { ...reason, givenUp: true }
  }

  /** Where the store stands, or undefined when nobody can say now. */
  const standing = async (): Promise<{ at: bigint | undefined } | undefined> => {
    try {
      return stands ? { at: await stands(topic, partition) } : undefined
    } catch {
      return undefined
    }
  }

  const isBehind = (at: bigint | undefined) => stored !== undefined && (at === undefined || at < stored)

  /** What was kept although the answer was lost was not told to the log either. */
  const lookAside = async (): Promise<void> => {
    if (!lot) return
    lines = linesOf(await lot.parked(topic, partition))
    lot.kept?.(topic, partition)
  }

  /** The store had it once (a standby that lacks the last of it took over): reads and applies that again. */
  const fallBack = async (at: bigint | undefined, reread: NonNullable<Options['reread']>): Promise<void> => {
    const until = stored ?? 0n
    await lookAside()
    stored = at
    const again = async (records: readonly LogRecord[]) => {
      if (!isOver()) await insist(records)
    }
    for (let times = 1; !isOver(); times++)
      try {
        return await reread(stored ?? 0n, until, again)
      } catch {
        await backOff(times, backoff, signal)
      }
  }

  /** Somebody has moved the position: takes it over with what is parked. */
  const catchUp = async (reason: Fault): Promise<void> => {
    const answer = await standing()
    if (!answer) return
    const { at } = answer
    if (isBehind(at)) return options.reread ? fallBack(at, options.reread) : giveUp(reason)
    if (at === undefined) return giveUp(reason)
    await lookAside()
    moved(at)
  }

  const notYet = (records: readonly LogRecord[]) =>
    records.filter(({ offset }) => stored === undefined || offset >= stored)

  /** Does the work until it is done or somebody is at fault: `most` tries each; what is nobody's fault is waited out. */
  const attempt = async (make: () => Work | undefined, most: number | undefined): Promise<Tried> => {
    const counts = new Map<bigint, number>()
    let counted = 0
    for (let times = 1; !isOver(); times++) {
      const work = make()
      if (!work) return 'done'
      try {
        await store(work)
        return 'done'
      } catch (error) {
        if (signal.aborted) break
        const known = error instanceof Poisonous ? error.causes : undefined
        fault = faultOf(work, known, error, times)
        if (isStale?.(error)) await catchUp(fault).catch(() => undefined)
        else if (
          most !== undefined &&
          // Where nothing is applied but only laid aside, no record is to blame.
          work.records.length > 0 &&
          !isOutage(error) &&
          !options.isOutage?.(error) &&
          (!stands || (await standing()))
        ) {
          counted++
          const guilty = new Map<bigint, Cause>()
          for (const [offset, why] of known ?? only(work, error)) {
            const n = (counts.get(offset) ?? 0) + 1
            counts.set(offset, n)
            if (n >= (known ? Math.min(most, PURE_TRIES) : most))
              guilty.set(offset, { kind: kindOf(why), error: errorText(why), tries: n, at: Date.now() })
          }
          if (guilty.size) return guilty
          if (!known && counted >= most) return 'one of them'
        }
      }
      if (!isOver()) await backOff(times, backoff, signal)
    }
    return 'over'
  }

  /** No room: nothing may overtake what waits, so the partition stops until an operator has made some. */
  const waitForRoom = async (record: LogRecord): Promise<void> => {
    const error = `${lines.size()} records of ${topic}/${partition} are parked, and no more may be: retry or drop some`
    const { offset, headers } = record
    fault = { offset, type: headers.type ?? '', error, tries: 0, givenUp: true }
    await Promise.race([changed.promise, ended])
    if (!signal.aborted) fault = undefined
  }

  /** One or several batches, in order, each record applied or parked. */
  const insist = async (batch: readonly LogRecord[]): Promise<void> => {
    for (;;) {
      let full: LogRecord | undefined
      const tried = await attempt(() => {
        const records = notYet(batch)
        const last = records.at(-1)
        if (!last) return undefined
        if (!lot) return { next: last.offset + 1n, records, parking: noParking }
        const plan = planOf(records, last.offset + 1n, lines, condemned, lot)
        full = plan.isFull ? records.find(({ offset }) => offset >= plan.next) : undefined
        if (full && plan.next <= (records[0]?.offset ?? 0n)) return undefined
        const parking = plan.park.length ? { park: plan.park, settle: [] } : noParking
        return { next: plan.next, records: plan.records, parking }
      }, tries)
      if (tried === 'over') return
      if (tried === 'done') {
        if (!full) return
        await waitForRoom(full)
        if (signal.aborted) return
        await answerAll()
        continue
      }
      const [first] = batch
      if ((tried === 'one of them' || !lot) && batch.length > 1) {
        // What stands before the one at fault is still applied.
        for (const one of notYet(batch)) if (!isOver()) await insist([one])
        return
      }
      if (!lot || tried === 'one of them' || !first) return fault && giveUp(fault)
      for (const [offset, cause] of tried) condemned.set(offset, (await isDropped(offset)) ? 'dropped' : cause)
    }
  }

  const isDropped = async (offset: bigint): Promise<boolean> => {
    const asks = lot?.wasDropped
    return asks ? ((await untilDone(() => asks(topic, partition, offset), backoff, signal)) ?? false) : false
  }

  /** By the store's own word: the answer to what failed may have been lost, and then the record was applied after all. */
  const isStillAside = async (offset: bigint): Promise<boolean> => {
    await untilDone(lookAside, backoff, signal)
    return !signal.aborted && lines.find(offset) !== undefined
  }

  /** Lays aside again what could not be applied now either. */
  const putBack = (one: Parked): Promise<Tried> =>
    attempt(() => (lines.find(one.record.offset) ? here([], { park: [one], settle: [] }) : undefined), undefined)

  /** A line whose first record has no cause any more goes on, until one of it cannot be applied. */
  const goOn = async (key: string): Promise<void> => {
    let most = size()
    for (;;) {
      const line = lines.line(key)
      const [head] = line
      if (!head || head.cause || isOver()) return
      const free = line.slice(0, Math.min(most, firstWith(line)))
      const settle = free.map(({ record: { offset } }) => ({ offset, outcome: 'APPLIED' }) as const)
      const tried = await attempt(() => {
        const isAside = free.every(({ record }) => lines.find(record.offset))
        const records = free.map(({ record }) => record)
        return isAside ? here(records, { park: [], settle }) : undefined
      }, tries)
      if (tried === 'over') return
      if (tried === 'done') continue
      const at = tried === 'one of them' ? -1 : free.findIndex(({ record }) => tried.has(record.offset))
      if (at < 0 && most > 1) most = 1
      else if (at > 0) most = at
      else {
        const cause = tried === 'one of them' ? undefined : tried.get(head.record.offset)
        if (!(await isStillAside(head.record.offset))) continue
        if (!cause) return fault && giveUp(fault)
        await putBack({ record: head.record, cause })
        return
      }
    }
  }

  const here = (records: readonly LogRecord[], parking: Parking): Work => ({ next: stored ?? 0n, records, parking })

  const answer = async ({ askId, offset, kind }: Ask): Promise<void> => {
    const parked = lines.find(offset)
    // Answered before, or asked for something that waits: that has its turn by itself.
    if (!parked?.cause || parked.askId === askId) return
    const { record } = parked
    const settled = { offset, outcome: kind === 'drop' ? 'DROPPED' : 'APPLIED', askId } as const
    const work = () =>
      lines.find(offset)?.cause ? here(kind === 'drop' ? [] : [record], { park: [], settle: [settled] }) : undefined
    const tried = await attempt(work, kind === 'drop' ? undefined : 1)
    if (tried === 'over') return
    if (tried !== 'done' && (await isStillAside(offset))) {
      const why = tried === 'one of them' ? undefined : tried.get(offset)
      const cause = { ...(why ?? parked.cause), tries: parked.cause.tries + 1 }
      await putBack({ record, cause, askId })
      fault = undefined
      return
    }
    fault = undefined
    await goOn(record.key)
  }

  const answerAll = async (): Promise<void> => {
    for (const [askId, one] of asked) {
      if (isOver()) return
      await answer(one)
      asked.delete(askId)
    }
    changed = Promise.withResolvers<void>()
  }

  const take = async (records: readonly LogRecord[]): Promise<void> => {
    for (let i = 0; i < records.length && !isOver(); ) {
      const batch = records.slice(i, i + size())
      i += batch.length
      await insist(notYet(batch))
    }
    // Not to resolve keeps the partition paused.
    if (fault?.givenUp) await ended
  }

  const inTurn = (work: () => Promise<void>): Promise<void> => {
    turn = turn.then(work, work)
    return turn
  }

  // What an earlier owner had freed and not brought to its end.
  if (lot && lines.size() > 0)
    void inTurn(async () => {
      for (const key of lines.keys()) await goOn(key)
    })

  return {
    topic,
    partition,
    position: () => (fault ? stored : read),
    fault: () => fault,
    parked: () => lines.size(),
    take: (records) => {
      taking++
      return inTurn(() => take(records)).finally(() => taking--)
    },
    ask: (one) => {
      if (asked.has(one.askId) || signal.aborted) return
      asked.set(one.askId, one)
      changed.resolve()
      void inTurn(answerAll)
    },
    passed: (next) => {
      if (read === undefined || read < next) read = next
    },
    flush: async () => {
      if (taking || read === undefined || read === stored || fault || signal.aborted) return
      await inTurn(() => store({ next: read ?? 0n, records: [], parking: noParking }).catch(() => undefined))
    },
    check: async () => {
      const { reread } = options
      if (!reread || taking || fault || stored === undefined) return
      await inTurn(async () => {
        const answer = await standing()
        if (answer && isBehind(answer.at) && !isOver()) await fallBack(answer.at, reread)
      })
    },
    release: () => {
      ending.abort()
      return turn.catch(() => undefined)
    },
  }
}

const firstWith = (line: readonly Parked[]): number => {
  const at = line.findIndex(({ cause }) => cause)
  return at < 0 ? line.length : at
}

/** One record alone is at fault for whatever fails. */
const only = ({ records }: Work, error: unknown): Iterable<readonly [bigint, unknown]> => {
  const [one] = records
  return one && records.length === 1 ? [[one.offset, error]] : []
}

const faultOf = (
  { records, next }: Work,
  causes: Poisonous['causes'] | undefined,
  error: unknown,
  tries: number,
): Fault => {
  const guilty = records.find(({ offset }) => causes?.has(offset)) ?? records[0]
  const why = (guilty && causes?.get(guilty.offset)) ?? error
  return {
    offset: guilty?.offset ?? next,
    type: guilty?.headers.type ?? '',
    error: errorText(why),
    tries,
    givenUp: false,
  }
}
