// The ClickHouse interface on a real engine, through its own client and bare HTTP.
import assert from 'node:assert/strict'
import fs from 'node:fs'
import type { AddressInfo } from 'node:net'
import os from 'node:os'
import path from 'node:path'
import { after, before, describe, test } from 'node:test'
import { gzipSync, zstdCompressSync } from 'node:zlib'
import { type ClickHouseClient, ClickHouseLogLevel, createClient } from '@clickhouse/client'
import { type Engine, openEngine } from './engine.ts'
import { unlz4 } from './lz4.ts'
import { clickhouseServer } from './server.ts'

const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'matinee-ch-'))
const passwords = { writer: 'w', reader: 'r' }
let engine: Engine
let url: string
let writer: ClickHouseClient
let reader: ClickHouseClient
let close: () => void

before(async () => {
  engine = await openEngine(folder, 'm', 1_000_000_000)
  const server = clickhouseServer({ engine, folder, database: 'm', passwords })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  writer = createClient({
    url,
    username: 'writer',
    password: 'w',
    database: 'm',
    compression: { response: true, request: true },
  })
  reader = createClient({
    log: { level: ClickHouseLogLevel.OFF },
    url,
    username: 'reader',
    password: 'r',
    database: 'm',
  })
  close = () => server.close()
  await writer.command({
    query: `create table plays (film String, seconds UInt32) engine = MergeTree order by film
            settings non_replicated_deduplication_window = 100`,
  })
})

after(async () => {
  await Promise.all([writer.close(), reader.close()])
  close()
  engine.close()
  fs.rmSync(folder, { recursive: true, force: true })
})

const post = (
  query: string,
  body: string | Buffer,
  headers: Record<string, string> = {},
  search = '',
): Promise<Response> =>
  fetch(`${url}/?database=m&query=${encodeURIComponent(query)}${search}`, {
    method: 'POST',
    body: typeof body === 'string' ? body : new Uint8Array(body),
    headers: { 'X-ClickHouse-User': 'writer', 'X-ClickHouse-Key': 'w', ...headers },
  })

const count = async (): Promise<number> => {
  const rows = await reader.query({ query: 'select toInt32(count()) as n from plays', format: 'JSONEachRow' })
  return (await rows.json<{ n: number }>())[0]?.n ?? -1
}

const ask = async (query: string): Promise<unknown> => (await reader.query({ query, format: 'JSONEachRow' })).json()

describe('writing', () => {
  test('a repeated token inserts nothing, another one does', async () => {
    const before = await count()
    const insert = (token: string) =>
      writer.insert({
        table: 'plays',
        values: [{ film: 'a', seconds: 1 }],
        format: 'JSONEachRow',
        clickhouse_settings: { insert_deduplication_token: token },
      })
    await insert('one')
    await insert('one')
    assert.equal(await count(), before + 1)
    await insert('two')
    assert.equal(await count(), before + 2)
  })

  test('data may be in the statement, gzipped beside it, or binary', async () => {
    const before = await count()
    assert.equal((await post('', "insert into plays values ('b', 1 + 1), ('c', 3)")).status, 200)
    assert.equal((await post('', 'insert into plays format JSONEachRow {"film":"d","seconds":4}')).status, 200)
    const zipped = await post('insert into plays format CSV', gzipSync('e,5\nf,6\n'), { 'Content-Encoding': 'gzip' })
    assert.equal(zipped.status, 200)
    const rows = Buffer.from([1, 103, 7, 0, 0, 0, 2, 0xc3, 0xbc, 255, 0, 0, 0])
    assert.equal((await post('insert into plays (film, seconds) format RowBinary', rows)).status, 200)
    const whole = Buffer.concat([Buffer.from('insert into plays format RowBinary\n'), rows])
    assert.equal((await post('', whole, {}, '&insert_deduplication_token=whole')).status, 200)
    assert.equal(
      (await post('', zstdCompressSync(whole), { 'Content-Encoding': 'zstd' }, '&insert_deduplication_token=packed'))
        .status,
      200,
    )
    assert.equal(await count(), before + 11)
    assert.deepEqual(await ask("select sum(seconds)::Int32 as s from plays where film = 'ü'"), [{ s: 3 * 255 }])
  })

  test('a faulty row is refused with the code of ClickHouse, and nothing of it stays', async () => {
    const before = await count()
    const answer = await post('insert into plays format JSONEachRow', '{"film":"x","seconds":1}\n{"seconds":"y"}')
    assert.equal(answer.status, 400)
    assert.equal(answer.headers.get('x-clickhouse-exception-code'), '27')
    assert.equal(await count(), before)
    assert.deepEqual(fs.readdirSync(path.join(folder, 'incoming')), [])
  })

  test('settings of one request do not reach the next', async () => {
    const query = "select value from system.settings where name = 'max_block_size'"
    const changed = await post(query, '', {}, '&max_block_size=77')
    assert.equal(await changed.text(), '77\n')
    assert.notEqual(await (await post(query, '')).text(), '77\n')
  })
})

