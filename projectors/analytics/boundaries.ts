// Which offsets make up a batch: kept in Postgres before the batch goes to ClickHouse, so that a repeat is the same batch.
import type { Postgres } from '../../platform/postgres.ts'
import { migrate } from '../../platform/postgres-migrations.ts'

/** Offsets [from, next). All batches before it are in ClickHouse; whether this one is, only trying again tells. */
export type Boundary = Readonly<{ from: bigint; next: bigint }>

/** Another process has begun a batch of this partition: its boundary holds. */
export class StaleBoundary extends Error {
  override name = 'StaleBoundary'
}

export type Boundaries = Readonly<{
  /** The newest batch that was begun, or undefined before the first. */
  latest(topic: string, partition: number): Promise<Boundary | undefined>
  /** Begins the batch behind the one that was read; throws StaleBoundary when that is no longer the newest. */
  begin(topic: string, partition: number, before: Boundary | undefined, batch: Boundary): Promise<void>
  /** Throws StaleBoundary unless the batch is still the newest. */
  check(topic: string, partition: number, batch: Boundary): Promise<void>
}>

const table = {
  name: 'analytics',
  version: 1,
  sql: `
    create table analytics_tables (
      version     integer primary key,
      incarnation uuid not null,
      live        boolean not null default false
    );
    create table analytics_batches (
      version     integer not null,
      topic       text not null,
      partition   integer not null,
      from_offset bigint not null,
      next_offset bigint not null,
      primary key (version, topic, partition)
    ) with (fillfactor = 50);`,
}

export const prepareBoundaries = (postgres: Postgres) => migrate(postgres, [table])

const first = `insert into analytics_batches (version, topic, partition, from_offset, next_offset)
  values ($1, $2, $3, $4, $5) on conflict do nothing`
const following = `update analytics_batches set from_offset = $4, next_offset = $5
  where version = $1 and topic = $2 and partition = $3 and from_offset = $6 and next_offset = $7`

export const postgresBoundaries = (postgres: Postgres, version: number): Boundaries => {
  const latest: Boundaries['latest'] = async (topic, partition) => {
    const [row] = await postgres.rows<{ fromOffset: bigint; nextOffset: bigint }>`
      select from_offset, next_offset from analytics_batches
      where version = ${version} and topic = ${topic} and partition = ${partition}`
    return row && { from: row.fromOffset, next: row.nextOffset }
  }
  return {
    latest,
    begin: async (topic, partition, before, batch) => {
      const place = [version, topic, partition, batch.from, batch.next]
      const { rowCount } = await (before
        ? postgres.pool.query(following, [...place, before.from, before.next])
        : postgres.pool.query(first, place))
      if (rowCount !== 1) throw new StaleBoundary(`another process writes ${topic}/${partition} to ClickHouse`)
    },
    check: async (topic, partition, { from, next }) => {
      const found = await latest(topic, partition)
      if (found?.from !== from || found.next !== next)
        throw new StaleBoundary(`${topic}/${partition} has gone on beyond ${from}`)
    },
  }
}
