// The rows of a projection: read and written in batches, keyed by the table's primary key.
import type { PoolClient } from 'pg'
import { camelKeys, snake } from './postgres.ts'
import { copyIn } from './postgres-copy.ts'
import { copyLine, textOf } from './postgres-text.ts'

export type Row = Readonly<Record<string, unknown>>

/** A projection's table: its columns with their types, without those that number themselves, and its one key column. */
export type Table = Readonly<{
  name: string
  key: string
  columns: ReadonlyMap<string, string>
  /** its rows are numbered in the order in which they become visible */
  isFeed: boolean
}>

const columnsOf = `
  select a.attname as name, format_type(a.atttypid, null) as type, coalesce(i.indisprimary, false) as key,
    a.attidentity <> '' as numbered
  from pg_attribute a left join pg_index i on i.indrelid = a.attrelid and i.indisprimary and a.attnum = any(i.indkey)
  where a.attrelid = to_regclass($1) and a.attnum > 0 and not a.attisdropped and a.attgenerated = ''
  order by a.attnum`

type Column = Readonly<{ name: string; type: string; key: boolean; numbered: boolean }>

/** Throws when there is no such table, or when its primary key is not exactly one column. */
export const describeTable = async (client: Pick<PoolClient, 'query'>, name: string): Promise<Table> => {
  const { rows } = await client.query<Column>(columnsOf, [name])
  const keys = rows.filter((column) => column.key).map((column) => column.name)
  const [key] = keys
  if (key === undefined || keys.length > 1) throw new Error(`${name}: a projection's table has one key column`)
  const columns = new Map(rows.filter(({ numbered }) => !numbered).map((column) => [column.name, column.type]))
  return { name, key, columns, isFeed: rows.some((column) => column.name === 'sequence') }
}

const typeOfKey = ({ key, columns }: Table) => columns.get(key) ?? 'text'

/** The rows of these keys that exist, by key; nobody else changes them until the transaction ends. */
export const loadRows = async (client: PoolClient, table: Table, keys: readonly string[]) => {
  const { name, key } = table
  const text = `select * from ${name} where ${key} = any($1::text[]::${typeOfKey(table)}[]) order by ${key} for no key update`
  const { rows } = await client.query<Record<string, unknown>>(text, [keys])
  return new Map(rows.map((row) => [String(row[key]), camelKeys(row) as Row]))
}

type Lines = { readonly columns: readonly string[]; readonly rows: (string | null)[][] }

/** Inserts rows whose keys are not there: DatabaseError 23505 when one is, by whoever was quicker. */
export const insertRows = async (client: PoolClient, table: Table, rows: readonly (readonly [string, Row])[]) => {
  const { columns, rows: lines } = linesOf(table, rows)
  const text = `copy ${table.name} (${columns.map((column) => `"${column}"`).join(', ')}) from stdin`
  await copyIn(client, text, [Buffer.from(lines.map(copyLine).join(''))])
}

/** Replaces rows that are there. */
export const updateRows = async (client: PoolClient, table: Table, rows: readonly (readonly [string, Row])[]) => {
  const { columns, rows: lines } = linesOf(table, rows)
  const others = columns.filter((column) => column !== table.key)
  // A feed's row is told again although nothing of it but its place changes.
  const set = others.length ? others : [table.key]
  const values = columns.map((_, i) => lines.map((line) => line[i]))
  await client.query(
    `update ${table.name} as old
     set ${set.map((column) => `"${column}" = new."${column}"::${table.columns.get(column)}`).join(', ')}
     from unnest(${columns.map((_, i) => `$${i + 1}::text[]`).join(', ')}) as new (${columns.map((column) => `"${column}"`).join(', ')})
     where old."${table.key}" = new."${table.key}"::${typeOfKey(table)}`,
    values,
  )
}

export const deleteRows = async (client: PoolClient, table: Table, keys: readonly string[]) => {
  await client.query(`delete from ${table.name} where ${table.key} = any($1::text[]::${typeOfKey(table)}[])`, [keys])
}

/** Every column of every row; what a row does not say is null. A field that is no column is an error: it would be lost. */
const linesOf = (table: Table, rows: readonly (readonly [string, Row])[]): Lines => {
  const columns = [...table.columns.keys()]
  const types = [...table.columns.values()]
  const places = new Map<string, number>()
  const placeOf = (field: string): number => {
    const column = snake(field)
    const place = columns.indexOf(column)
    // A feed's number comes with the row that was read; it is given anew.
    if (place < 0 && !(column === 'sequence' && table.isFeed))
      throw new Error(`${table.name} has no column ${column} for the field ${field}`)
    return place
  }
  const keyPlace = columns.indexOf(table.key)
  const lines = rows.map(([key, row]) => {
    const line = new Array<string | null>(columns.length).fill(null)
    for (const field in row) {
      const place = places.get(field) ?? placeOf(field)
      places.set(field, place)
      if (place >= 0) line[place] = textOf(row[field], types[place] as string)
    }
    line[keyPlace] = textOf(key, 'text')
    return line
  })
  return { columns, rows: lines }
}
