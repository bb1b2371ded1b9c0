// The main job over HTTP against all rooms in one process: made, sold, paid, played, counted, taken down.
import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { after, test } from 'node:test'
import { type Api, ApiProblem, eventually } from '../start/client/api.ts'
import { upload } from '../start/demo/load.ts'
import { loggedIn } from '../start/demo/people.ts'
import { ranges } from '../start/demo/play.ts'
import { appProcess, manyStreams } from './app.ts'
import {
  bought,
  draft,
  fetched,
  filmInStore,
  newPerson,
  type Order,
  orderIs,
  orderOf,
  type Playback,
  playsAre,
  publish,
  withVideo,
} from './given-film.ts'
import { sandboxBank } from './sandbox-bank.ts'
import { openStream, type SentEvent } from './sse.ts'
import { wholeLog } from './whole-log.ts'

const app = await appProcess({
  name: 'journey',
  env: { MATINEE_PLAYBACK_TOKEN_SECONDS: '20', MATINEE_LOG_LEVEL: 'debug', ...manyStreams },
})
let running = true
const stop = async () => {
  if (running) {
    running = false
    await app.stop()
  }
}
after(stop)

const { url, env, people } = app
const bank = sandboxBank(env)
const seller = await loggedIn(url, people.seller)
const operator = await loggedIn(url, people.operator)
const owner = await newPerson(url, 'viewer')
const other = await newPerson(url, 'viewer')

const bearer = (api: Api) => ({ authorization: `Bearer ${api.token()}` })
const refused = (status: number, type: string, work: Promise<unknown>) =>
  assert.rejects(work, (error) => {
    assert.ok(error instanceof ApiProblem, String(error))
    assert.deepEqual([error.status, error.type], [status, type])
    return true
  })
const libraryOf = async (viewer: Api) => (await viewer.get<{ items: { orderId: string }[] }>('/v1/library')).items
const play = (viewer: Api, filmId: string) => viewer.post<Playback>('/v1/playbacks', { filmId })
const place = (viewer: Api, body: object, key = randomUUID()) => viewer.post<Order>('/v1/orders', body, { key })
const eventsOf = async (orderId: string) =>
  (await wholeLog(env, ['commerce'])).filter(({ fields }) => fields.orderId === orderId).map(({ type }) => type)
const typeOf = (bytes: Buffer) =>
  String((JSON.parse(bytes.toString()) as { type: string }).type)
    .split('/')
    .at(-1)
const count = <T>(all: readonly T[], one: T) => all.filter((each) => each === one).length

const filmId = await draft(seller, 'The journey')
/** Its token ends while the tests run. */
let early: Playback | undefined
let film = { filmId, offers: [] } as Awaited<ReturnType<typeof publish>>

test('an upload is followed live until its film is ready, also by who comes late', async () => {
  await withVideo(12, (file) => upload(seller, filmId, file))
  const path = `/v1/films/${filmId}/progress`
  const live = await openStream(url, path, bearer(seller))
  const told: SentEvent[] = []
  for (let event = await live.next(); event; event = await live.next()) told.push(event)
  assert.equal(told.at(-1)?.event, 'ready')
  const steps = told.slice(0, -1)
  assert.ok(steps.length > 1 && steps.every(({ event, id }) => event === 'progress' && id !== ''))
  const encoded = steps.filter(({ data }) => data.stage === 'encode').map(({ data }) => Number(data.percent))
  assert.deepEqual(
    encoded,
    encoded.toSorted((a, b) => a - b),
  )

  const from = (event: SentEvent | undefined) => ({ ...bearer(seller), 'last-event-id': event?.id ?? '' })
  const again = await openStream(url, path, from(told[0]))
  assert.deepEqual(await again.next(), told.at(-1))
  assert.equal(await again.next(), undefined)
  assert.equal((await fetched(url, path, from(told.at(-1)))).status, 204)
})

