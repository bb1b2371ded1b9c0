// The command API on a log in memory: real routes, real deciders, real projections, no servers.
import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { test } from 'node:test'
import { signWebhook } from '../platform/signature.ts'
import { idOf } from '../runtime/index.ts'
import {
  as,
  buy,
  call,
  drafted,
  fails,
  type Headers,
  heartbeat,
  type Offer,
  orderOf,
  paid,
  published,
  renditions,
  rent,
  room,
  sellerIs,
  upload,
  video,
} from './command-api-given.ts'

test('a film goes from draft to store', async () => {
  const filmId = await drafted('Nosferatu')
  const described = await call('PATCH', `/v1/films/${filmId}`, await as('seller'), { genres: ['horror'], year: 1922 })
  assert.deepEqual([described.status, described.body], [200, { filmId }])
  assert.match(described.headers.position ?? '', /^catalogue\/\d@\d+$/)
  await fails(409, 'no-renditions', 'POST', `/v1/films/${filmId}/publication`, await as('seller'))

  const stored = await upload(filmId)
  const sha256 = createHash('sha256').update(video).digest('hex')
  assert.deepEqual([stored.status, stored.body.bytes, stored.body.sha256], [202, video.length, sha256])
  await renditions(filmId, String(stored.body.uploadId))
  await fails(409, 'no-offers', 'POST', `/v1/films/${filmId}/publication`, await as('seller'))

  const offered = await call('PUT', `/v1/films/${filmId}/offers`, await as('seller'), { offers: [buy, rent] })
  const always = { quality: null, territories: null, preorderFrom: null, opens: null, closes: null }
  assert.deepEqual(
    (offered.body.offers as object[]).map((offer) => ({ ...offer, offerId: '' })),
    [
      { offerId: '', version: 1, ...buy, startWithinHours: null, watchWithinHours: null, ...always },
      { offerId: '', version: 1, ...rent, ...always },
    ],
  )
  const again = await call('PUT', `/v1/films/${filmId}/offers`, await as('seller'), {
    offers: [buy, { ...rent, amount: 1 }],
  })
  const [first, second] = again.body.offers as Offer[]
  assert.deepEqual(
    [first?.version, second?.version, second?.offerId],
    [1, 2, (offered.body.offers as Offer[])[1]?.offerId],
  )
  const same = await call('PUT', `/v1/films/${filmId}/offers`, await as('seller'), {
    offers: [buy, { ...rent, amount: 1 }],
  })
  assert.deepEqual(same.body, again.body)
  await fails(409, 'seller-not-active', 'POST', `/v1/films/${filmId}/publication`, await as('seller'))
  await sellerIs('ACTIVE')
  const done = await call('POST', `/v1/films/${filmId}/publication`, await as('seller'))
  assert.deepEqual([done.status, done.body], [200, { filmId, status: 'published' }])
})

test('the same key is the same film; another body under it is refused', async () => {
  const headers = { ...(await as('seller')), 'idempotency-key': 'draft 1' }
  const first = await call('POST', '/v1/films', headers, { title: 'Metropolis' })
  const again = await call('POST', '/v1/films', headers, { title: 'Metropolis' })
  assert.deepEqual([again.status, again.body, again.headers.position], [201, first.body, first.headers.position])
  assert.equal(first.headers['idempotency-key'], 'draft 1')
  await fails(422, 'idempotency-key-reused', 'POST', '/v1/films', headers, { title: 'Another' })
  const other = { ...(await as('seller 2')), 'idempotency-key': 'draft 1' }
  assert.notEqual((await call('POST', '/v1/films', other, { title: 'Metropolis' })).body.filmId, first.body.filmId)
  assert.notEqual(await drafted('Metropolis'), await drafted('Metropolis'))
})

