// Answers to commands that came again: their records once more, beside the log's truth, for whoever waits (protocol 13).
import { headersOf } from '../envelope.ts'
import type { NewRecord } from '../log.ts'
import { positionText } from '../position.ts'
import type { Repeat } from './batch.ts'
import type { StoredOutcome } from './stored-outcome.ts'

/** On a reply only: where the outcome stands, and that the id was used with another body. */
export const REPLY_HEADERS = { position: 'position', mismatch: 'body-mismatch' } as const

/** Written to replies.<context>, in the partition where the outcome stands. */
export const replyTo = (
  { commandId, attemptId, bodyHash }: Repeat,
  outcome: StoredOutcome,
  at: { topic: string; partition: number },
): readonly NewRecord[] => {
  const { partition } = at
  const base = { commandId, attemptId, bodyHash }
  if (outcome.bodyHash !== bodyHash) {
    const headers = headersOf({ ...base, type: '', part: { number: 1, of: 1 } })
    return [
      { partition, key: commandId, value: Buffer.alloc(0), headers: { ...headers, [REPLY_HEADERS.mismatch]: '1' } },
    ]
  }
  const position = positionText({ ...at, offset: outcome.last })
  return outcome.records.map(({ type, at: occurredAt, value }, index) => {
    const part = { number: index + 1, of: outcome.records.length }
    const headers = headersOf({ ...base, type, occurredAt, part })
    return { partition, key: commandId, value, headers: { ...headers, [REPLY_HEADERS.position]: position } }
  })
}
