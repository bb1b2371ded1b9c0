// Does again what journals say was done: state is rebuilt, nothing is said.
import type { Log, LogRecord } from '../log.ts'
import type { Journal, Step } from './journal.ts'
import { placeOf } from './sources.ts'

export type ReplaySteps = Readonly<{
  /** Next offset wanted of a source. */
  position(source: string): bigint
  /** Does a step; what it would say is dropped. */
  records(source: string, records: readonly LogRecord[], to: bigint, dead?: readonly bigint[]): Promise<void>
  settle(step: Extract<Step, { kind: 'retry' | 'drop' }>): Promise<void>
  time(at: number): void
}>

const AHEAD = 5_000n
const BATCH = 500

type Ahead = Readonly<{ from: bigint; until: bigint; records: readonly LogRecord[] }>

/** Reads stretches of sources, further ahead than asked: each read of its own costs a round of the group protocol. */
export const stretchReader = (log: Log) => {
  const kept = new Map<string, Ahead>()

  const fill = async (source: string, from: bigint, to: bigint): Promise<Ahead> => {
    const at = placeOf(source)
    const { committed } = await log.ends(at)
    if (committed < to)
      throw new Error(
        `${source} ends at ${committed}, but was read up to ${to}: the log was cut, recreated or restored`,
      )
    const far = from + AHEAD > to ? from + AHEAD : to
    const until = far < committed ? far : committed
    const records: LogRecord[] = []
    await log.read(at, from, until, (read) => void records.push(...read))
    return { from, until, records }
  }

  return async (source: string, from: bigint, to: bigint): Promise<readonly LogRecord[]> => {
    const known = kept.get(source)
    const ahead = known && known.from <= from && to <= known.until ? known : await fill(source, from, to)
    const rest = ahead.records.filter(({ offset }) => offset >= to)
    kept.set(source, { ...ahead, from: to, records: rest })
    return ahead.records.filter(({ offset }) => offset >= from && offset < to)
  }
}

/**
 * Does the steps that are not done yet. What lies before a step and no journal tells of (its records were compacted away
 * or are past their retention) is done first, in batches of our own: nothing that was said depends on how.
 */
export const replay = async (
  journal: Journal,
  steps: ReplaySteps,
  read: ReturnType<typeof stretchReader>,
): Promise<void> => {
  const through = async (source: string, to: bigint, size: number, dead?: readonly bigint[]) => {
    const from = steps.position(source)
    if (from >= to) return
    const records = await read(source, from, to)
    for (let i = 0; i < records.length; i += size) {
      const batch = records.slice(i, i + size)
      const last = batch.at(-1)
      if (last) await steps.records(source, batch, last.offset + 1n, dead)
    }
  }
  const one = async (step: Step) => {
    if (step.kind === 'time') return steps.time(step.at)
    if (step.kind !== 'records') return steps.settle(step)
    await through(step.source, step.from, BATCH)
    await through(step.source, step.to, Number.POSITIVE_INFINITY, step.dead ?? [])
  }
  for (const step of journal.steps) await one(step)
}