test('only its seller changes a film, only an operator takes it down', async () => {
  const { filmId } = await published('M')
  const reason = { reason: 'a claim' }
  await fails(403, 'forbidden', 'PATCH', `/v1/films/${filmId}`, await as('seller 2'), { title: 'Mine' })
  await fails(
    403,
    'forbidden',
    'PUT',
    `/v1/films/${filmId}/source`,
    { ...(await as('seller 2')), 'content-type': 'video/mp4' },
    video,
  )
  await fails(403, 'forbidden', 'POST', '/v1/films', await as('viewer'), { title: 'x' })
  await fails(403, 'forbidden', 'POST', `/v1/films/${filmId}/take-down`, await as('seller'), reason)
  await fails(401, 'unauthenticated', 'POST', `/v1/films/${filmId}/take-down`, {}, reason)
  await fails(400, 'invalid-request', 'POST', `/v1/films/${filmId}/take-down`, await as('operator'), {})
  await fails(404, 'not-found', 'POST', `/v1/films/${idOf('no film')}/take-down`, await as('operator'), reason)
  const down = await call('POST', `/v1/films/${filmId}/take-down`, await as('operator'), reason)
  assert.deepEqual([down.status, down.body], [200, { filmId, status: 'taken-down' }])
  await fails(409, 'film-unavailable', 'POST', `/v1/films/${filmId}/publication`, await as('seller'))
  const back = await call('POST', `/v1/films/${filmId}/put-back`, await as('operator'), { reason: 'settled' })
  assert.deepEqual(back.body, { filmId, status: 'published' })
})

test('offers that make no sense are told by their field', async () => {
  const filmId = await drafted('Offers')
  const { watchWithinHours: _, ...halfRent } = rent
  const wrong = [{ ...buy, currency: 'EUX' }, halfRent, { ...buy, startWithinHours: 1 }]
  const answer = await fails(400, 'invalid-request', 'PUT', `/v1/films/${filmId}/offers`, await as('seller'), {
    offers: wrong,
  })
  assert.deepEqual(
    (answer.body.errors as { field: string }[]).map((e) => e.field),
    ['body/offers/0/currency', 'body/offers/1', 'body/offers/2'],
  )
  await fails(400, 'invalid-request', 'PUT', `/v1/films/${filmId}/offers`, await as('seller'), {
    offers: [{ ...buy, amount: -1 }],
  })
})

test('an upload is looked at, counted and held against its digest; what is refused leaves nothing', async () => {
  const filmId = await drafted('Uploads')
  const digest = (bytes: Buffer) => ({
    'content-digest': `sha-256=:${createHash('sha256').update(bytes).digest('base64')}:`,
  })
  const kept = async () => (await room.objects.list(`uploads/${filmId}`)).length
  const refusal = async (headers: Headers, bytes?: Buffer) => {
    const { status, problem } = await upload(filmId, headers, bytes)
    return [status, problem]
  }
  assert.deepEqual(await refusal({}, Buffer.from('#EXTM3U\nfile:///etc/passwd\n')), [415, 'unsupported-media'])
  assert.deepEqual(await refusal({}, Buffer.alloc(0)), [415, 'unsupported-media'])
  assert.deepEqual(await refusal({ 'content-type': 'image/png' }), [415, 'unsupported-media'])
  assert.deepEqual(await refusal({}, Buffer.concat([video, Buffer.alloc(1_000_000)])), [413, 'too-large'])
  assert.deepEqual(await refusal(digest(Buffer.from('x'))), [422, 'digest-mismatch'])
  assert.deepEqual(await refusal({ 'content-digest': 'sha-256=nonsense' }), [400, 'invalid-request'])
  assert.equal(await kept(), 0)
  const key = { 'idempotency-key': 'upload 1' }
  const first = await upload(filmId, { ...key, ...digest(video) })
  const again = await upload(filmId, key)
  assert.deepEqual([first.status, again.body], [202, first.body])
  assert.deepEqual(await refusal(key, Buffer.concat([video, Buffer.from('more')])), [422, 'idempotency-key-reused'])
  assert.equal(await kept(), 1)
  assert.equal((await upload(filmId)).status, 202)
  assert.equal(await kept(), 2)
})

