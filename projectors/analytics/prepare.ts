// Makes the tables in ClickHouse, and notices when they and the boundaries in Postgres do not belong together.
import { randomUUID } from 'node:crypto'
import type { ClickhouseWriter } from '../../platform/clickhouse.ts'
import type { Postgres } from '../../platform/postgres.ts'
import { prepareProjections } from '../../platform/postgres-projections.ts'
import { parkedAs, prepareBoundaries } from './boundaries.ts'
import { type AnalyticsTopic, analyticsTopics } from './columns.ts'
import { analyticsVersion, physical, tableColumns, tables, views } from './tables.ts'

/** The columns of a table are not what this code writes. */
export class TableMismatch extends Error {
  override name = 'TableMismatch'
}

type Places = Readonly<{ clickhouse: ClickhouseWriter; postgres: Postgres }>

/** Any number: whoever prepares holds this advisory lock. */
const preparing = 7_204_413

/**
 * Returns the tables' incarnation. When ClickHouse or Postgres was lost or restored apart from the other, the tables
 * are made anew and filled from the log: rows and boundaries that do not belong together would miss or double events.
 */
export const prepareTables = async ({ clickhouse, postgres }: Places): Promise<string> => {
  await prepareProjections(postgres)
  await prepareBoundaries(postgres)
  return postgres.transaction(async (client) => {
    await client.query(`select pg_advisory_xact_lock(${preparing})`)
    const { rows } = await client.query<{ incarnation: string }>(
      'select incarnation from analytics_tables where version = $1',
      [analyticsVersion],
    )
    const known = rows[0]?.incarnation
    const found = await incarnationOf(clickhouse)
    if (known !== undefined && known === found) {
      for (const topic of analyticsTopics) await addColumns(clickhouse, topic)
      for (const { sql } of tables()) await clickhouse.command(sql)
      return known
    }
    const incarnation = randomUUID()
    await makeAnew(clickhouse, incarnation)
    await client.query('delete from analytics_batches where version = $1', [analyticsVersion])
    // All is read again, so what was laid aside is met again.
    await client.query('delete from parked_records where name = $1 and version = $2', [parkedAs, analyticsVersion])
    await client.query(
      `insert into analytics_tables (version, incarnation) values ($1, $2)
       on conflict (version) do update set incarnation = excluded.incarnation`,
      [analyticsVersion, incarnation],
    )
    return incarnation
  })
}

const incarnations = physical('incarnation', analyticsVersion)

const incarnationOf = async (clickhouse: ClickhouseWriter): Promise<string | undefined> => {
  await clickhouse.command(`create table if not exists ${incarnations} (id UUID) engine = MergeTree order by id`)
  return (await clickhouse.rows<{ id: string }>(`select id from ${incarnations}`))[0]?.id
}

const makeAnew = async (clickhouse: ClickhouseWriter, incarnation: string) => {
  for (const { name } of tables().toReversed()) await clickhouse.command(`drop table if exists ${name} sync`)
  for (const { sql } of tables()) await clickhouse.command(sql)
  await clickhouse.command(`truncate table ${incarnations}`)
  await clickhouse.command(`insert into ${incarnations} values ('${incarnation}')`)
}

type Found = Readonly<{ name: string; type: string }>

/** A field that is new in a schema is a new column; one of another type takes a new version of the tables. */
const addColumns = async (clickhouse: ClickhouseWriter, topic: AnalyticsTopic) => {
  const table = physical(topic, analyticsVersion)
  const found = await clickhouse.rows<Found>(
    'select name, type from system.columns where database = currentDatabase() and table = {table:String}',
    { table },
  )
  if (!found.length) return
  for (const { column, type } of tableColumns(topic)) {
    const same = found.find(({ name }) => name === column)
    if (!same) await clickhouse.command(`alter table ${table} add column if not exists \`${column}\` ${type}`)
    else if (spaceless(same.type) !== spaceless(type))
      throw new TableMismatch(`${table}.${column} is ${same.type}, and ${type} is wanted: raise analyticsVersion`)
  }
}

const spaceless = (type: string) => type.replaceAll(' ', '')

/** Points the names that analysts use at this version, unless a later one is live; then drops what went before. */
export const makeTablesLive = ({ clickhouse, postgres }: Places): Promise<boolean> =>
  postgres.transaction(async (client) => {
    await client.query(`select pg_advisory_xact_lock(${preparing})`)
    const { rows } = await client.query<{ version: number; live: boolean }>(
      'select version, live from analytics_tables',
    )
    if (rows.some(({ version, live }) => live && version > analyticsVersion)) return false
    for (const { sql } of views()) await clickhouse.command(sql)
    for (const { version } of rows.filter(({ version }) => version < analyticsVersion))
      await dropVersion(clickhouse, version)
    await client.query('delete from analytics_tables where version < $1', [analyticsVersion])
    await client.query('delete from analytics_batches where version < $1', [analyticsVersion])
    await client.query('delete from parked_records where name = $1 and version < $2', [parkedAs, analyticsVersion])
    await client.query('update analytics_tables set live = true where version = $1', [analyticsVersion])
    return true
  })

const dropVersion = async (clickhouse: ClickhouseWriter, version: number) => {
  const old = await clickhouse.rows<{ name: string }>(
    `select name from system.tables where database = currentDatabase() and endsWith(name, {end:String})
     order by engine = 'MaterializedView' desc`,
    { end: `_v${version}` },
  )
  for (const { name } of old) await clickhouse.command(`drop table if exists ${name} sync`)
}

/** Whether some version answers analysts already. */
export const isLive = async (postgres: Postgres): Promise<boolean> =>
  (await postgres.rows`select 1 as one from analytics_tables where live`).length > 0
