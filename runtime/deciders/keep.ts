// What committed batches leave, and the answers to commands that came again (protocol 5, 13, 16). It is held in memory
// and written to the local store about once a second: one write of many batches touches far fewer of its pages. The
// store may lag the log, never lead it: what a crash takes from here is read from the log again.
import type { NewRecord, TopicPartition } from '../log.ts'
import type { KeyedStore } from '../store.ts'
import type { Batch, Kept } from './batch.ts'
import type { Limits } from './limits.ts'
import {
  HOUR,
  markHour,
  outcomeOf,
  putRow,
  putStanding,
  type Row,
  rememberOutcome,
  rowOf,
  type Standing,
  type StoredOutcome,
} from './partition-store.ts'
import { replyTo } from './replies.ts'

/** What an owner knows of its store: `next` is the log offset that it left there itself. */
export type Held = Readonly<{ store: KeyedStore; next: bigint; standing: Standing }>

type Remembered = Readonly<{ at: number; source: string | undefined; outcome: StoredOutcome }>

export type Keeper = Kept &
  Readonly<{
    outcome(commandId: string): StoredOutcome | undefined
    /** Takes in a committed batch; `first` is where the log put its first record. */
    keep(batch: Batch, first: bigint): void
    /** Whether something has to be written that should not wait for more. */
    isFull(): boolean
    /**
     * In one write with the position; how many records of the log it was behind. Throws StaleStore when the file is not
     * as this owner left it: another one was there meanwhile.
     */
    write(): number
  }>

const FORGET_AT_ONCE = 1_000
/** Commands and bytes of values that wait to be written at most; ms of log time between two looks at what is too old. */
const MOST = { commands: 4_000, bytes: 8 * 1024 * 1024, forgotten: 60_000 }

export const keeping = (held: Held, source: string, { remember }: Limits): Keeper => {
  const { store } = held
  let { next: written, next, standing } = held
  let rows = new Map<string, Row>()
  /** as they were written last: who comes often is not read again */
  let recent = new Map<string, Row>()
  let outcomes = new Map<string, Remembered>()
  /** the first batch of each hour of log time */
  let hours = new Map<number, Pick<Batch, 'times' | 'position'>>()
  let bytes = 0
  let time: number | undefined
  let forgotAt: number | undefined

  return {
    row: (key) => rows.get(key) ?? recent.get(key) ?? rowOf(store, key),
    knows: (commandId) => outcomes.has(commandId) || store.recall(commandId) !== undefined,
    outcome: (commandId) => outcomes.get(commandId)?.outcome ?? outcomeOf(store, commandId),
    keep: (batch, first) => {
      next = first + BigInt(batch.records.length)
      const eventId = batch.records.at(-1)?.headers['event-id'] ?? ''
      standing = { ...standing, position: batch.position, eventId, lastOffset: next - 1n }
      for (const [key, row] of batch.rows) rows.set(key, row)
      for (const { commandId, source: from, at, to, outcome, isFinal } of batch.decided)
        if (isFinal) {
          const last = first + BigInt(to) - 1n
          outcomes.set(commandId, { at, source: from, outcome: { ...outcome, last } })
        }
      for (const { value } of batch.records) bytes += value.length
      const hour = Math.floor(batch.times[0] / HOUR)
      if (!hours.has(hour)) hours.set(hour, { times: batch.times, position: batch.position })
      time = batch.times[1]
      forgotAt ??= time
    },
    isFull: () =>
      outcomes.size >= MOST.commands ||
      bytes >= MOST.bytes ||
      (time !== undefined && forgotAt !== undefined && time - forgotAt >= MOST.forgotten),
    write: () => {
      const behind = Number(next - written)
      if (behind === 0) return 0
      store.write([{ source, from: written, next }], (write) => {
        for (const [key, row] of rows) putRow(write, key, row)
        for (const [commandId, one] of outcomes) rememberOutcome(write, commandId, one.at, one.source, one.outcome)
        putStanding(write, standing)
        for (const { times, position } of hours.values()) markHour(write, times[0], position)
        write.forgetBefore((time ?? 0) - remember, FORGET_AT_ONCE + outcomes.size)
      })
      written = next
      recent = rows
      rows = new Map()
      outcomes = new Map()
      hours = new Map()
      bytes = 0
      forgotAt = time
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
