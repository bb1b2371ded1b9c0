// What may be done with the stored versions of a projection: build another one, point the view at it, drop it.
import { setTimeout as sleep } from 'node:timers/promises'
import type { PoolClient } from 'pg'
import type { Postgres } from './postgres.ts'
import { checksum } from './postgres-migrations.ts'
import { addVersion, lockProjections, type ProjectionId, pointViewAt, tableOf } from './postgres-projections.ts'

/** It cannot be done now; the message says why, and `reason` is for programs. */
export class VersionRefused extends Error {
  override name = 'VersionRefused'
  readonly reason: 'unknown' | 'live' | 'building' | 'behind'
  constructor(reason: VersionRefused['reason'], message: string) {
    super(message)
    this.reason = reason
  }
}

type Stored = ProjectionId &
  Readonly<{
    code: number
    live: boolean
    topics: readonly string[]
    table_sql: string | null
    built_at: number | null
    bounds: unknown
  }>

const versionsOf = async (client: PoolClient, name: string): Promise<readonly Stored[]> => {
  await lockProjections(client)
  const text =
    'select name, version, code, live, topics, table_sql, built_at, bounds from projections where name = $1 order by version'
  return (await client.query<Stored>(text, [name])).rows
}

const wantedOf = (all: readonly Stored[], { name, version }: ProjectionId): Stored => {
  const found = all.find((one) => one.version === version)
  if (!found) throw new VersionRefused('unknown', `There is no ${name} ${version}.`)
  return found
}

/** Makes an empty version, of the newest code, that projectors fill beside the live one. One at a time of a name. */
export const rebuildProjection = async (client: PoolClient, name: string): Promise<ProjectionId> => {
  const all = await versionsOf(client, name)
  const [newest] = all.filter(({ version }) => version > 0).sort((a, b) => b.code - a.code || b.version - a.version)
  if (!newest) throw new VersionRefused('unknown', `There is no projection ${name}.`)
  const live = all.find((one) => one.live)
  if (newest.version > (live?.version ?? 0))
    throw new VersionRefused('building', `${name} ${newest.version} is there already: switch to it or drop it.`)
  if (newest.table_sql === null)
    throw new VersionRefused('building', `No projector of this release has prepared ${name} yet.`)
  return addVersion(client, { ...newest, tableSql: newest.table_sql })
}

/** Offsets [from, until) of each partition of one topic, for a scratch. */
export type Bounds = Readonly<{ topic: string; ranges: readonly Readonly<{ from: number; until: number }>[] }>

/** Makes the table `scratch.<name>` into which a projector folds a stretch of a topic, once; no view shows it. */
export const makeScratch = async (
  client: PoolClient,
  { name, projection, bounds }: Readonly<{ name: string; projection: string; bounds: Bounds }>,
): Promise<ProjectionId> => {
  const scratch = { name: `scratch.${name}`, version: 0 }
  if ((await versionsOf(client, scratch.name)).length)
    throw new VersionRefused('building', `${scratch.name} is there already: drop it first.`)
  const [newest] = (await versionsOf(client, projection)).toSorted((a, b) => b.code - a.code)
  if (!newest || newest.table_sql === null)
    throw new VersionRefused('unknown', `There is no projection ${projection}, or no projector has prepared it yet.`)
  if (!newest.topics.includes(bounds.topic))
    throw new VersionRefused('unknown', `${projection} does not read ${bounds.topic}, but ${newest.topics.join(', ')}.`)
  await client.query(newest.table_sql.replaceAll(':table', tableOf(scratch)))
  await client.query(
    `insert into projections (name, version, code, checksum, table_sql, topics, folds, bounds)
     values ($1, $2, $3, $4, $5, $6, $7, $8)`,
    [
      ...[scratch.name, scratch.version, newest.code, checksum(newest.table_sql), newest.table_sql, [bounds.topic]],
      ...[projection, bounds],
    ],
  )
  return scratch
}

const behind = `
  select coalesce(sum(greatest(live.next_offset - coalesce(new.next_offset, 0), 0)), 0) as records
  from projection_positions live left join projection_positions new
    on new.name = live.name and new.version = $3 and new.topic = live.topic and new.partition = live.partition
  where live.name = $1 and live.version = $2 and live.topic = any($4::text[])`