test('it is published only with an offer, and by its seller', async () => {
  const stranger = await newPerson(url, 'seller')
  await refused(409, 'no-offers', seller.post(`/v1/films/${filmId}/publication`))
  await refused(403, 'forbidden', stranger.post(`/v1/films/${filmId}/publication`))
  await refused(403, 'forbidden', owner.post(`/v1/films/${filmId}/publication`))
  film = await publish(seller, filmId)
  assert.equal(film.offers.length, 2)
})

test('the same Idempotency-Key is one purchase, however often and at once it is sent', async () => {
  const [body, key] = [orderOf(film, 'buy'), randomUUID()]
  const answers = await Promise.all(Array.from({ length: 5 }, () => place(owner, body, key)))
  const orders = new Set(answers.map(({ orderId }) => orderId))
  assert.equal(orders.size, 1)
  const orderId = answers[0]?.orderId ?? ''
  await orderIs(owner, orderId, 'paid')
  assert.equal((await place(owner, body, key)).orderId, orderId)
  await refused(422, 'idempotency-key-reused', place(owner, orderOf(film, 'rent'), key))
  await refused(409, 'already-owned', place(owner, body))

  const payments = await bank.paymentsOf(orderId)
  assert.deepEqual(
    payments.map(({ status, amount }) => [status, amount]),
    [['succeeded', 900]],
  )
  assert.deepEqual(
    (await libraryOf(owner)).map((item) => item.orderId),
    [orderId],
  )
  early = await play(owner, filmId)
})

test('a declined card gives nothing, and another card does', async () => {
  const { orderId } = await place(other, orderOf(film, 'rent', 'pm_declined'))
  const order = await orderIs(other, orderId, 'failed')
  assert.equal(order.reason, 'card-declined')
  assert.deepEqual(await libraryOf(other), [])
  await refused(403, 'not-entitled', play(other, filmId))
  assert.ok(!(await eventsOf(orderId)).includes('EntitlementGranted'))
  await bought(other, film, 'rent')
  assert.equal((await libraryOf(other)).length, 1)
})

for (const [decision, status] of [
  ['approve', 'paid'],
  ['decline', 'failed'],
] as const)
  test(`3-D Secure: the payer is asked on the bank's page; ${decision} and it is ${status}`, async () => {
    const viewer = await newPerson(url, 'viewer')
    const { orderId } = await place(viewer, orderOf(film, 'buy', 'pm_3ds'))
    const { actionUrl } = await orderIs(viewer, orderId, 'action-required')
    await refused(409, 'payment-pending', play(viewer, filmId))
    assert.equal(await bank.decide(actionUrl, decision), `${url}/orders/${orderId}`)
    await orderIs(viewer, orderId, status)
    assert.equal((await libraryOf(viewer)).length, status === 'paid' ? 1 : 0)
  })

test('webhooks late, three times each and in the wrong order: paid once', async (t) => {
  const viewer = await newPerson(url, 'viewer')
  await bank.behave({ delayMs: 400, times: 3, reverse: true, settleMs: 300 })
  t.after(() => bank.behave({ delayMs: 0, times: 1, reverse: false, settleMs: null }))
  const { orderId } = await place(viewer, orderOf(film, 'buy', 'pm_delay'))
  await orderIs(viewer, orderId, 'paid')
  const [payment] = await bank.paymentsOf(orderId)
  const sent = await bank.delivered(payment?.id ?? '')
  const distinct = new Set(sent.map(({ eventId }) => eventId))
  assert.equal(sent.length, distinct.size * 3)
  const told = await eventsOf(orderId)
  for (const [type, times] of [
    ['PaymentTaken', 1],
    ['EntitlementGranted', 1],
    ['PaymentUpdateNoticed', distinct.size],
  ] as const)
    assert.equal(count(told, type), times, type)
})

