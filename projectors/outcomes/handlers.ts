// What became of each command, for those that were answered with 202 (protocol 2, 20).
import { defineProjection, type Log, type LogRecord, type Meta } from '../../runtime/index.ts'
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

const outcome = (
  { key: keys, topic, position, occurredAt }: Meta,
  rest: Pick<OutcomeRow, 'status' | 'events' | 'problem' | 'detail'>,
): OutcomeRow => {
  const [actor = '', key = ''] = keys.split(' ')
  return { actor, topic, key, position, at: occurredAt, ...rest }
}

/** Who sent the command stands in a header that handlers are not given: it goes before the key. */
const withActor = (record: LogRecord): LogRecord => ({
  ...record,
  key: `${record.headers.actor ?? ''} ${record.key}`,
})

/** The log as this projection reads it. */
export const through = (log: Log): Log => ({
  ...log,
  read: (at, from, until, each) => log.read(at, from, until, (records) => each(records.map(withActor))),
  subscribe: (group, topics, handler, options) =>
    log.subscribe(
      group,
      topics,
      {
        ...handler,
        onRecords: (topic, partition, records) => handler.onRecords(topic, partition, records.map(withActor)),
      },
      options,
    ),
})

const accepted = (row: OutcomeRow | undefined, { type }: { type: string }, meta: Meta): OutcomeRow =>
  outcome(meta, { status: 'accepted', events: [...(row?.events ?? []), type], problem: null, detail: null })

const onEvents = Object.fromEntries(eventNames.map((name) => [name, accepted])) as Record<EventName, typeof accepted>

export const outcomes = defineProjection<OutcomeRow>()({
  name: 'outcomes',
  version: 2,
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