test('a film is rented at the version that was shown, once per key', async () => {
  const film = await published('Rented')
  const headers = { ...(await as('viewer 1')), 'idempotency-key': 'order 1' }
  const placed = await call('POST', '/v1/orders', headers, orderOf(film))
  assert.deepEqual([placed.status, placed.body.status], [201, 'placed'])
  assert.equal(placed.headers.location, `/v1/orders/${placed.body.orderId}`)
  await fails(409, 'order-pending', 'POST', '/v1/orders', await as('viewer 1'), orderOf(film))
  await fails(409, 'price-changed', 'POST', '/v1/orders', await as('viewer 1'), { ...orderOf(film), offerVersion: 7 })
  await fails(404, 'not-found', 'POST', '/v1/orders', await as('viewer 1'), { ...orderOf(film), filmId: idOf('none') })
  await fails(400, 'invalid-request', 'POST', '/v1/orders', await as('viewer 1'), {
    ...orderOf(film),
    paymentMethod: '4242424242424242',
  })

  // Dearer now: the old price holds a while for whoever was shown it; one that nobody was shown is refused with the new one.
  await call('PUT', `/v1/films/${film.filmId}/offers`, await as('seller'), { offers: [buy, { ...rent, amount: 499 }] })
  assert.equal((await call('POST', '/v1/orders', await as('viewer 2'), orderOf(film))).status, 201)
  const { body } = await fails(409, 'price-changed', 'POST', '/v1/orders', await as('viewer 3'), {
    ...orderOf(film),
    offerVersion: 7,
  })
  assert.deepEqual(body.quote, { offerId: orderOf(film).offerId, offerVersion: 2, amount: 499, currency: 'EUR' })
  const again = await call('POST', '/v1/orders', headers, orderOf(film))
  assert.deepEqual([again.status, again.body], [201, placed.body])
})

test('a taken-down film is neither sold nor played, at once', async () => {
  const film = await published('Taken down')
  const { body } = await call('POST', '/v1/orders', await as('viewer 3'), orderOf(film))
  await paid('viewer 3', String(body.orderId))
  await call('POST', `/v1/films/${film.filmId}/take-down`, await as('operator'), { reason: 'a claim' })
  await fails(409, 'film-unavailable', 'POST', '/v1/orders', await as('viewer 4'), orderOf(film))
  await fails(409, 'film-unavailable', 'POST', '/v1/playbacks', await as('viewer 3'), { filmId: film.filmId })
})

test('a log-in that is over changes nothing any more', async () => {
  const film = await published('Logged out')
  const viewer = await as('viewer 7')
  room.closed.add(idOf('session', 'viewer 7'))
  await fails(401, 'session-closed', 'POST', '/v1/orders', viewer, orderOf(film))
  await fails(401, 'session-closed', 'POST', '/v1/playbacks', viewer, { filmId: film.filmId })
})

test('what the simulated audience does is marked, in what follows from it too', async () => {
  const film = await published('Simulated')
  const { body: order } = await call('POST', '/v1/orders', await as('simulated viewer 2'), orderOf(film))
  const { body: other } = await call('POST', '/v1/orders', await as('viewer 10'), orderOf(film))
  const marks = new Map<string, string | undefined>()
  for (let partition = 0; partition < 2; partition++) {
    const at = { topic: 'commerce', partition }
    await room.log.read(at, 0n, (await room.log.ends(at)).committed, (records) => {
      for (const { headers, value } of records)
        if (headers.type === 'OrderPlaced')
          marks.set((room.codec.decode(value) as unknown as { orderId: string }).orderId, headers.simulated)
    })
  }
  assert.deepEqual([marks.get(String(order.orderId)), marks.get(String(other.orderId))], ['1', undefined])
})