const recordsBehind = async (client: Pick<PoolClient, 'query'>, live: Stored, wanted: Stored): Promise<bigint> => {
  const places = [live.name, live.version, wanted.version, wanted.topics]
  return (await client.query<{ records: string }>(behind, places)).rows.map(({ records }) => BigInt(records))[0] ?? 0n
}

const untilNear = async (client: Pick<PoolClient, 'query'>, live: Stored, wanted: Stored, near: bigint, ms: number) => {
  for (const until = performance.now() + ms; ; await sleep(10)) {
    const left = await recordsBehind(client, live, wanted)
    if (left <= near || performance.now() >= until) return left
  }
}

/** So near that the rest is read while the live version is held. */
const NEAR = 100n

/** Waits until the version has read nearly all that the live one has, or until `ms` are over. Throws VersionRefused. */
export const nearLive = async (postgres: Postgres, id: ProjectionId, ms = 3_000): Promise<void> => {
  const known = await postgres.transaction((client) => versionsOf(client, id.name))
  const wanted = wantedOf(known, id)
  const live = known.find((one) => one.live)
  if (live && !wanted.live) await untilNear(postgres.pool, live, wanted, NEAR, ms)
}

/**
 * Points the view at this version, in the client's transaction, when it has read all that the live one has: whoever
 * waited for a position finds it there too. The live version is held for the last moment, `ms` at most. Returns whether
 * anything changed. Throws VersionRefused. Call `nearLive` first.
 */
export const switchTo = async (client: PoolClient, id: ProjectionId, ms = 1_500): Promise<boolean> => {
  const all = await versionsOf(client, id.name)
  const wanted = wantedOf(all, id)
  const live = all.find((one) => one.live)
  if (wanted.bounds !== null) throw new VersionRefused('unknown', `${id.name} is a scratch: no view shows it.`)
  if (wanted.live) return false
  if (live) {
    await client.query(
      'select 1 from projection_positions where name = $1 and version = $2 order by topic, partition for update',
      [live.name, live.version],
    )
    const left = await untilNear(client, live, wanted, 0n, ms)
    if (left > 0n)
      throw new VersionRefused('behind', `${id.name} ${id.version} is ${left} records behind the live version.`)
  }
  await pointViewAt(client, wanted)
  return true
}

export const switchVersion = async (postgres: Postgres, id: ProjectionId): Promise<boolean> => {
  await nearLive(postgres, id)
  return postgres.transaction((client) => switchTo(client, id))
}

/** Drops table, positions and status. The live version stays: throws VersionRefused. */
export const dropVersion = async (client: PoolClient, id: ProjectionId): Promise<void> => {
  const one = wantedOf(await versionsOf(client, id.name), id)
  if (one.live) throw new VersionRefused('live', `${id.name} ${id.version} is live: switch to another one first.`)
  // Positions first: whoever is in the middle of a batch holds its position, and then wants the table.
  for (const table of ['projection_positions', 'projection_status', 'parked_records', 'projections'])
    await client.query(`delete from ${table} where name = $1 and version = $2`, [id.name, id.version])
  await client.query(`drop table if exists ${tableOf(id)} cascade`)
}

/** Drops the versions of older code than the live one: no projector of this release folds them. Returns what went. */
export const dropRetired = (postgres: Postgres, name: string): Promise<readonly ProjectionId[]> =>
  postgres.transaction(async (client) => {
    const all = await versionsOf(client, name)
    const live = all.find((one) => one.live)
    const retired = all.filter(({ code }) => live && code < live.code)
    for (const one of retired) await dropVersion(client, one)
    return retired.map(({ version }) => ({ name, version }))
  })

/** A version that projectors fold, or a scratch to be folded. */
export type Followable = ProjectionId &
  Readonly<{ code: number; live: boolean; builtAt: number | null; folds: string | null; bounds: Bounds | null }>

/** All that is stored, for projectors to compare with what they run. */
export const storedVersions = (postgres: Postgres): Promise<readonly Followable[]> =>
  postgres.rows<Followable>`select name, version, code, live, built_at, folds, bounds from projections order by name, version`

/** Notes that it stood at the end of the log once. */
export const noteBuilt = (postgres: Postgres, { name, version }: ProjectionId): Promise<unknown> =>
  postgres.pool.query('update projections set built_at = now() where name = $1 and version = $2 and built_at is null', [
    name,
    version,
  ])
