// An event as a row of its topic's wide table, in the form that ClickHouse's JSONEachRow takes.
import { type Happened, idOf } from '../../runtime/index.ts'
import { type AnalyticsTopic, analyticsTopics, columnsOf, recordsOf } from './columns.ts'

export type WideRow = Readonly<Record<string, unknown>>

type Filling = readonly (readonly [column: string, field: string, convert: (value: unknown) => unknown])[]

const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/
const [earliest, latest] = [0, Date.UTC(2299, 11, 31)]

/** A player's clock may say anything; the column takes 1970 to 2299. */
const time = (value: unknown) => new Date(Math.min(Math.max(Number(value), earliest), latest)).toISOString()

/** Money and counters beyond 2^53 travel as text; half a surrogate pair is no text for ClickHouse. */
const plain = (value: unknown): unknown => {
  if (typeof value === 'bigint') return String(value)
  if (typeof value === 'string') return value.toWellFormed()
  if (Array.isArray(value)) return value.map(plain)
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(Object.entries(value).map(([name, inner]) => [snake(name), plain(inner)]))
}

const nullOr = (convert: (value: unknown) => unknown) => (value: unknown) => (value === null ? null : convert(value))

const fillings: ReadonlyMap<string, Filling> = new Map(
  analyticsTopics.flatMap((topic: AnalyticsTopic) =>
    recordsOf(topic).map((record) => [
      record,
      columnsOf(record).map(
        ({ column, field, type }) => [column, field, nullOr(type.includes('DateTime64') ? time : plain)] as const,
      ),
    ]),
  ),
)

/** Names of the records that become rows: all that stand on the topics, but the protocol's own. */
export const analyticsRecords: ReadonlySet<string> = new Set(fillings.keys())

/** Columns that the record does not have are left out: they become null. */
export const rowOf = ({ event, meta }: Happened): WideRow => {
  const row: Record<string, unknown> = {
    type: event.type,
    event_id: uuid.test(meta.eventId) ? meta.eventId : idOf('event at', meta.position),
    occurred_at: time(meta.occurredAt),
    simulated: meta.simulated,
    topic: meta.topic,
    partition: meta.partition,
    offset: String(meta.offset),
  }
  const fields = event as Readonly<Record<string, unknown>>
  for (const [column, field, convert] of fillings.get(event.type) ?? []) row[column] = convert(fields[field])
  return row
}

const snake = (name: string) => name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`)
