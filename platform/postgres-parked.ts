// What projections laid aside, in Postgres: written in the transaction of their rows and position (F11).
import type { PoolClient } from 'pg'
import type { ParkedStore, Untold } from '../runtime/lots.ts'
import type { Parked, Parking } from '../runtime/parking.ts'
import type { Postgres } from './postgres.ts'
import type { Migration } from './postgres-migrations.ts'

export const parkedTables: Migration = {
  name: 'platform_parked',
  version: 1,
  sql: `
    create table parked_records (
      name          text not null,
      version       integer not null,
      topic         text not null,
      partition     integer not null,
      record_offset bigint not null,
      key           bytea not null,
      value         bytea not null,
      -- not jsonb, and a key in bytes: whatever was sent, a NUL too, can be kept
      headers       json not null,
      appended_at   timestamptz not null,
      kind          text,
      error         text,
      tries         integer,
      failed_at     timestamptz,
      ask_id        text,
      outcome       text,
      change        integer not null default 1,
      told          boolean not null default false,
      primary key (name, version, topic, partition, record_offset)
    );
    create index on parked_records (name, version, topic, partition) where not told;`,
}

type Place = readonly [name: string, version: number, topic: string, partition: number]

const here = 'name = $1 and version = $2 and topic = $3 and partition = $4'

const put = `
  insert into parked_records as known
    (name, version, topic, partition, record_offset, key, value, headers, appended_at, kind, error, tries, failed_at, ask_id)
  values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)
  on conflict (name, version, topic, partition, record_offset) do update set
    kind = excluded.kind, error = excluded.error, tries = excluded.tries, failed_at = excluded.failed_at,
    ask_id = excluded.ask_id, change = known.change + 1, told = false
  where known.outcome is null`

const settle = `
  update parked_records set outcome = $6, ask_id = $7, change = change + 1, told = false
  where ${here} and record_offset = $5 and outcome is null`

/** False when something that is settled is not laid aside (any more): another owner was here. */
export const keepParked = async (client: PoolClient, place: Place, parking: Parking): Promise<boolean> => {
  for (const { offset, outcome, askId } of parking.settle)
    if ((await client.query(settle, [...place, offset, outcome, askId ?? null])).rowCount !== 1) return false
  for (const { record, cause, askId } of parking.park) {
    const { offset, key, value, headers, timestamp } = record
    const why = [cause?.kind, cause?.error.replaceAll('\0', '\uFFFD'), cause?.tries, cause && new Date(cause.at), askId]
    const values = [
      offset,
      Buffer.from(key),
      value,
      JSON.stringify(headers),
      new Date(timestamp),
      ...why.map((one) => one ?? null),
    ]
    if ((await client.query(put, [...place, ...values])).rowCount !== 1) return false
  }
  return true
}

type Line = Readonly<{
  recordOffset: bigint
  key: Buffer
  value: Buffer
  headers: Readonly<Record<string, string>>
  appendedAt: number
  kind: NonNullable<Parked['cause']>['kind'] | null
  error: string | null
  tries: number | null
  failedAt: number | null
  askId: string | null
  outcome: 'APPLIED' | 'DROPPED' | null
  change: number
}>

const parkedOf = (topic: string, partition: number, line: Line): Parked => {
  const { recordOffset: offset, value, headers, appendedAt: timestamp, kind, error, tries, failedAt } = line
  const cause = kind === null ? undefined : { kind, error: error ?? '', tries: tries ?? 0, at: failedAt ?? 0 }
  const record = { topic, partition, offset, key: line.key.toString(), value, headers, timestamp }
  return { record, cause, askId: line.askId ?? undefined }
}

export const postgresParked = (postgres: Postgres, name: string, version: number): ParkedStore => ({
  parked: async (topic, partition) => {
    const lines = await postgres.rows<Line>`
      select * from parked_records where name = ${name} and version = ${version} and topic = ${topic}
        and partition = ${partition} and outcome is null order by record_offset`
    return lines.map((line) => parkedOf(topic, partition, line))
  },
  untold: async (topic, partition) => {
    const lines = await postgres.rows<Line>`
      select * from parked_records where name = ${name} and version = ${version} and topic = ${topic}
        and partition = ${partition} and not told order by record_offset limit 100`
    return lines.map((line): Untold => {
      const { recordOffset: offset, change, outcome, askId } = line
      if (outcome) return { offset, change, settled: { offset, outcome, askId: askId ?? undefined } }
      return { offset, change, parked: parkedOf(topic, partition, line) }
    })
  },
  told: async (topic, partition, changes) => {
    const values = [name, version, topic, partition]
    for (const { offset, change } of changes) {
      const one = `${here} and record_offset = $5 and change = $6`
      await postgres.pool.query(`delete from parked_records where ${one} and outcome is not null`, [
        ...values,
        offset,
        change,
      ])
      await postgres.pool.query(`update parked_records set told = true where ${one}`, [...values, offset, change])
    }
  },
})