test('a webhook that is not signed by the provider changes nothing', async () => {
  const body = { id: 'evt_1', type: 'payment.succeeded', data: {} }
  const forged = { 'webhook-signature': `t=${Math.floor(Date.now() / 1000)},v1=${'0'.repeat(64)}` }
  const send = (path: string, headers: Record<string, string>) => seller.call('POST', path, { body, headers })
  await refused(401, 'unauthenticated', send('/v1/webhooks/payments/sandbox', forged))
  await refused(401, 'unauthenticated', send('/v1/webhooks/payments/sandbox', {}))
  await refused(404, 'not-found', send('/v1/webhooks/payments/stripe', forged))
})

/** [status, Content-Type, Cache-Control] */
const served = async (path: string, headers: Record<string, string> = {}) => {
  const answer = await fetched(url, path, headers)
  return [answer.status, answer.headers.get('content-type'), answer.headers.get('cache-control')]
}
/** The first rendition's file and its byte ranges, as its playlist lists them. */
const renditionOf = async ({ hls }: Playback) => {
  const master = (await fetched(url, hls)).bytes.toString()
  const variant = master.split('\n').find((line) => line && !line.startsWith('#')) ?? ''
  const at = (token: string, file: string) => hls.replace(/^\/play\/[^/]+/, `/play/${token}`).replace(/[^/]+$/, file)
  const parts = ranges((await fetched(url, at(hls.split('/')[2] ?? '', variant))).bytes.toString())
  return { parts, at }
}

test('files come with their types, ranges and cache headers', async () => {
  const playback = await play(owner, filmId)
  const { parts, at } = await renditionOf(playback)
  const fresh = 'private, no-cache'
  assert.deepEqual(await served(playback.hls), [200, 'application/vnd.apple.mpegurl', fresh])
  assert.deepEqual(await served(playback.dash), [200, 'application/dash+xml', fresh])
  const video = at(playback.token, parts[0]?.file ?? '')
  const kept = 'private, max-age=86400, immutable'
  assert.deepEqual(await served(video, { range: 'bytes=0-99' }), [206, 'video/mp4', kept])
  assert.equal((await fetched(url, video, { range: 'bytes=5-9' })).bytes.length, 5)
  await owner.call('DELETE', `/v1/playbacks/${playback.playbackId}`)
})

test("a film that is longer than its token's life plays on by renewing, and ends within 10 s of being closed", async () => {
  const { playbackId, hls, token } = early ?? assert.fail('nothing was played before')
  const renewing = `/v1/playbacks/${playbackId}/token`
  const ended = await eventually('the token ended', 40_000, async () => {
    const answer = await fetched(url, hls)
    return answer.status === 200 ? undefined : answer
  })
  assert.deepEqual([ended.status, typeOf(ended.bytes)], [401, 'token-expired'])

  const renewed = await owner.post<Playback>(renewing)
  assert.notEqual(renewed.token, token)
  const { parts, at } = await renditionOf(renewed)
  assert.ok(parts.length >= 2)
  for (const { file, from, length } of parts) {
    const answer = await fetched(url, at(renewed.token, file), { range: `bytes=${from}-${from + length - 1}` })
    assert.deepEqual([answer.status, answer.bytes.length], [206, length])
  }

  await owner.call('DELETE', `/v1/playbacks/${playbackId}`)
  const closed = await eventually('the playback refused', 10_000, async () => {
    const answer = await fetched(url, renewed.hls)
    return answer.status === 200 ? undefined : answer
  })
  assert.deepEqual([closed.status, typeOf(closed.bytes)], [403, 'playback-closed'])
  await refused(403, 'playback-closed', owner.post(renewing))
})