describe('lz4, as ClickHouse itself writes it', () => {
  test('is read over several blocks', async () => {
    const file = path.join(folder, 'rows.lz4')
    const run = {
      format: 'CSV',
      database: 'm',
      settings: new Map<string, string>(),
      parameters: new Map<string, string>(),
    }
    const rows = 'select toString(number % 1000) as film, number as seconds from numbers(200000)'
    await engine.run({ ...run, sql: `${rows} into outfile '${file}' format RowBinary`, readonly: false })
    const packed = fs.readFileSync(file)
    const plain: Buffer[] = []
    for await (const chunk of unlz4(fs.createReadStream(file, { highWaterMark: 1000 }) as AsyncIterable<Buffer>))
      plain.push(chunk)
    const expected = await engine.run({ ...run, sql: `${rows} format RowBinary`, readonly: false })
    assert.ok(packed.length < expected.bytes.length)
    assert.ok(Buffer.concat(plain).equals(expected.bytes))
  })
})

describe('reading', () => {
  test('with parameters in their escaped form', async () => {
    const text = "tab\t, quote ', backslash \\, line\nend"
    const rows = await reader.query({
      query: 'select {text: String} as text, {list: Array(UInt8)} as list',
      query_params: { text, list: [1, 2] },
      format: 'JSONEachRow',
    })
    assert.deepEqual(await rows.json(), [{ text, list: [1, 2] }])
  })

  test('answers compressed when asked, with its headers', async () => {
    const answer = await fetch(`${url}/?query=select+1&enable_http_compression=1&default_format=JSON`, {
      headers: { authorization: `Basic ${btoa('reader:r')}`, 'accept-encoding': 'gzip' },
    })
    assert.equal(answer.headers.get('content-encoding'), 'gzip')
    assert.equal(answer.headers.get('x-clickhouse-format'), 'JSON')
    assert.match(answer.headers.get('x-clickhouse-timezone') ?? '', /UTC$/)
    assert.deepEqual(((await answer.json()) as { data: unknown }).data, [{ '1': 1 }])
  })

  test('a reader changes nothing and reaches no file', async () => {
    const before = await count()
    for (const query of [
      'truncate table plays',
      "insert into plays select 'z', 1",
      "select file('/etc/hostname')",
      "select * from '/etc/hostname'",
      "select * from url('http://127.0.0.1:1/', 'LineAsString')",
      'select 1 settings max_execution_time = 1000',
      'create temporary table t (a Int8)',
    ])
      await assert.rejects(ask(query), { name: 'Error' }, query)
    assert.equal(await count(), before)
  })

  test('a reader is stopped at its limits', async () => {
    const { max_memory_usage } = { max_memory_usage: '20000000' }
    const greedy = reader.query({
      query: 'select length(groupArray(number)) from numbers(100000000)',
      clickhouse_settings: { max_memory_usage },
    })
    await assert.rejects(greedy, { code: '241' })
    const slow = reader.query({
      query: 'select count() from numbers(1000000000000) where not ignore(sipHash64(number))',
      clickhouse_settings: { max_execution_time: 1 },
    })
    await assert.rejects(slow, { code: '159' })
  })

  test('GET is read-only for the writer as well', async () => {
    const answer = await fetch(
      `${url}/?query=${encodeURIComponent("insert into plays values ('q', 1)")}&user=writer&password=w`,
    )
    assert.equal(answer.headers.get('x-clickhouse-exception-code'), '164')
  })
})

describe('the door', () => {
  test('asks who it is', async () => {
    assert.equal((await fetch(`${url}/?query=select+1`)).status, 401)
    assert.equal((await fetch(`${url}/?query=select+1&user=reader&password=w`)).status, 403)
    assert.equal((await fetch(`${url}/?query=select+1&user=default`)).status, 403)
    assert.equal(await (await fetch(`${url}/ping`)).text(), 'Ok.\n')
  })

  test('gives the faults of ClickHouse', async () => {
    await assert.rejects(ask('select * from missing'), { code: '60', type: 'UNKNOWN_TABLE' })
    await assert.rejects(ask('selec 1'), { code: '164' })
    assert.equal((await post('select 1 +', '')).status, 400)
  })

  test('refuses a statement that is too large', async () => {
    const answer = await post('', `select '${'x'.repeat(17 * 2 ** 20)}'`)
    assert.equal(answer.status, 413)
  })
})