test('a trace goes on in what follows from a request', async () => {
  const traceparent = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01'
  const { body } = await call('POST', '/v1/films', { ...(await as('seller')), traceparent }, { title: 'Traced' })
  const traces: (string | undefined)[] = []
  for (let partition = 0; partition < 2; partition++) {
    const at = { topic: 'catalogue', partition }
    await room.log.read(at, 0n, (await room.log.ends(at)).committed, (records) => {
      for (const { key, headers } of records) if (key === body.filmId) traces.push(headers.traceparent)
    })
  }
  assert.deepEqual(traces, [traceparent])
})

test('a webhook with a signature asks; without one it is nobody', async () => {
  const film = await published('Webhooks')
  const { body: order } = await call('POST', '/v1/orders', await as('viewer 9'), orderOf(film))
  const metadata = { viewerId: idOf('viewer 9'), orderId: order.orderId }
  const body = Buffer.from(
    JSON.stringify({ id: 'evt_1', type: 'payment.succeeded', data: { payment: { id: 'p', metadata } } }),
  )
  const json = { 'content-type': 'application/json' }
  const signed = { ...json, 'webhook-signature': signWebhook(body, room.secret, Date.now()) }
  await fails(401, 'unauthenticated', 'POST', '/v1/webhooks/payments/sandbox', json, body)
  const changed = Buffer.from(body.toString().replace('succeeded', 'succeedeD'))
  await fails(401, 'unauthenticated', 'POST', '/v1/webhooks/payments/sandbox', signed, changed)
  await fails(404, 'not-found', 'POST', '/v1/webhooks/payments/stripe', signed, body)
  for (const _ of [1, 2]) assert.equal((await call('POST', '/v1/webhooks/payments/sandbox', signed, body)).status, 202)
  const noticed: string[] = []
  for (let partition = 0; partition < 2; partition++) {
    const at = { topic: 'commerce', partition }
    await room.log.read(at, 0n, (await room.log.ends(at)).committed, (records) => {
      for (const { headers } of records) if (headers.type === 'PaymentUpdateNoticed') noticed.push(headers.type)
    })
  }
  assert.equal(noticed.length, 1)
})

test('without a decider it is 202 with an address; later the same key tells the outcome', async () => {
  const film = await published('Not known')
  await room.fall()
  const headers = { ...(await as('seller')), 'idempotency-key': 'while away' }
  const waiting = await call('POST', '/v1/films', headers, { title: 'Waiting' })
  assert.deepEqual([waiting.status, waiting.body.status], [202, 'pending'])
  assert.equal(waiting.headers.location, `/v1/commands/${waiting.body.commandId}`)
  const unknown = await fails(504, 'outcome-unknown', 'POST', '/v1/playbacks', await as('viewer 1'), {
    filmId: film.filmId,
  })
  assert.equal(unknown.headers['idempotency-key'], unknown.body.idempotencyKey)
  await room.rise()
  assert.equal((await call('POST', '/v1/films', headers, { title: 'Waiting' })).status, 201)
})

test('with the log away nothing was handed over: 503, and play events too', async () => {
  room.log.cut(true)
  const answer = await fails(503, 'unavailable', 'POST', '/v1/films', await as('seller'), { title: 'Away' })
  assert.ok(Number(answer.headers['retry-after']) > 0)
  const signed = {
    playbackId: idOf('x'),
    viewerId: idOf('v'),
    filmId: idOf('f'),
    jobId: idOf('j'),
    ...{ simulated: false, lines: null },
  }
  const token = { authorization: `Bearer ${await room.auth.signPlayback(signed, Date.now() + 60_000)}` }
  await fails(503, 'unavailable', 'POST', `/v1/playbacks/${idOf('x')}/events`, token, { events: [heartbeat(1)] })
  room.log.cut(false)
  await drafted('Back')
})
