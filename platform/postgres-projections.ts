// Projections in Postgres: versioned tables, each name a view of its live version.
import type { PoolClient } from 'pg'
import type { Postgres } from './postgres.ts'
import { checksum, type Migration, MigrationConflict, migrate } from './postgres-migrations.ts'
import { parkedTables } from './postgres-parked.ts'

/** A version that is stored: its table, its positions, its consumer group. Version 0 is a scratch, named `scratch.<name>`. */
export type ProjectionId = Readonly<{ name: string; version: number }>

/**
 * What the code says: `version` is that of its handlers and its table, and several stored versions may be folded by it.
 * `tableSql` is its table.sql, in which `:table` stands for the table's name.
 */
export type ProjectionTable = ProjectionId & Readonly<{ tableSql: string; topics: readonly string[] }>

const tables: Migration = {
  name: 'platform_projections',
  version: 1,
  sql: `
    create extension if not exists pg_trgm;
    create table projections (
      name        text not null,
      version     integer not null,
      checksum    text not null,
      incarnation uuid not null default gen_random_uuid(),
      live        boolean not null default false,
      topics      text[] not null,
      primary key (name, version)
    );
    create unique index on projections (name) where live;
    create function projection_row_rises() returns trigger language plpgsql as $$
      begin
        new.sequence := nextval(pg_get_serial_sequence(tg_relid::regclass::text, 'sequence'));
        return new;
      end $$;
    create table projection_positions (
      name        text not null,
      version     integer not null,
      topic       text not null,
      partition   integer not null,
      next_offset bigint not null,
      primary key (name, version, topic, partition)
    ) with (fillfactor = 50);
    create table projection_status (
      name    text not null,
      version integer not null,
      lag     bigint not null,
      moving  boolean not null,
      detail  text,
      at      timestamptz not null,
      primary key (name, version)
    ) with (fillfactor = 50);`,
}

/** Several stored versions of one code; each process reports for itself; scratches beside the versions. */
const builds: Migration = {
  name: 'platform_projections',
  version: 2,
  sql: `
    create schema if not exists scratch;
    alter table projections
      add column code      integer,
      add column table_sql text,
      add column built_at  timestamptz,
      add column folds     text,
      add column bounds    jsonb;
    update projections set code = version, built_at = case when live then now() end;
    alter table projections alter column code set not null;
    create table projection_numbers (name text primary key, last integer not null);
    insert into projection_numbers select name, max(version) from projections group by name;
    drop table projection_status;
    create table projection_status (
      name     text not null,
      version  integer not null,
      member   text not null,
      lag      bigint not null,
      records  bigint not null,
      rate     double precision not null,
      moving   boolean not null,
      detail   text,
      moved_at timestamptz not null,
      at       timestamptz not null,
      primary key (name, version, member)
    ) with (fillfactor = 50);`,
}

/** For tables of which nothing is ever changed: `projection_row_stands` as a trigger; and what a check may sum. */
const appendOnly: Migration = {
  name: 'platform_projections',
  version: 3,
  sql: `
    create function projection_row_stands() returns trigger language plpgsql as $$
      begin
        raise exception '% is append-only', tg_table_name using errcode = 'restrict_violation';
      end $$;
    create function sum_of(amounts bigint[]) returns numeric language sql immutable parallel safe
      return (select coalesce(sum(amount), 0) from unnest(amounts) as amount);`,
}

/** Positions and status of all projections; `prepareProjection` makes them too. */
export const prepareProjections = (postgres: Postgres) => migrate(postgres, [tables, parkedTables, builds, appendOnly])

export const tableOf = ({ name, version }: ProjectionId): string => (version === 0 ? name : `${name}_v${version}`)

type Known = Readonly<{
  version: number
  code: number
  checksum: string
  live: boolean
  topics: readonly string[]
  table_sql: string | null
}>

/**
 * Makes a stored version for this code if there is none, and returns the one that it keeps: the live one, or the newest.
 * The first of a name is live at once; a later one fills beside it until the view is switched. Throws
 * MigrationConflict when table.sql was edited without a new version.
 */
export const prepareProjection = async (postgres: Postgres, projection: ProjectionTable): Promise<ProjectionId> => {
  await prepareProjections(postgres)
  const { name, version: code, tableSql, topics } = projection
  return postgres.transaction(async (client) => {
    await lockProjections(client)
    const { rows } = await client.query<Known>(
      'select version, code, checksum, live, topics, table_sql from projections where name = $1 order by version desc',
      [name],
    )
    const own = rows.filter((one) => one.code === code)
    const same = own.find(({ live }) => live) ?? own[0]
    if (same && same.checksum !== checksum(tableSql))
      throw new MigrationConflict(`table.sql of ${name} ${code} has changed: raise the projection's version`)
    if (same && [...same.topics].sort().join() !== [...topics].sort().join())
      throw new MigrationConflict(`${name} ${code} reads other topics than before: raise the projection's version`)
    if (same?.table_sql === null)
      await client.query('update projections set table_sql = $3 where name = $1 and code = $2', [name, code, tableSql])
    if (same) return { name, version: same.version }
    const made = await addVersion(client, { name, code, tableSql, topics })
    if (!rows.some(({ live }) => live)) await pointViewAt(client, made)
    return made
  })
}

/** Whoever holds it is the only one who makes, switches or drops versions. */
export const lockProjections = (client: PoolClient) => client.query('lock table projections in exclusive mode')

type NewVersion = Readonly<{ name: string; code: number; tableSql: string; topics: readonly string[] }>

/** An empty table under the next number: numbers are never used twice, so that nobody takes one for another. */
export const addVersion = async (client: PoolClient, one: NewVersion): Promise<ProjectionId> => {
  const { name, code, tableSql, topics } = one
  const { rows } = await client.query<{ last: number }>(
    `insert into projection_numbers as known (name, last) values ($1, 1)
     on conflict (name) do update set last = known.last + 1 returning last`,
    [name],
  )
  const made = { name, version: rows[0]?.last ?? 1 }
  await client.query(tableSql.replaceAll(':table', tableOf(made)))
  await client.query(
    'insert into projections (name, version, code, checksum, table_sql, topics) values ($1, $2, $3, $4, $5, $6)',
    [name, made.version, code, checksum(tableSql), tableSql, topics],
  )
  return made
}

export const pointViewAt = async (client: PoolClient, { name, version }: ProjectionId) => {
  await client.query(`drop view if exists ${name}`)
  await client.query(`create view ${name} as select * from ${tableOf({ name, version })}`)
  await client.query('update projections set live = false where name = $1 and live', [name])
  await client.query('update projections set live = true where name = $1 and version = $2', [name, version])
}
