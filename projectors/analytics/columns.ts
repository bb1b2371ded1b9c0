// One wide table per topic, one row per event: the columns of all its records, and where each is filled from.
import { type RecordName, records } from '../../schemas/generated/catalogue.ts'
import { columns as columnsOfRecords, envelopeColumns } from '../../schemas/generated/clickhouse.ts'

/** Topics that analysts may read, and what their tables are ordered by: what is asked for most, first. */
export const orderings = {
  playback: ['film_id', 'toDate(occurred_at)', 'playback_id', 'sequence'],
  commerce: ['type', 'occurred_at', 'event_id'],
  catalogue: ['film_id', 'occurred_at', 'event_id'],
  media: ['film_id', 'occurred_at', 'event_id'],
  identity: ['type', 'occurred_at', 'event_id'],
} as const

export type AnalyticsTopic = keyof typeof orderings
export const analyticsTopics = Object.keys(orderings) as readonly AnalyticsTopic[]

/** `fields`: by record, the name of the field that fills it. */
export type WideColumn = Readonly<{
  column: string
  type: string
  comment: string
  fields: Readonly<Partial<Record<RecordName, string>>>
}>

type RecordColumn = Readonly<{ column: string; field: string; type: string; comment: string }>
type Listed = Readonly<Partial<Record<RecordName, readonly RecordColumn[]>>>
const listed: Listed = columnsOfRecords

/** Names of the topic's records that have columns. */
export const recordsOf = (topic: AnalyticsTopic): readonly RecordName[] =>
  (Object.keys(listed) as RecordName[]).filter(
    (name) => (records[name] as Readonly<{ 'x-topic'?: string }>)['x-topic'] === topic,
  )

export const columnsOf = (record: RecordName): readonly RecordColumn[] => listed[record] ?? []
export const envelope: readonly RecordColumn[] = envelopeColumns

/** What not every record has is nullable. Throws when two records give one column different types. */
export const wideColumns = (topic: AnalyticsTopic): readonly WideColumn[] => {
  const names = recordsOf(topic)
  const found = new Map<string, WideColumn>()
  for (const name of names)
    for (const { column, field, type, comment } of columnsOf(name)) {
      const known = found.get(column)
      found.set(column, {
        column,
        type: known ? commonType(known.type, type, `${topic}.${column}`) : type,
        comment: [...new Set([known?.comment, comment])].filter(Boolean).join('; '),
        fields: { ...known?.fields, [name]: field },
      })
    }
  return [...found.values()].map((one) =>
    Object.keys(one.fields).length === names.length ? one : { ...one, type: nullable(one.type) },
  )
}

const inner = (type: string) => /^(?:Nullable|LowCardinality)\((.*)\)$/.exec(type)?.[1] ?? type
const isNullable = (type: string) => type.startsWith('Nullable(') || type.startsWith('LowCardinality(Nullable(')

/** Text of few values and text of many are both text; a value that may be missing in one may be missing in both. */
const commonType = (a: string, b: string, where: string): string => {
  if (a === b) return a
  const [bareA, bareB] = [inner(inner(a)), inner(inner(b))]
  if (bareA !== bareB) throw new Error(`${where} is ${a} in one record and ${b} in another: rename one of the fields`)
  return isNullable(a) || isNullable(b) ? `Nullable(${bareA})` : bareA
}

/** ClickHouse knows no Nullable array, map or tuple: those are empty instead. */
const nullable = (type: string): string => {
  if (isNullable(type) || /^(Array|Map|Tuple)\(/.test(type)) return type
  return type.startsWith('LowCardinality(') ? `LowCardinality(Nullable(${inner(type)}))` : `Nullable(${type})`
}
