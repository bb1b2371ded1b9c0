// Projections in Postgres: versioned tables, each name a view of its live version.
import type { PoolClient } from 'pg'
import type { Postgres } from './postgres.ts'
import { checksum, MigrationConflict, migrate } from './postgres-migrations.ts'
import { parkedTables } from './postgres-parked.ts'

export type ProjectionId = Readonly<{ name: string; version: number }>

/** `table.sql` of the projection, in which `:table` stands for `<name>_v<version>`. */
export type ProjectionTable = ProjectionId & Readonly<{ tableSql: string; topics: readonly string[] }>

const platformTables = {
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

/** Positions and status of all projections; `prepareProjection` makes them too. */
export const prepareProjections = (postgres: Postgres) => migrate(postgres, [platformTables, parkedTables])

export const tableOf = ({ name, version }: ProjectionId): string => `${name}_v${version}`

/**
 * Makes the table of this version if it is not there; the first version of a name is live at once. A later one fills
 * beside it until `makeLive`. Throws MigrationConflict when table.sql was edited without a new version.
 */
export const prepareProjection = async (postgres: Postgres, projection: ProjectionTable): Promise<void> => {
  await prepareProjections(postgres)
  const { name, version, tableSql, topics } = projection
  await postgres.transaction(async (client) => {
    await client.query('lock table projections in exclusive mode')
    const known = await client.query<{ version: number; checksum: string; live: boolean; topics: readonly string[] }>(
      'select version, checksum, live, topics from projections where name = $1',
      [name],
    )
    const same = known.rows.find((one) => one.version === version)
    if (same && same.checksum !== checksum(tableSql))
      throw new MigrationConflict(`table.sql of ${name} ${version} has changed: raise the projection's version`)
    if (same && [...same.topics].sort().join() !== [...topics].sort().join())
      throw new MigrationConflict(`${name} ${version} reads other topics than before: raise the projection's version`)
    if (same) return
    await client.query(tableSql.replaceAll(':table', tableOf(projection)))
    await client.query('insert into projections (name, version, checksum, topics) values ($1, $2, $3, $4)', [
      name,
      version,
      checksum(tableSql),
      topics,
    ])
    if (!known.rows.some((one) => one.live)) await flip(client, projection)
  })
}

/**
 * Points the view at this version, in one step, unless a later one is live already. Returns whether it flipped.
 * Call it when the version has caught up.
 */
export const makeLive = (postgres: Postgres, projection: ProjectionId): Promise<boolean> =>
  postgres.transaction(async (client) => {
    await client.query('lock table projections in exclusive mode')
    const { rows } = await client.query<{ version: number }>(
      'select version from projections where name = $1 and live',
      [projection.name],
    )
    if (rows[0] && rows[0].version >= projection.version) return false
    await flip(client, projection)
    return true
  })

const flip = async (client: PoolClient, { name, version }: ProjectionId) => {
  await client.query(`drop view if exists ${name}`)
  await client.query(`create view ${name} as select * from ${tableOf({ name, version })}`)
  await client.query('update projections set live = false where name = $1 and live', [name])
  await client.query('update projections set live = true where name = $1 and version = $2', [name, version])
}

/** Drops the tables and positions of versions below the live one. Returns what went. */
export const dropRetired = (postgres: Postgres, name: string): Promise<readonly ProjectionId[]> =>
  postgres.transaction(async (client) => {
    await client.query('lock table projections in exclusive mode')
    const { rows } = await client.query<ProjectionId>(
      `select name, version from projections old where name = $1 and exists
         (select 1 from projections live where live.name = old.name and live.live and live.version > old.version)`,
      [name],
    )
    for (const one of rows) {
      await client.query(`drop table if exists ${tableOf(one)} cascade`)
      for (const table of ['projections', 'projection_positions', 'projection_status', 'parked_records'])
        await client.query(`delete from ${table} where name = $1 and version = $2`, [one.name, one.version])
    }
    return rows
  })
