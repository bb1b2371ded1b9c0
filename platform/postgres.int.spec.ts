// Postgres as the server ends connections: what was under way fails, the process and the pool go on.
import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { setTimeout as wait } from 'node:timers/promises'
import { freshInstallation } from '../test/installation.ts'
import { tcpProxy } from '../test/tcp-proxy.ts'
import { isAway } from './away.ts'
import { createLogger } from './logger.ts'
import { openPostgres } from './postgres.ts'

const env = await freshInstallation('postgres')
const postgres = openPostgres({
  url: env.MATINEE_POSTGRES ?? '',
  room: 'test',
  logger: createLogger('test', 'silent'),
})
after(() => postgres.close())

test('a connection that breaks between two statements of a transaction ends the transaction only', async () => {
  const work = postgres.transaction(async (client) => {
    const { rows } = await client.query<{ pid: number }>('select pg_backend_pid() as pid')
    const gone = new Promise((resolve) => client.once('end', resolve))
    await postgres.rows`select pg_terminate_backend(${rows[0]?.pid})`
    await gone
    // An error that nobody hears would be thrown by now.
    await wait(0)
    await client.query('select 1')
  })
  await assert.rejects(work)
  assert.deepEqual(await postgres.rows`select 1 as one`, [{ one: 1 }])
})

test('a server that says nothing any more is away: to a connection that is open, and to one that is not', async () => {
  const { hostname, port, href } = new URL(env.MATINEE_POSTGRES ?? '')
  const proxy = await tcpProxy({ host: hostname, port: Number(port) || 5432 })
  const url = new URL(href)
  url.host = `127.0.0.1:${proxy.port}`
  const options = { url: url.href, room: 'test', logger: createLogger('test', 'silent'), statementTimeout: 500 }
  const through = openPostgres({ ...options, max: 1 })
  try {
    await through.rows`select 1`
    await proxy.set('stalled')
    await assert.rejects(
      through.transaction((client) => client.query('select 1')),
      isAway,
    )
    await assert.rejects(through.rows`select 1`, isAway)
    await proxy.set('pass')
    assert.deepEqual(await through.rows`select 1 as one`, [{ one: 1 }])
  } finally {
    await through.close()
    await proxy.close()
  }
})
