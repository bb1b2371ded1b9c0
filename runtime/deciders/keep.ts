// What a committed batch leaves in the local store, and the answers to commands that came again (protocol 5, 13, 16).
import type { NewRecord, TopicPartition } from '../log.ts'
import type { KeyedStore } from '../store.ts'
import type { Batch } from './batch.ts'
import type { Limits } from './limits.ts'
import { markHour, outcomeOf, putRow, putStanding, rememberOutcome, type Standing } from './partition-store.ts'
import { replyTo } from './replies.ts'

const FORGET_AT_ONCE = 1_000

/** What this owner knows of the store: `next` is the log offset that it left there itself. */
export type Held = Readonly<{ store: KeyedStore; next: bigint; standing: Standing }>

/**
 * In one write with the position; `first` is where the log put the batch's first record. Throws StaleStore when the file
 * is not as this owner left it: another one was there meanwhile.
 */
export const keepBatch = (held: Held, source: string, batch: Batch, first: bigint, { remember }: Limits): Held => {
  const { store } = held
  const next = first + BigInt(batch.records.length)
  const eventId = batch.records.at(-1)?.headers['event-id'] ?? ''
  const standing = { ...held.standing, position: batch.position, eventId, lastOffset: next - 1n }
  store.write([{ source, from: held.next, next }], (write) => {
    for (const [key, row] of batch.rows) putRow(write, key, row)
    for (const { commandId, source: from, at, to, outcome, isFinal } of batch.decided)
      if (isFinal) rememberOutcome(write, commandId, at, from, { ...outcome, last: first + BigInt(to) - 1n })
    putStanding(write, standing)
    markHour(write, batch.times[0], batch.position)
    write.forgetBefore(batch.times[1] - remember, FORGET_AT_ONCE)
  })
  return { store, next, standing }
}

/** Only what is committed is told again; a repeat of what was not decided after all gets no answer here. */
export const repliesTo = (store: KeyedStore, batch: Batch, at: TopicPartition): readonly NewRecord[] =>
  batch.repeats.flatMap((repeat) => {
    const outcome = outcomeOf(store, repeat.commandId)
    return outcome ? replyTo(repeat, outcome, at) : []
  })