test('401 and 403: no token, none of ours, of another film, of another playback, of another viewer', async () => {
  const second = await filmInStore(seller, 'Another film', 4)
  await bought(other, second)
  const [own, foreign] = [await play(owner, filmId), await play(other, second.filmId)]
  const at = (token: string) => own.hls.replace(own.token, token)
  const answered = async (path: string) => {
    const { status, bytes } = await fetched(url, path)
    return [status, typeOf(bytes)]
  }
  assert.deepEqual(await answered(at('none')), [401, 'unauthenticated'])
  assert.deepEqual(await answered(at(owner.token() ?? '')), [401, 'unauthenticated'])
  assert.deepEqual(await answered(at(`${own.token.slice(0, -4)}AAAA`)), [401, 'unauthenticated'])
  assert.deepEqual(await answered(at(foreign.token)), [403, 'forbidden'])

  const events = [{ sequence: 1, type: 'pause', clientAt: new Date().toISOString(), positionMs: 1, playedMs: 1 }]
  const tell = (token: string | undefined) =>
    owner.call('POST', `/v1/playbacks/${own.playbackId}/events`, { body: { events }, ...(token ? { token } : {}) })
  await refused(403, 'forbidden', tell(foreign.token))
  await refused(404, 'not-found', tell(other.token()))
  await refused(401, 'unauthenticated', tell('none'))
  await refused(403, 'forbidden', tell(seller.token()))
  await refused(404, 'not-found', other.post(`/v1/playbacks/${own.playbackId}/token`))
  await other.call('DELETE', `/v1/playbacks/${own.playbackId}`)
  await owner.post(`/v1/playbacks/${own.playbackId}/token`)

  const [first] = await libraryOf(owner)
  await refused(404, 'not-found', other.get(`/v1/orders/${first?.orderId}`))
  await refused(403, 'forbidden', seller.get('/v1/library'))
  await refused(403, 'forbidden', seller.get('/v1/operator/errors'))
  await refused(403, 'forbidden', owner.get(`/v1/films/${filmId}/progress`))
})

const reader = async (query: string): Promise<string> => {
  const answer = await fetch(`${env.MATINEE_CLICKHOUSE}/?database=${env.MATINEE_CLICKHOUSE_DATABASE}`, {
    method: 'POST',
    headers: { authorization: `Basic ${Buffer.from(env.MATINEE_CLICKHOUSE_READER ?? '').toString('base64')}` },
    body: query,
  })
  assert.equal(answer.status, 200, query)
  return (await answer.text()).trim()
}
/** The operator's stream before anything of a new film was played. */
const control = await openStream(url, '/v1/operator/live', bearer(operator))

test('every batch of play events is sent twice and counts once: ClickHouse has what the log tells', async () => {
  const clientAt = new Date().toISOString()
  const playbacks = [await play(owner, filmId), await play(owner, filmId), await play(other, filmId)]
  for (const { playbackId, token } of playbacks) {
    const at = (sequence: number) => ({ sequence, clientAt, positionMs: sequence * 1_000 })
    const quality = { height: 240, bitrate: 300_000, droppedFrames: 0 }
    const beat = (n: number) => ({
      ...{ ...at(n), type: 'heartbeat', playedMs: 1_000, stalledMs: 0, bufferMs: 5_000, ...quality },
    })
    const first = [
      { ...at(1), type: 'start', startupMs: 200, protocol: 'hls', player: 'journey/1', height: 240 },
      beat(2),
      beat(3),
    ]
    const second = [beat(4), { ...at(5), type: 'end', playedMs: 1_000, completed: true }]
    // Twice, out of order, and once cut differently.
    for (const events of [first, second, second, first, [...first.slice(1), ...second]])
      await owner.post(`/v1/playbacks/${playbackId}/events`, { events }, { token })
  }
  await playsAre(seller, filmId, 3)

  const facts = await wholeLog(env, ['playback'])
  const distinct = new Set(facts.map(({ fields }) => `${fields.playbackId} ${fields.sequence}`))
  assert.ok(facts.length > distinct.size)
  await eventually('all events in ClickHouse', 30_000, async () => {
    const rows = Number(await reader('select count() from playback'))
    assert.ok(rows <= distinct.size, `${rows} rows of ${distinct.size} events`)
    return rows === distinct.size ? true : undefined
  })
  const sold = (await wholeLog(env, ['commerce'])).filter(({ type }) => type === 'PaymentTaken').length
  await eventually('all that was sold in ClickHouse', 30_000, async () => {
    const rows = Number(await reader("select count() from commerce where type = 'PaymentTaken'"))
    assert.ok(rows <= sold, `${rows} rows of ${sold} payments`)
    return rows === sold ? true : undefined
  })
  const minutes = Number(await reader(`select sum(played_ms) from playback where film_id = '${filmId}'`))
  assert.equal(minutes, 3 * 4_000)
})

