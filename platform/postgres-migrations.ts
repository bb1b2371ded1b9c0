// Forward-only migrations: each is applied once, by name and version, and never changes afterwards.
import { createHash } from 'node:crypto'
import type { PoolClient } from 'pg'
import type { Postgres } from './postgres.ts'

/** `sql` may hold several statements; it runs in one transaction with the note that it ran. */
export type Migration = Readonly<{ name: string; version: number; sql: string }>

/** An applied migration was edited, or the database is newer than this code. */
export class MigrationConflict extends Error {
  override name = 'MigrationConflict'
}

/** Any number: whoever migrates holds this advisory lock until its transaction ends. */
const migrationLock = 7_204_412

const ledger = `
  create table if not exists migrations (
    name       text not null,
    version    integer not null,
    checksum   text not null,
    applied_at timestamptz not null default now(),
    primary key (name, version)
  )`

/**
 * Applies what is missing, in the order given, one room at a time. Returns what it applied.
 * Throws MigrationConflict when an applied one reads differently now, or when the database holds a later version of it.
 */
export const migrate = (postgres: Postgres, migrations: readonly Migration[]): Promise<readonly Migration[]> =>
  postgres.transaction(async (client) => {
    await client.query(`select pg_advisory_xact_lock(${migrationLock})`)
    await client.query(ledger)
    const applied = await appliedBefore(client)
    const missing = migrations.filter((migration) => !isApplied(migration, applied))
    for (const { name, version, sql } of missing) {
      await client.query(sql)
      await client.query('insert into migrations (name, version, checksum) values ($1, $2, $3)', [
        name,
        version,
        checksum(sql),
      ])
    }
    return missing
  })

type Applied = Readonly<{ name: string; version: number; checksum: string }>

const appliedBefore = async (client: PoolClient): Promise<readonly Applied[]> =>
  (await client.query<Applied>('select name, version, checksum from migrations')).rows

const isApplied = ({ name, version, sql }: Migration, applied: readonly Applied[]): boolean => {
  const same = applied.find((one) => one.name === name && one.version === version)
  if (same && same.checksum !== checksum(sql))
    throw new MigrationConflict(`${name} ${version} was changed after it had been applied: give it the next version`)
  return same !== undefined
}

export const checksum = (sql: string): string => createHash('sha256').update(sql.trim()).digest('hex')
