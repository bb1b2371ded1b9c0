// The projection store on Postgres: rows and position in one SQL transaction, compare-and-set on the position.

import { randomUUID } from 'node:crypto'
import type { PoolClient } from 'pg'
import { crashPoint } from '../runtime/crash-point.ts'
import { type Batch, type ProjectionStore, type RowAccess, StalePosition } from '../runtime/projection-store.ts'
import { codeOf, isAway } from './away.ts'
import type { Postgres } from './postgres.ts'
import { keepParked, postgresParked } from './postgres-parked.ts'
import { type ProjectionId, tableOf } from './postgres-projections.ts'
import { deleteRows, describeTable, insertRows, loadRows, type Row, type Table, updateRows } from './postgres-rows.ts'

/**
 * The projection's table must have been prepared (`prepareProjection`).
 * A table with the column `sequence` is a feed: its transactions run one at a time, so that sequences rise in the order
 * in which they become visible and whoever reads `sequence > n` misses nothing. `member` names this process in reports.
 */
export const postgresProjectionStore = (postgres: Postgres, member: string = randomUUID()): ProjectionStore => {
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
      again(() =>
        inTransaction(postgres, async (client) => {
          const id = { name, version }
          const table = await tableFor(client, id)
          if (table.isFeed) await holdAll(client, table)
          await moveOn(client, id, batch)
          await work(accessTo(client, table))
          const { topic, partition, parking } = batch
          if (parking && !(await keepParked(client, [name, version, topic, partition], parking)))
            throw new StalePosition(`${name} ${version}: another process has settled what is laid aside`)
          crashPoint('projection-applied')
        }),
      ),
    isAway,
    parkedBy: (name, version) => postgresParked(postgres, name, version),
    report: async (name, version, { lag, records, rate, moving, detail, movedAt }) => {
      const said = [name, version, member, lag, records, rate, moving, detail ?? null, new Date(movedAt)]
      await postgres.pool.query(report, said)
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
  insert into projection_status (name, version, member, lag, records, rate, moving, detail, moved_at, at)
  select $1, $2, $3, $4, $5, $6, $7, $8, $9, now()
  on conflict (name, version, member)
  do update set lag = excluded.lag, records = excluded.records, rate = excluded.rate, moving = excluded.moving,
    detail = excluded.detail, moved_at = excluded.moved_at, at = excluded.at`

/** Rows that are there are held; of two who make the same one the slower fails, and finds it when it tries again. */
const accessTo = (client: PoolClient, table: Table): RowAccess => {
  const known = new Map<string, Row | undefined>()
  const load = async (keys: readonly string[]) => {
    const found = await loadRows(client, table, [...new Set(keys)])
    for (const key of keys) known.set(key, found.get(key))
    return found
  }
  return {
    load,
    save: async (changes) => {
      const unknown = [...changes.keys()].filter((key) => !known.has(key))
      if (unknown.length) await load(unknown)
      const gone: string[] = []
      const fresh: (readonly [string, Row])[] = []
      const changed: (readonly [string, Row])[] = []
      for (const [key, row] of changes)
        if (row === null) gone.push(key)
        else (known.get(key) ? changed : fresh).push([key, row])
      if (gone.length) await deleteRows(client, table, gone)
      if (fresh.length) await insertRows(client, table, fresh)
      if (changed.length) await updateRows(client, table, changed)
    },
  }
}

/** A batch's keys are looked up one by one: a plan that reads the whole table for them is never right. */
const inTransaction = (postgres: Postgres, work: (client: PoolClient) => Promise<void>) =>
  postgres.transaction(async (client) => {
    await client.query('set local enable_seqscan = off')
    await work(client)
  })

/** Somebody else made the row first, or two waited for each other. */
const CONFLICTS = ['23505', '40P01', '40001']
const TIMES = 20

const again = async (work: () => Promise<void>): Promise<void> => {
  for (let attempt = 1; ; attempt++)
    try {
      return await work()
    } catch (error) {
      if (attempt === TIMES || !CONFLICTS.includes(codeOf(error) ?? '')) throw error
    }
}

/** Every batch of a feed holds it until its rows are visible. */
const FEED = 64

const holdAll = (client: PoolClient, table: Table) =>
  client.query('select pg_advisory_xact_lock($1, $2)', [hash(table.name), FEED])

const hash = (text: string): number => {
  let h = 0
  for (let i = 0; i < text.length; i++) h = (Math.imul(h, 31) + text.charCodeAt(i)) | 0
  return h & 0x7fffffff
}