test('the control room hears of the plays, and after a cut goes on where it was', async () => {
  const before = await control.next('lag')
  const heard = await control.next('minute', 120_000)
  control.close()
  assert.deepEqual([heard?.data.filmId, heard?.data.title], [filmId, 'The journey'])
  const resume = { ...bearer(operator), 'last-event-id': before?.id ?? '' }
  const again = await openStream(url, '/v1/operator/live', resume)
  const repeated = await again.next('minute', 10_000)
  again.close()
  assert.deepEqual([repeated?.data.filmId, repeated?.data.minute], [heard?.data.filmId, heard?.data.minute])
  const { items } = await operator.get<{ items: { plays: number }[] }>(`/v1/operator/qoe?filmId=${filmId}`)
  assert.ok(items.some(({ plays }) => plays === 3))
})

test('a newcomer is shown what trends, and who watched is shown what others of the same taste took', async () => {
  type Front = { basis: string; items: { filmId: string }[] }
  const front = (viewer: Api, wanted: string, has: (ids: readonly string[]) => boolean) =>
    eventually(`${wanted} recommendations`, 60_000, async () => {
      const { basis, items } = await viewer.get<Front>('/v1/recommendations')
      return basis === wanted && has(items.map((item) => item.filmId)) ? items : undefined
    })
  await front(await newPerson(url, 'viewer'), 'trending', (ids) => ids[0] === filmId)
  // `other` has this film and another one.
  const alike = await newPerson(url, 'viewer')
  await bought(alike, film)
  const personal = await front(alike, 'personal', (ids) => ids.length > 0)
  assert.ok(personal.every((item) => item.filmId !== filmId))
})

test('a take-down stops selling at once and playing within 10 s; put back, it is sold and plays again', async () => {
  const viewer = await newPerson(url, 'viewer')
  const { hls } = await play(owner, filmId)
  assert.equal((await fetched(url, hls)).status, 200)
  await operator.post(`/v1/films/${filmId}/take-down`, { reason: 'a claim' })
  await refused(409, 'film-unavailable', place(viewer, orderOf(film, 'buy')))
  await refused(409, 'film-unavailable', play(owner, filmId))
  const down = await eventually('playing refused', 10_000, async () => {
    const answer = await fetched(url, hls)
    return answer.status === 200 ? undefined : answer
  })
  assert.deepEqual([down.status, typeOf(down.bytes)], [403, 'playback-closed'])
  await refused(404, 'not-found', viewer.get(`/v1/films/${filmId}`))

  await operator.post(`/v1/films/${filmId}/put-back`, { reason: 'settled' })
  await bought(viewer, film, 'buy')
  const back = await play(viewer, filmId)
  await eventually('playing again', 10_000, async () =>
    (await fetched(url, back.hls)).status === 200 ? true : undefined,
  )
})

test('it stops in order, and nobody had to be told of an error', async () => {
  await stop()
  const lines = app.output().split('\n')
  assert.ok(lines.some((line) => line.includes('"route":"/v1/orders"')))
  assert.deepEqual(
    lines.filter((line) => /"level":(50|60)/.test(line)),
    [],
  )
})
