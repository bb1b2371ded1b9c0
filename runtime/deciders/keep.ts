// What committed batches leave, and the answers to commands that came again (protocol 5, 13, 16). It is held in memory
// and written to the local store every three seconds: one write of many batches touches far fewer of its pages. The
// store may lag the log, never lead it: what a crash takes from here is read from the log again. While one generation is
// being written the next one fills: what is looked up is looked for in both, and then in the file.
import type { LogRecord, NewRecord, TopicPartition } from '../log.ts'
import type { KeyedStore } from '../store.ts'
import { type Change, type ChangeWriter, changeOf } from '../store-change.ts'
import { type Batch, commandIdIn, type Kept } from './batch.ts'
import { type KeptOutcomes, keptOutcomes } from './kept-outcomes.ts'
import type { Limits } from './limits.ts'
import { HOUR, markHour, outcomeOf, putRow, putStanding, type Row, rowsOf, type Standing } from './partition-store.ts'
import { replyTo } from './replies.ts'
import type { StoredOutcome } from './stored-outcome.ts'

/** What an owner knows of its store: `next` is the log offset that it left there itself. */
export type Held = Readonly<{ store: KeyedStore; next: bigint; standing: Standing }>

export type Keeper = Readonly<{
  /** What is known of these commands' keys and ids, looked up at once. */
  of(commands: readonly LogRecord[]): Kept
  outcome(commandId: string): StoredOutcome | undefined
  /** Takes in a committed batch; `first` is where the log put its first record. */
  keep(batch: Batch, first: bigint): void
  /** Whether something has to be written that should not wait for more. */
  isFull(): boolean
  /** Whether everything was taken to be written. */
  isEmpty(): boolean
  /**
   * What was kept since the last take, as one write with the position; undefined when nothing was. It is looked up as
   * before until `written`, and nothing more may be taken until then. The file must be as this owner left it.
   */
  take(): Change | undefined
  /** What was taken is in the file; how many records of the log the file was behind. */
  written(): number
}>

type Generation = Readonly<{
  rows: Map<string, Row>
  outcomes: KeptOutcomes
  /** the first batch of each hour of log time */
  hours: Map<number, Pick<Batch, 'times' | 'position'>>
}>

const empty = (): Generation => ({ rows: new Map(), outcomes: keptOutcomes(), hours: new Map() })

const FORGET_AT_ONCE = 1_000
/** Commands and bytes of values that wait to be written at most; ms of log time between two looks at what is too old. */
const MOST = { commands: 16_000, bytes: 8 * 1024 * 1024, forgotten: 60_000 }

export const keeping = (held: Held, source: string, { remember }: Limits): Keeper => {
  const { store } = held
  let { next, standing } = held
  /** where the file stands, where it will, and where what was kept ends */
  let written = next
  let taken = next
  let filling = empty()
  /** being written, or as it was written last: who comes often is not read again */
  let last = empty()
  let bytes = 0
  let time: number | undefined
  let forgotAt: number | undefined

  const rowHere = (key: string) => filling.rows.get(key) ?? last.rows.get(key)
  const isHere = (id: string) => filling.outcomes.has(id) || last.outcomes.has(id)

  return {
    of: (commands) => {
      const keys: string[] = []
      const ids: string[] = []
      for (const command of commands) {
        const id = commandIdIn(command)
        if (!rowHere(command.key)) keys.push(command.key)
        if (!isHere(id)) ids.push(id)
      }
      const rows = rowsOf(store, keys)
      const known = store.recallable(ids)
      return {
        row: (key) => rowHere(key) ?? rows.get(key),
        knows: (id) => isHere(id) || known.has(id),
      }
    },
    outcome: (id) => filling.outcomes.get(id) ?? last.outcomes.get(id) ?? outcomeOf(store, id),
    keep: (batch, first) => {
      next = first + BigInt(batch.records.length)
      const eventId = batch.records.at(-1)?.headers['event-id'] ?? ''
      standing = { ...standing, position: batch.position, eventId, lastOffset: next - 1n }
      const { rows, outcomes, hours } = filling
      for (const [key, row] of batch.rows) rows.set(key, row)
      for (const one of batch.decided) if (one.isFinal) outcomes.add(one, first + BigInt(one.to) - 1n)
      for (const { value } of batch.records) bytes += value.length
      const hour = Math.floor(batch.times[0] / HOUR)
      if (!hours.has(hour)) hours.set(hour, { times: batch.times, position: batch.position })
      time = batch.times[1]
      forgotAt ??= time
    },
    isFull: () =>
      filling.outcomes.size() >= MOST.commands ||
      bytes >= MOST.bytes ||
      (time !== undefined && forgotAt !== undefined && time - forgotAt >= MOST.forgotten),
    isEmpty: () => next === taken,
    take: () => {
      if (next === taken) return undefined
      const { rows, outcomes, hours } = filling
      const note = (write: ChangeWriter) => {
        for (const [key, row] of rows) putRow(write, key, row)
        putStanding(write, standing)
        for (const { times, position } of hours.values()) markHour(write, times[0], position)
        write.forgetBefore((time ?? 0) - remember, FORGET_AT_ONCE + outcomes.size())
      }
      const change = changeOf([{ source, from: written, next }], note, outcomes.remembering)
      taken = next
      last = filling
      filling = empty()
      bytes = 0
      forgotAt = time
      return change
    },
    written: () => {
      const behind = Number(taken - written)
      written = taken
      // What it forgot by age is not to be known from here.
      last = { ...last, outcomes: keptOutcomes() }
      return behind
    },
  }
}

/** Only what is committed is told again; a repeat of what was not decided after all gets no answer here. */
export const repliesTo = (keeper: Keeper, batch: Batch, at: TopicPartition): readonly NewRecord[] =>
  batch.repeats.flatMap((repeat) => {
    const outcome = keeper.outcome(repeat.commandId)
    return outcome ? replyTo(repeat, outcome, at) : []
  })
