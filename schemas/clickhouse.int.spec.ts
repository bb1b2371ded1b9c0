// The generated columns on a real ClickHouse: every table is made, takes a sample and gives it back.
import assert from 'node:assert/strict'
import { before, test } from 'node:test'
import { freshInstallation } from '../test/installation.ts'
import { snake } from './emit/clickhouse.ts'
import { columns, envelopeColumns } from './generated/clickhouse.ts'
import { type Samples, samples, sparseSamples } from './generated/samples.ts'

let env: Readonly<Record<string, string>> = {}
before(async () => {
  env = await freshInstallation('columns')
})

const ask = async (statement: string): Promise<string> => {
  const answer = await fetch(env.MATINEE_CLICKHOUSE ?? '', {
    method: 'POST',
    body: statement,
    headers: { authorization: `Basic ${Buffer.from(env.MATINEE_CLICKHOUSE_WRITER ?? '').toString('base64')}` },
  })
  const text = await answer.text()
  assert.ok(answer.ok, text)
  return text
}

const envelope = {
  event_id: '5a1c2f9e-6f0b-4b9e-9d58-2f4b0a7c1d11',
  occurred_at: 1_772_927_248_981,
  simulated: true,
  topic: 'playback',
  partition: 3,
  offset: 42,
}

/** Names as columns have them, inside lists too; money as a number. */
const toRow = (value: unknown): unknown => {
  if (typeof value === 'bigint') return Number(value)
  if (Array.isArray(value)) return value.map(toRow)
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(Object.entries(value).map(([name, inner]) => [snake(name), toRow(inner)]))
}

/** ms since 1970, as DateTime64 is asked to answer. */
const select = (column: string, type: string) =>
  type.includes('DateTime64') ? `toUnixTimestamp64Milli(${column}) as ${column}` : `\`${column}\``

for (const [name, own] of Object.entries(columns))
  test(`${name} goes into a table of its columns and comes back`, async () => {
    const table = `${env.MATINEE_CLICKHOUSE_DATABASE}.${snake(name).slice(1)}`
    const all = [...envelopeColumns, ...own]
    const list = all.map(({ column, type }) => `\`${column}\` ${type}`).join(', ')
    await ask(`create table ${table} (${list}) engine = MergeTree order by (topic, partition, offset)`)
    const data = (from: Samples) => {
      const fields = toRow(from[name as keyof Samples]) as Record<string, unknown>
      return { ...envelope, ...Object.fromEntries(own.map(({ column, field }) => [column, fields[snake(field)]])) }
    }
    for (const row of [data(samples), data(sparseSamples)]) {
      await ask(`insert into ${table} format JSONEachRow ${JSON.stringify(row)}`)
      const settings = 'settings output_format_json_quote_64bit_integers = 0'
      const answer = await ask(
        `select ${all.map((c) => select(c.column, c.type)).join(', ')} from ${table} ${settings} format JSONEachRow`,
      )
      assert.deepEqual(JSON.parse(answer), row)
      await ask(`truncate table ${table}`)
    }
  })
