// The rows of a projection: read and written in batches, keyed by the table's primary key.
import type { PoolClient } from 'pg'
import { camelKeys, snake } from './postgres.ts'

export type Row = Readonly<Record<string, unknown>>

/** A projection's table: its columns with their types, and the one column that is its key. */
export type Table = Readonly<{ name: string; key: string; columns: ReadonlyMap<string, string> }>

const columnsOf = `
  select a.attname as name, format_type(a.atttypid, null) as type, coalesce(i.indisprimary, false) as key
  from pg_attribute a left join pg_index i on i.indrelid = a.attrelid and i.indisprimary and a.attnum = any(i.indkey)
  where a.attrelid = to_regclass($1) and a.attnum > 0 and not a.attisdropped and a.attgenerated = ''
  order by a.attnum`

/** Throws when there is no such table, or when its primary key is not exactly one column. */
export const describeTable = async (client: Pick<PoolClient, 'query'>, name: string): Promise<Table> => {
  const { rows } = await client.query<{ name: string; type: string; key: boolean }>(columnsOf, [name])
  const keys = rows.filter((column) => column.key).map((column) => column.name)
  const [key] = keys
  if (key === undefined || keys.length > 1) throw new Error(`${name}: a projection's table has one key column`)
  return { name, key, columns: new Map(rows.map((column) => [column.name, column.type])) }
}

/** The rows of these keys that exist, by key. */
export const loadRows = async (client: PoolClient, table: Table, keys: readonly string[]) => {
  const type = table.columns.get(table.key)
  const text = `select * from ${table.name} where ${table.key} = any($1::text[]::${type}[])`
  const { rows } = await client.query<Record<string, unknown>>(text, [[...new Set(keys)]])
  return new Map(rows.map((row) => [String(row[table.key]), camelKeys(row) as Row]))
}

/** Upserts the rows, deletes the keys whose row is null. A field that is no column is an error: it would be lost. */
export const saveRows = async (client: PoolClient, table: Table, changes: ReadonlyMap<string, Row | null>) => {
  const gone = [...changes].filter(([, row]) => row === null).map(([key]) => key)
  const kept = [...changes].flatMap(([key, row]) => (row === null ? [] : [toColumns(table, key, row)]))
  if (gone.length) {
    const type = table.columns.get(table.key)
    await client.query(`delete from ${table.name} where ${table.key} = any($1::text[]::${type}[])`, [gone])
  }
  if (kept.length) await client.query(upsert(table), [JSON.stringify(kept)])
}

const upsert = ({ name, key, columns }: Table): string => {
  const all = [...columns.keys()].map((column) => `"${column}"`)
  const others = all.filter((column) => column !== `"${key}"`)
  const update = others.length
    ? `update set ${others.map((column) => `${column} = excluded.${column}`).join(', ')}`
    : 'nothing'
  return `insert into ${name} (${all.join(', ')})
    select ${all.join(', ')} from jsonb_populate_recordset(null::${name}, $1::jsonb)
    on conflict (${key}) do ${update}`
}

const toColumns = ({ name, key: keyColumn, columns }: Table, key: string, row: Row): Record<string, unknown> => {
  const line: Record<string, unknown> = {}
  for (const [field, value] of Object.entries(row)) {
    const column = snake(field)
    const type = columns.get(column)
    if (type === undefined) throw new Error(`${name} has no column ${column} for the field ${field}`)
    line[column] = toJson(value, type)
  }
  line[keyColumn] = key
  return line
}

const toJson = (value: unknown, type: string): unknown => {
  if (typeof value === 'number' && type.startsWith('timestamp')) return new Date(value).toISOString()
  return plain(value)
}

/**
 * JSON has no bigint: money fits a number (its schema refuses more), anything larger travels as text.
 * Postgres takes neither NUL nor half a surrogate pair in text; a title that has one must not stop a projection.
 */
const plain = (value: unknown): unknown => {
  if (typeof value === 'string') return value.toWellFormed().replaceAll('\0', '\uFFFD')
  if (typeof value === 'bigint') return Number.isSafeInteger(Number(value)) ? Number(value) : String(value)
  if (Array.isArray(value)) return value.map(plain)
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, plain(inner)]))
}
