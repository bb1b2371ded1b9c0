// What a person gives away without meaning to is kept nowhere: not on the log, not in a log line.
import assert from 'node:assert/strict'
import { globSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { Client } from 'pg'
import { currentTerms } from '../domain/sellers/rules.ts'
import { eventually } from '../start/client/api.ts'
import { loggedIn } from '../start/demo/people.ts'
import { appProcess } from './app.ts'
import { filmInStore, orderOf } from './given-film.ts'
import { planted, plantedCall, traces } from './planted.ts'
import { wholeLog } from './whole-log.ts'

const app = await appProcess({ name: 'privacy', env: { MATINEE_LOG_LEVEL: 'debug' } })
let running = true
const stop = async () => {
  if (running) {
    running = false
    await app.stop()
  }
}
after(stop)

const { url, env, people } = app
const call = (...args: [string, string, object?, Record<string, string>?]) => plantedCall(url, ...args)
const person = { login: planted.email, password: planted.password }
const film = await filmInStore(await loggedIn(url, people.seller), 'Nothing to see', 4)
let viewerId = ''
let mine = { authorization: '' }

test('somebody registers and logs in with an e-mail address', async () => {
  viewerId = String((await call('POST', '/v1/people', { ...person, roles: ['viewer'] })).body.personId)
  assert.equal((await call('POST', '/v1/sessions', { ...person, password: 'planted wrong one' })).status, 401)
  const { accessToken } = (await call('POST', '/v1/sessions', person)).body
  mine = { authorization: `Bearer ${accessToken}` }
})

test('a card number is refused, wherever an order may carry it; an order is paid', async () => {
  const order = orderOf(film, 'rent')
  for (const paymentMethod of [planted.card, '4242-4242-4242-4242'])
    assert.equal((await call('POST', '/v1/orders', { ...order, paymentMethod }, mine)).status, 400)
  assert.equal((await call('POST', '/v1/orders', { ...order, card: planted.card }, mine)).status, 400)
  const placed = await call('POST', '/v1/orders', order, { ...mine, 'idempotency-key': planted.email })
  assert.equal(placed.status, 201)
  await eventually('the order paid', 60_000, async () => {
    const { body } = await call('GET', `/v1/orders/${placed.body.orderId}`, undefined, mine)
    return body.status === 'paid' ? true : undefined
  })
})

test('the viewer says to whom invoices are written, reads it on one, and nobody else can', async () => {
  const [name, address, vatId] = [planted.name, `${planted.name} street 1\nBerlin`, 'DEPLANTED99']
  const path = '/v1/account/invoice-address'
  assert.equal((await call('PUT', path, { name, address, vatId: planted.card }, mine)).status, 400)
  assert.equal((await call('PUT', path, { name, address, vatId }, mine)).status, 200)
  const shown = await eventually('an invoice with it', 60_000, async () => {
    const { items } = (await call('GET', '/v1/invoices', undefined, mine)).body as {
      items: { invoiceNumber: string }[]
    }
    if (!items[0]) return undefined
    const { billedTo } = (await call('GET', `/v1/invoices/${items[0].invoiceNumber}`, undefined, mine)).body
    return billedTo ?? undefined
  })
  assert.deepEqual(shown, { name, address, vatId })
  const found = await tables()
  assert.ok(found.some(([table, rows]) => table === 'invoice_addresses' && rows.includes(viewerId)))
  for (const [table, rows] of found) for (const trace of traces) assert.doesNotMatch(rows, trace, table)
})

test('a player that tells its user agent is refused; the film is played and told about', async () => {
  const { filmId } = film
  const { playbackId, token, hls } = (await call('POST', '/v1/playbacks', { filmId }, mine)).body
  assert.equal((await call('GET', String(hls))).status, 200)
  const start = { sequence: 1, type: 'start', clientAt: new Date().toISOString(), positionMs: 0, startupMs: 1 }
  const tell = (player: string) => {
    const events = [{ ...start, protocol: 'hls', height: 240, player }]
    return call('POST', `/v1/playbacks/${playbackId}/events`, { events }, { authorization: `Bearer ${token}` })
  }
  assert.equal((await tell(planted.agent)).status, 400)
  assert.equal((await tell('test/1')).status, 202)
})

/** Every table of the rooms with its rows as text; who may log in under which name stands in `credentials` alone. */
const tables = async (): Promise<readonly (readonly [string, string])[]> => {
  const client = new Client({ connectionString: env.MATINEE_POSTGRES })
  await client.connect()
  try {
    const { rows } = await client.query<{ name: string }>(
      "select table_name as name from information_schema.tables where table_schema in ('public', 'scratch')",
    )
    const names = rows.map(({ name }) => name).filter((name) => name !== 'credentials')
    assert.ok(names.includes('sellers'))
    const found: (readonly [string, string])[] = []
    for (const name of names) {
      const { rows: text } = await client.query<{ all: string | null }>(
        `select string_agg(t::text, ' ') as all from ${name} t`,
      )
      found.push([name, text[0]?.all ?? ''])
    }
    return found
  } finally {
    await client.end()
  }
}

test('somebody applies as a seller, says otherwise, and is forgotten', async () => {
  const seller = { ...person, login: `${planted.email}.seller` }
  const { personId } = (await call('POST', '/v1/people', { ...seller, roles: ['seller'] })).body
  const { accessToken } = (await call('POST', '/v1/sessions', seller)).body
  const bearer = { authorization: `Bearer ${accessToken}` }
  const said = { legalName: planted.name, email: planted.email, country: 'DE' }
  const applied = await call('POST', '/v1/seller/application', { ...said, termsVersion: currentTerms }, bearer)
  assert.equal(applied.status, 201)
  assert.equal((await call('POST', '/v1/seller/application', { ...said, email: 'x' }, bearer)).status, 400)
  assert.equal((await call('PUT', '/v1/seller/details', { ...said, country: 'AT' }, bearer)).status, 200)
  const profile = async () => {
    const { body } = await call('GET', '/v1/seller/profile', undefined, bearer)
    return body.profile as Readonly<{ country: string; legalName: string | null }> | null
  }
  await eventually('the profile', 60_000, async () => ((await profile())?.country === 'AT' ? true : undefined))
  assert.equal((await profile())?.legalName, planted.name)
  for (const [table, rows] of await tables()) for (const trace of traces) assert.doesNotMatch(rows, trace, table)

  const operator = await loggedIn(url, people.operator)
  await operator.post(`/v1/operator/people/${personId}/erasure`, { reason: 'They asked for it.' })
  await eventually('nothing opens', 60_000, async () => ((await profile())?.legalName === null ? true : undefined))
  await eventually('no log-in', 60_000, async () =>
    (await call('POST', '/v1/sessions', seller)).status === 401 ? true : undefined,
  )
  assert.equal((await call('PUT', '/v1/seller/details', said, bearer)).status, 401)
})

test('the viewer is forgotten too, and their invoices have no name any more', async () => {
  const billed = async () => {
    const { body } = await call('GET', '/v1/account', undefined, mine)
    return body.invoiceAddress
  }
  assert.notEqual(await billed(), null)
  const operator = await loggedIn(url, people.operator)
  await operator.post(`/v1/operator/people/${viewerId}/erasure`, { reason: 'They asked for it.' })
  await eventually('nothing of theirs opens', 60_000, async () => ((await billed()) === null ? true : undefined))
  const { items } = (await call('GET', '/v1/invoices', undefined, mine)).body as { items: { invoiceNumber: string }[] }
  const { body } = await call('GET', `/v1/invoices/${items[0]?.invoiceNumber}`, undefined, mine)
  assert.deepEqual([body.billedTo, typeof body.amount], [null, 'number'])
})

test('what stands in addresses and headers is answered as it may be', async () => {
  assert.equal((await call('GET', `/v1/films?q=${planted.card}&email=${planted.email}`)).status, 200)
  assert.equal((await call('GET', `/v1/nowhere/${planted.email}`)).status, 404)
  const wrong = { authorization: `Bearer ${planted.card}` }
  assert.equal((await call('POST', '/v1/films', { title: 'x' }, wrong)).status, 401)
  const headers = { 'x-request-id': planted.email, traceparent: planted.card, 'last-event-id': planted.email }
  assert.equal((await call('GET', '/v1/library', undefined, { ...mine, ...headers })).status, 200)
})

test('none of it stands in a key, a header or a value on the log', async () => {
  await stop()
  const seen = await wholeLog(env)
  assert.ok(seen.some(({ record }) => record.key === viewerId))
  for (const { record, type } of seen) {
    const text = `${record.key} ${JSON.stringify(record.headers)} ${record.value.toString('latin1')}`
    for (const trace of traces) assert.doesNotMatch(text, trace, type)
  }
})

test('none of it stands in a log line of any room, not even of the finest level', () => {
  const lines = app.output().split('\n')
  assert.ok(lines.some((line) => line.includes('"route":"/v1/orders"')))
  for (const line of lines) for (const trace of traces) assert.doesNotMatch(line, trace)
})

test('none of it stands in what the rooms keep on disk: local stores, snapshots, logs', () => {
  const files = globSync('**/*', { cwd: app.folder })
    .map((name) => join(app.folder, name))
    .filter((file) => statSync(file).isFile() && !file.includes('sandbox'))
  assert.ok(files.some((file) => file.endsWith('.sqlite')))
  for (const file of files) for (const trace of traces) assert.doesNotMatch(readFileSync(file, 'latin1'), trace, file)
})
