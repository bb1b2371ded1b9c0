// Which offsets make up a batch: kept in Postgres before the batch goes to ClickHouse, so that a repeat is the same batch.
import type { PoolClient } from 'pg'
import type { Postgres } from '../../platform/postgres.ts'
import { migrate } from '../../platform/postgres-migrations.ts'
import { keepParked } from '../../platform/postgres-parked.ts'
import type { Parking } from '../../runtime/index.ts'

/** Offsets [from, next). All batches before it are in ClickHouse; whether this one is, only trying again tells. */
export type Boundary = Readonly<{ from: bigint; next: bigint }>

/** Another process has begun a batch of this partition: its boundary holds. */
export class StaleBoundary extends Error {
  override name = 'StaleBoundary'
}

export type Boundaries = Readonly<{
  /** The newest batch that was begun, or undefined before the first. */
  latest(topic: string, partition: number): Promise<Boundary | undefined>
  /**
   * Begins the batch behind the one that was read, with what of it is laid aside: a repeat leaves out the same records.
   * Throws StaleBoundary when that is no longer the newest.
   */
  begin(
    topic: string,
    partition: number,
    before: Boundary | undefined,
    batch: Boundary,
    parking?: Parking,
  ): Promise<void>
  /** What of these offsets was laid aside, whatever became of it. */
  parkedIn(topic: string, partition: number, batch: Boundary): Promise<ReadonlySet<bigint>>
  /** Throws StaleBoundary when what is settled is not laid aside any more. */
  settle(topic: string, partition: number, parking: Parking): Promise<void>
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

/** Beside the projections, whose names are others. */
export const parkedAs = 'analytics'

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
  const keep = async (client: PoolClient, topic: string, partition: number, parking: Parking | undefined) => {
    if (parking && !(await keepParked(client, [parkedAs, version, topic, partition], parking)))
      throw new StaleBoundary(`another process has settled what is laid aside of ${topic}/${partition}`)
  }
  return {
    latest,
    begin: (topic, partition, before, batch, parking) =>
      postgres.transaction(async (client) => {
        const place = [version, topic, partition, batch.from, batch.next]
        const { rowCount } = await (before
          ? client.query(following, [...place, before.from, before.next])
          : client.query(first, place))
        if (rowCount !== 1) throw new StaleBoundary(`another process writes ${topic}/${partition} to ClickHouse`)
        await keep(client, topic, partition, parking)
      }),
    parkedIn: async (topic, partition, { from, next }) => {
      const rows = await postgres.rows<{ recordOffset: bigint }>`
        select record_offset from parked_records where name = ${parkedAs} and version = ${version}
          and topic = ${topic} and partition = ${partition} and record_offset >= ${from} and record_offset < ${next}`
      return new Set(rows.map(({ recordOffset }) => recordOffset))
    },
    settle: (topic, partition, parking) => postgres.transaction((client) => keep(client, topic, partition, parking)),
    check: async (topic, partition, { from, next }) => {
      const found = await latest(topic, partition)
      if (found?.from !== from || found.next !== next)
        throw new StaleBoundary(`${topic}/${partition} has gone on beyond ${from}`)
    },
  }
}
