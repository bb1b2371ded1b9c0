// The owner of the embedded servers: what it starts keeps its data, and nothing outlives it.
import assert from 'node:assert/strict'
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { after, test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { Redis } from 'ioredis'
import { Client } from 'pg'
import { createLogger } from '../../platform/logger.ts'
import { markedProcesses } from './guard.ts'
import { embeddedServers } from './index.ts'

const dataDir = fs.mkdtempSync(path.join(os.tmpdir(), 'matinee-servers-'))
const logger = createLogger('test', 'silent')
after(() => fs.rmSync(dataDir, { recursive: true, force: true }))

const eventually = async (what: string, check: () => boolean | Promise<boolean>): Promise<void> => {
  const until = Date.now() + 120_000
  while (!(await check())) {
    assert.ok(Date.now() < until, `not within two minutes: ${what}`)
    await new Promise((resolve) => setTimeout(resolve, 100))
  }
}

const sql = async (env: Readonly<Record<string, string>>, text: string): Promise<unknown[]> => {
  const client = new Client({ connectionString: env.MATINEE_POSTGRES })
  await client.connect()
  try {
    return (await client.query(text)).rows
  } finally {
    await client.end()
  }
}

const clickhouse = async (env: Readonly<Record<string, string>>, query: string): Promise<string> => {
  const authorization = `Basic ${btoa(env.MATINEE_CLICKHOUSE_WRITER ?? '')}`
  const answer = await fetch(env.MATINEE_CLICKHOUSE ?? '', { method: 'POST', body: query, headers: { authorization } })
  const text = await answer.text()
  assert.equal(answer.status, 200, text)
  return text
}

const subject = (env: Readonly<Record<string, string>>, init?: RequestInit): Promise<Response> =>
  fetch(`${env.MATINEE_REGISTRY}/subjects/kept/versions`, {
    ...init,
    headers: { 'content-type': 'application/vnd.schemaregistry.v1+json' },
  })

test('start, stop, start again: data, secrets and installation stay; a server that dies is noticed', async () => {
  const first = await embeddedServers({ dataDir, logger, ports: 'any' })
  await sql(first.env, 'create table kept as select 42 as n')
  await clickhouse(first.env, 'create table kept engine = MergeTree order by n as select 43 as n')
  const schema = JSON.stringify({ schema: '"string"' })
  assert.equal((await subject(first.env, { method: 'POST', body: schema })).status, 200)
  const redis = new Redis(first.env.MATINEE_REDIS ?? '')
  await redis.set('cached', '1')
  redis.disconnect()
  await assert.rejects(embeddedServers({ dataDir, logger }), /already runs/)
  await first.stop()
  assert.deepEqual(markedProcesses(first.guard.owner), [])
  assert.ok(first.children.every(({ pid }) => !fs.existsSync(`/proc/${pid}`)))

  const second = await embeddedServers({ dataDir, logger, ports: 'any' })
  try {
    assert.equal(second.env.MATINEE_INSTALLATION, first.env.MATINEE_INSTALLATION)
    assert.equal(second.env.MATINEE_SETUP_SECRET, first.env.MATINEE_SETUP_SECRET)
    assert.deepEqual(await sql(second.env, 'select n from kept'), [{ n: 42 }])
    assert.equal(await clickhouse(second.env, 'select n from kept'), '43\n')
    assert.deepEqual(await (await subject(second.env)).json(), [1])
    const cache = new Redis(second.env.MATINEE_REDIS ?? '')
    assert.equal(await cache.get('cached'), null)
    cache.disconnect()

    const dying = second.children.find(({ name }) => name === 'redis')
    process.kill(dying?.pid ?? 0, 'SIGKILL')
    await assert.rejects(second.broken, /redis ended \(SIGKILL\)/)
  } finally {
    await second.stop()
  }
  assert.deepEqual(markedProcesses(second.guard.owner), [])
})

const holding = (program: string, out: string): ChildProcess =>
  spawn(process.execPath, [program, dataDir, out], { stdio: ['ignore', 'inherit', 'inherit'] })

test('kill -9 of the owner leaves nothing behind, not even what a room had started', async () => {
  const out = path.join(dataDir, 'children.json')
  const owner = holding(fileURLToPath(new URL('./holding.fixture.ts', import.meta.url)), out)
  after(() => owner.kill('SIGKILL'))
  await eventually('the servers are up', () => fs.existsSync(out))
  const { pids, owner: mark } = JSON.parse(fs.readFileSync(out, 'utf8')) as { pids: number[]; owner: string }
  assert.ok(pids.length >= 6 && pids.every((pid) => fs.existsSync(`/proc/${pid}`)))
  owner.kill('SIGKILL')
  await once(owner, 'exit')
  await eventually('all of them are gone', () => pids.every((pid) => !fs.existsSync(`/proc/${pid}`)))
  assert.deepEqual(markedProcesses(mark), [])
  const next = await embeddedServers({ dataDir, logger, ports: 'any' })
  await next.stop()
})
