// The projection store: rows and position in one SQL transaction, compare-and-set on the position.
import type { PoolClient } from 'pg'
import type { Postgres } from './postgres.ts'
import { type ProjectionId, tableOf } from './postgres-projections.ts'
import { describeTable, loadRows, type Row, saveRows, type Table } from './postgres-rows.ts'

/** The rows stood elsewhere than their reader believed: another owner went on. Read the positions again. */
export class StalePosition extends Error {
  override name = 'StalePosition'
}

/** The offsets [from, next) of one partition. */
export type Step = Readonly<{ topic: string; partition: number; from: bigint; next: bigint }>

/** Rows of the projection's table inside the transaction. */
export type RowAccess = Readonly<{
  /** Those that exist, by key. */
  load(keys: readonly string[]): Promise<ReadonlyMap<string, Row>>
  /** null deletes. */
  save(changes: ReadonlyMap<string, Row | null>): Promise<void>
}>

export type ProjectionStore = Readonly<{
  /** Next offset wanted, by `topic/partition`. */
  positions(name: string, version: number): Promise<ReadonlyMap<string, bigint>>
  /** Throws StalePosition when the rows do not stand at `from`; nothing was written then. */
  apply(name: string, version: number, step: Step, work: (rows: RowAccess) => Promise<void>): Promise<void>
}>

export type StoreOptions = Readonly<{
  /**
   * One transaction of a projection at a time. For tables whose rows change by events of several partitions, and for
   * feeds: their sequence then rises in the order in which it becomes visible, so that a reader misses nothing.
   */
  oneAtATime?: boolean
}>

/** The projection's table must have been prepared (`prepareProjection`). */
export const postgresProjectionStore = (postgres: Postgres, { oneAtATime = false }: StoreOptions = {}) => {
  const tables = new Map<string, Table>()
  const tableFor = async (client: PoolClient, id: ProjectionId): Promise<Table> => {
    const name = tableOf(id)
    const table = tables.get(name) ?? (await describeTable(client, name))
    tables.set(name, table)
    return table
  }

  const store: ProjectionStore = {
    positions: async (name, version) => {
      const rows = await postgres.rows<{ source: string; nextOffset: bigint }>`
        select topic || '/' || partition as source, next_offset
        from projection_positions where name = ${name} and version = ${version}`
      return new Map(rows.map((row) => [row.source, row.nextOffset]))
    },
    apply: (name, version, step, work) =>
      postgres.transaction(async (client) => {
        const id = { name, version }
        if (oneAtATime)
          await client.query('select 1 from projections where name = $1 and version = $2 for update', [name, version])
        await moveOn(client, id, step)
        const table = await tableFor(client, id)
        await work({
          load: (keys) => loadRows(client, table, keys),
          save: (changes) => saveRows(client, table, changes),
        })
      }),
  }
  return store
}

const move = `
  insert into projection_positions (name, version, topic, partition, next_offset) values ($1, $2, $3, $4, $5)
  on conflict (name, version, topic, partition) do update set next_offset = excluded.next_offset
    where projection_positions.next_offset = $6
  returning xmax = 0 as first`

/** Moving first takes the row's lock: a second owner waits here, and then finds that it is late. */
const moveOn = async (client: PoolClient, { name, version }: ProjectionId, { topic, partition, from, next }: Step) => {
  const { rows } = await client.query<{ first: boolean }>(move, [name, version, topic, partition, next, from])
  const [moved] = rows
  if (!moved || (moved.first && from !== 0n))
    throw new StalePosition(`${name} ${version} does not stand at ${topic}/${partition}@${from}`)
}
