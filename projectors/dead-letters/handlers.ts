// Records laid aside, for operators: one row each, from when it was told until after it was settled.
import { defineProjection } from '../../runtime/index.ts'

export type DeadLetterState = 'parked' | 'waiting' | 'retry-asked' | 'drop-asked' | 'applied' | 'dropped'

export type DeadLetterRow = Readonly<{
  place: string
  consumer: string
  sourceTopic: string
  sourcePartition: number
  sourceOffset: number
  recordKey: string
  recordType: string
  /** base64; null: too large to be copied */
  value: string | null
  headers: Readonly<Record<string, string>>
  appendedAt: number
  state: DeadLetterState
  cause: 'UNDECODABLE' | 'UNKNOWN_SCHEMA' | 'FAILED' | 'WAITS'
  error: string
  tries: number
  parkedAt: number
  failedAt: number
  /** who asked last, and why */
  askedBy: string | null
  askedReason: string | null
  askedAt: number | null
  settledAt: number | null
}>

type Asked = Readonly<{ at: number; operatorId: string; reason: string }>

/** What is settled, or was never told, is not asked for: its consumer says so once more. */
const asked = (row: DeadLetterRow | undefined, state: DeadLetterState, { at, operatorId, reason }: Asked) =>
  row && row.settledAt === null ? { ...row, state, askedBy: operatorId, askedReason: reason, askedAt: at } : undefined

export const deadLetters = defineProjection<DeadLetterRow>()({
  name: 'dead_letters',
  version: 1,
  key: ({ letterId }) => letterId,
  on: {
    RecordParked: (row, event) => {
      const { at, cause, place, consumer, sourceTopic, sourcePartition, sourceOffset, recordKey, value, headers } =
        event
      const { appendedAt, error, tries } = event
      const before = row?.settledAt === null ? row : undefined
      return {
        ...{ place, consumer, sourceTopic, sourcePartition, sourceOffset, recordKey, value, headers, appendedAt },
        recordType: headers.type ?? '',
        state: cause === 'WAITS' ? 'waiting' : 'parked',
        ...{ cause, error, tries, failedAt: at },
        parkedAt: before?.parkedAt ?? at,
        askedBy: before?.askedBy ?? null,
        askedReason: before?.askedReason ?? null,
        askedAt: before?.askedAt ?? null,
        settledAt: null,
      }
    },
    RetryAsked: (row, event) => asked(row, 'retry-asked', event),
    DropAsked: (row, event) => asked(row, 'drop-asked', event),
    RecordSettled: (row, { at, outcome }) =>
      row && { ...row, state: outcome === 'APPLIED' ? 'applied' : 'dropped', settledAt: at },
  },
})

export const keep = { column: 'settled_at', days: 90 }
