// ClickHouse columns of every record that analysts may read; names in snake_case (DESIGN.md 4).
import { type Field, type RecordSchema, type Schema, shapeOf } from '../avro.ts'

const primitives: Readonly<Record<string, string>> = {
  boolean: 'Bool',
  int: 'Int32',
  long: 'Int64',
  float: 'Float32',
  double: 'Float64',
  string: 'String',
  bytes: 'String',
}

const logical = { uuid: 'UUID', 'timestamp-millis': "DateTime64(3,'UTC')", 'minor-units': 'Int64', sealed: 'String' }

export const snake = (name: string): string => name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`)

/** ClickHouse knows no Nullable array, map or tuple: those are empty instead. */
const nullable = (type: string): string => {
  if (type.startsWith('LowCardinality(')) return `LowCardinality(Nullable(${type.slice(15, -1)}))`
  return /^(Array|Map|Tuple)\(/.test(type) ? type : `Nullable(${type})`
}

export const columnType = (schema: Schema): string => {
  const shape = shapeOf(schema)
  switch (shape.kind) {
    case 'primitive':
      return primitives[shape.name] ?? unknown(shape.name)
    case 'logical':
      return logical[shape.name]
    case 'optional':
      return nullable(columnType(shape.inner))
    case 'array':
      return `Array(${columnType(shape.inner)})`
    case 'map':
      return `Map(String, ${columnType(shape.inner)})`
    case 'enum':
      return 'LowCardinality(String)'
    case 'record':
      return `Tuple(${shape.fields.map((f) => `${snake(f.name)} ${columnType(f.type)}`).join(', ')})`
  }
}

const unknown = (name: string): never => {
  throw new Error(`ClickHouse has no column for Avro's ${name}`)
}

/** What the envelope gives every row, under the names of a handler's meta. */
const envelope = [
  { column: 'event_id', field: 'eventId', type: 'UUID', comment: 'unique; the same event is one row' },
  { column: 'occurred_at', field: 'occurredAt', type: "DateTime64(3,'UTC')", comment: 'when it happened' },
  { column: 'simulated', field: 'simulated', type: 'Bool', comment: 'true for the simulated audience' },
  { column: 'topic', field: 'topic', type: 'LowCardinality(String)', comment: 'where it stands on the log' },
  { column: 'partition', field: 'partition', type: 'Int32', comment: 'where it stands on the log' },
  { column: 'offset', field: 'offset', type: 'Int64', comment: 'where it stands on the log' },
]

/** A field that is called as a column of the envelope says something else: it becomes own_<name>. */
const columnName = (field: string): string => {
  const name = snake(field)
  return envelope.some(({ column }) => column === name) ? `own_${name}` : name
}

/** What is a person's is encrypted on the log, so no column could be read: it is left out. */
const columnsOf = (fields: readonly Field[]) =>
  fields
    .filter((field) => field.pii === undefined)
    .map(({ name, type, doc }) => ({
      column: columnName(name),
      field: name,
      type: columnType(type),
      comment: doc ?? '',
    }))

const forAnalysts = (r: RecordSchema) => r['x-kind'] !== 'command' && r['x-kind'] !== 'protocol'

export const clickhouseModule = (records: readonly RecordSchema[]): string => {
  const entries = records.filter(forAnalysts).map((r) => {
    const columns = columnsOf(r.fields).map((column) => `    ${JSON.stringify(column)},\n`)
    return `  ${r.name}: [\n${columns.join('')}  ],\n`
  })
  return `// Generated from schemas/*/*.avsc. Do not edit.

/** A column, the record's field it is filled from, and what it means. */
export type Column = Readonly<{ column: string; field: string; type: string; comment: string }>

/** What the envelope gives every row; \`field\` is its name in a handler's meta. */
export const envelopeColumns = [
${envelope.map((column) => `  ${JSON.stringify(column)},\n`).join('')}] as const satisfies readonly Column[]

/** Columns by record, after the envelope's. */
export const columns = {
${entries.join('')}} as const satisfies Record<string, readonly Column[]>
`
}
