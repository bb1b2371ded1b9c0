// What became of each command, for those that were answered with 202 (protocol 2, 20).
import { defineProjection, type Meta } from '../../runtime/index.ts'
import { type RecordName, records } from '../../schemas/generated/catalogue.ts'

export type OutcomeRow = Readonly<{
  /** personId of who may read it; '' when the record does not say */
  actor: string
  status: 'accepted' | 'refused' | 'failed'
  topic: string
  /** of the aggregate */
  key: string
  /** names of the events that it left, in order */
  events: readonly string[]
  problem: string | null
  detail: string | null
  /** `topic/partition@offset` of its last record */
  position: string
  at: number
}>

type EventName = {
  [N in RecordName]: (typeof records)[N]['x-kind'] extends 'event' ? N : never
}[RecordName]

const isEvent = (name: string): name is EventName => records[name as RecordName]['x-kind'] === 'event'
const eventNames = Object.keys(records).filter(isEvent)

const outcome = (meta: Meta, rest: Pick<OutcomeRow, 'status' | 'events' | 'problem' | 'detail'>): OutcomeRow => ({
  actor: (meta as Meta & Readonly<{ actor?: string }>).actor ?? '',
  topic: meta.topic,
  key: meta.key,
  position: meta.position,
  at: meta.occurredAt,
  ...rest,
})

const accepted = (row: OutcomeRow | undefined, { type }: { type: string }, meta: Meta): OutcomeRow =>
  outcome(meta, { status: 'accepted', events: [...(row?.events ?? []), type], problem: null, detail: null })

const onEvents = Object.fromEntries(eventNames.map((name) => [name, accepted])) as Record<EventName, typeof accepted>

export const outcomes = defineProjection<OutcomeRow>()({
  name: 'outcomes',
  version: 1,
  topics: [...new Set(eventNames.map((name) => records[name]['x-topic']))],
  key: (_, { commandId }) => commandId || null,
  on: {
    ...onEvents,
    CommandRejected: (_, { problem, detail }, meta) =>
      outcome(meta, { status: 'refused', events: [], problem, detail }),
    CommandFailed: (_, { detail }, meta) => outcome(meta, { status: 'failed', events: [], problem: null, detail }),
  },
})

/** As long as commands stay on the log. */
export const keep = { column: 'at', days: 7 }
