// What became of a command, told from the records that it left (protocol 16).

import { type Message, PROTOCOL_RECORDS, type RecordCodec } from '../deciders/decider.ts'
import { REPLY_HEADERS } from '../deciders/replies.ts'
import { occurredAtOf } from '../envelope.ts'
import type { LogRecord } from '../log.ts'
import { positionText } from '../position.ts'

/** An event of the outcome, with the time at which it happened, ms since 1970. */
export type OutcomeEvent = Message & Readonly<{ at: number }>

export type Outcome =
  | Readonly<{ status: 'accepted'; commandId: string; position: string; events: readonly OutcomeEvent[] }>
  | Readonly<{ status: 'refused'; commandId: string; position: string; problem: string; detail: string }>
  /** the decider threw, or the result was too large: the same id will always fail */
  | Readonly<{ status: 'failed'; commandId: string; position: string; detail: string }>
  /** handed over, no record in time: it may still be decided (202) */
  | Readonly<{ status: 'pending'; commandId: string }>
  /** nothing was handed over: it has no effect (503); `retryAfter` in seconds; `problem` when the reason has a name */
  | Readonly<{ status: 'unavailable'; retryAfter: number; problem?: 'decisions-behind' }>
  /** this id was used with another body (422) */
  | Readonly<{ status: 'body-mismatch'; commandId: string }>

/** Whether this record is the last one of its command; records of a command come in order. */
export const isLastPart = ({ headers: { part } }: LogRecord): boolean => {
  if (part === undefined) return true
  const [number, of] = part.split('/')
  return number === of
}

const decoded = (codec: RecordCodec, record: LogRecord): OutcomeEvent => ({
  ...codec.decode(record.value),
  at: occurredAtOf(record.headers) ?? record.timestamp,
})

/** From all records of one command, in order; the schemas of their values must have been learned. */
export const outcomeFrom = (codec: RecordCodec, commandId: string, records: readonly LogRecord[]): Outcome => {
  const last = records.at(-1)
  if (!last) throw new Error('a command leaves at least one record')
  if (last.headers[REPLY_HEADERS.mismatch]) return { status: 'body-mismatch', commandId }
  const position = last.headers[REPLY_HEADERS.position] ?? positionText(last)
  const told = decoded(codec, last) as OutcomeEvent & { problem?: string; detail?: string }
  const { problem = '', detail = '' } = told
  switch (told.type) {
    case PROTOCOL_RECORDS.rejected:
      return { status: 'refused', commandId, position, problem, detail }
    case PROTOCOL_RECORDS.expired: {
      const late = 'The command came too late to be decided and had no effect; send it again.'
      return { status: 'refused', commandId, position, problem: 'command-expired', detail: late }
    }
    case PROTOCOL_RECORDS.failed:
      return { status: 'failed', commandId, position, detail }
    case PROTOCOL_RECORDS.nothing:
      return { status: 'accepted', commandId, position, events: [] }
    default: {
      const events = [...records.slice(0, -1).map((record) => decoded(codec, record)), told]
      return { status: 'accepted', commandId, position, events }
    }
  }
}
