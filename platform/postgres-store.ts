// The projection store on Postgres: rows and position in one SQL transaction, compare-and-set on the position.
import type { PoolClient } from 'pg'
import { type Batch, type ProjectionStore, StalePosition } from '../runtime/projection-store.ts'
import type { Postgres } from './postgres.ts'
import { keepParked, postgresParked } from './postgres-parked.ts'
import { type ProjectionId, tableOf } from './postgres-projections.ts'
import { describeTable, loadRows, saveRows, type Table } from './postgres-rows.ts'

/**
 * The projection's table must have been prepared (`prepareProjection`).
 * A table with the column `sequence` is a feed: its transactions run one at a time, so that sequences rise in the order
 * in which they become visible and whoever reads `sequence > n` misses nothing.
 */
export const postgresProjectionStore = (postgres: Postgres): ProjectionStore => {
  const tables = new Map<string, Table>()
  const tableFor = async (client: PoolClient, id: ProjectionId): Promise<Table> => {
    const name = tableOf(id)
    const table = tables.get(name) ?? (await describeTable(client, name))
    tables.set(name, table)
    return table
  }

  return {
    positions: async (name, version) => {
      const rows = await postgres.rows<{ source: string; nextOffset: bigint }>`
        select topic || '/' || partition as source, next_offset
        from projection_positions where name = ${name} and version = ${version}`
      return new Map(rows.map((row) => [row.source, row.nextOffset]))
    },
    apply: (name, version, batch, work) =>
      postgres.transaction(async (client) => {
        const id = { name, version }
        const table = await tableFor(client, id)
        if (table.columns.has('sequence')) await holdAll(client, table)
        await moveOn(client, id, batch)
        await work({
          load: async (keys) => {
            await holdKeys(client, table, keys)
            return loadRows(client, table, keys)
          },
          save: (changes) => saveRows(client, table, changes),
        })
        const { topic, partition, parking } = batch
        if (parking && !(await keepParked(client, [name, version, topic, partition], parking)))
          throw new StalePosition(`${name} ${version}: another process has settled what is laid aside`)
      }),
    parkedBy: (name, version) => postgresParked(postgres, name, version),
    report: async (name, version, { lag, moving, detail }) => {
      await postgres.pool.query(report, [name, version, lag, moving, detail ?? null])
    },
  }
}

const move = `
  update projection_positions set next_offset = $5
  where name = $1 and version = $2 and topic = $3 and partition = $4 and next_offset = $6`

const begin = `
  insert into projection_positions (name, version, topic, partition, next_offset) values ($1, $2, $3, $4, $5)
  on conflict do nothing`

/** Moving first takes the row's lock: a second owner waits here, and then finds that it is late. */
const moveOn = async (client: PoolClient, { name, version }: ProjectionId, { topic, partition, from, next }: Batch) => {
  const place = [name, version, topic, partition, next]
  const { rowCount } = await (from === undefined ? client.query(begin, place) : client.query(move, [...place, from]))
  if (rowCount !== 1) throw new StalePosition(`${name} ${version} does not stand at ${topic}/${partition}@${from}`)
}

const report = `
  insert into projection_status (name, version, lag, moving, detail, at) values ($1, $2, $3, $4, $5, now())
  on conflict (name, version)
  do update set lag = excluded.lag, moving = excluded.moving, detail = excluded.detail, at = excluded.at`

/** Few enough that a large batch does not fill the server's lock table, enough that small ones seldom meet. */
const buckets = 64

/** Keys that are not there yet cannot be locked as rows: their buckets are, in rising order, so that none waits in a ring. */
const holdKeys = async (client: PoolClient, table: Table, keys: readonly string[]) => {
  const wanted = [...new Set(keys.map((key) => hash(key) % buckets))].sort((a, b) => a - b)
  await client.query('select pg_advisory_xact_lock($1, bucket) from unnest($2::int[]) bucket', [
    hash(table.name),
    wanted,
  ])
}

const holdAll = (client: PoolClient, table: Table) =>
  client.query('select pg_advisory_xact_lock($1, $2)', [hash(table.name), buckets])

const hash = (text: string): number => {
  let h = 0
  for (let i = 0; i < text.length; i++) h = (Math.imul(h, 31) + text.charCodeAt(i)) | 0
  return h & 0x7fffffff
}
