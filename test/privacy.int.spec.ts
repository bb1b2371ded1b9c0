// What a person gives away without meaning to is kept nowhere: not on the log, not in a log line.
import assert from 'node:assert/strict'
import { after, test } from 'node:test'
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
