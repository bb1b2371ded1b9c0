// Playing over the command API: who may, how many at once, and what players tell.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { idOf } from '../runtime/index.ts'
import { as, call, fails, heartbeat, orderOf, paid, published, room } from './command-api-given.ts'

test('playing needs a paid order, starts the clock, and ends when it is closed', async () => {
  const film = await published('Played')
  const { filmId } = film
  const viewer = await as('viewer 5')
  await fails(403, 'not-entitled', 'POST', '/v1/playbacks', viewer, { filmId })
  const { body: order } = await call('POST', '/v1/orders', viewer, orderOf(film))
  await fails(409, 'payment-pending', 'POST', '/v1/playbacks', viewer, { filmId })
  await paid('viewer 5', String(order.orderId))

  const before = Date.now()
  const headers = { ...viewer, 'idempotency-key': 'play 1' }
  const started = await call('POST', '/v1/playbacks', headers, { filmId, device: 'tv' })
  assert.equal(started.status, 201)
  const { playbackId, token, hls, dash, poster, endsAt, tokenExpiresAt } = started.body as Record<string, string>
  const jobId = String(hls).split('/')[4]
  assert.equal(hls, `/play/${token}/${filmId}/${jobId}/master.m3u8`)
  assert.equal(dash, `/play/${token}/${filmId}/${jobId}/manifest.mpd`)
  assert.equal(poster, `/images/${filmId}/${jobId}/poster.jpg`)
  const life = Date.parse(String(tokenExpiresAt)) - before
  assert.ok(life >= 3_660_000 && life < 3_720_000, `${life}`)
  const rental = Date.parse(String(endsAt)) - before
  assert.ok(rental >= 48 * 3_600_000 && rental < 48 * 3_600_000 + 60_000, `${rental}`)
  assert.deepEqual(await room.auth.verifyPlayback(String(token)), {
    playbackId,
    viewerId: idOf('viewer 5'),
    filmId,
    jobId,
    ...{ simulated: false, lines: null },
  })
  const again = await call('POST', '/v1/playbacks', headers, { filmId, device: 'tv' })
  assert.deepEqual([again.body.playbackId, again.body.endsAt], [playbackId, endsAt])
  const other = await fails(409, 'stream-limit', 'POST', '/v1/playbacks', viewer, { filmId })
  const [elsewhere] = other.body.playing as Record<string, unknown>[]
  assert.deepEqual([elsewhere?.playbackId, elsewhere?.filmId, elsewhere?.device], [playbackId, filmId, 'tv'])

  const renewed = await call('POST', `/v1/playbacks/${playbackId}/token`, viewer)
  assert.equal(renewed.status, 200)
  assert.equal((await room.auth.verifyPlayback(String(renewed.body.token))).playbackId, playbackId)
  await fails(404, 'not-found', 'POST', `/v1/playbacks/${playbackId}/token`, await as('viewer 6'))
  assert.equal((await call('DELETE', `/v1/playbacks/${playbackId}`, await as('viewer 6'))).status, 204)
  assert.equal((await call('POST', `/v1/playbacks/${playbackId}/token`, viewer)).status, 200)
  assert.equal((await call('DELETE', `/v1/playbacks/${playbackId}`, viewer)).status, 204)
  await fails(403, 'playback-closed', 'POST', `/v1/playbacks/${playbackId}/token`, viewer)
})

test('three play at once; the fourth hears where, and one that is closed makes room; a seat is one place', async () => {
  const film = await published('Everywhere')
  const { filmId } = film
  const viewer = await as('viewer 9')
  const { body: order } = await call('POST', '/v1/orders', viewer, orderOf(film, 'buy'))
  await paid('viewer 9', String(order.orderId), 999n)
  const play = async (seat: string, device = 'phone') =>
    call('POST', '/v1/playbacks', viewer, { filmId, seatId: idOf(seat), device })
  const [first, second, third] = [await play('a'), await play('b', 'tv'), await play('c')]
  assert.deepEqual([first.status, second.status, third.status], [201, 201, 201])
  const fourth = await play('d')
  assert.deepEqual([fourth.status, fourth.problem], [409, 'stream-limit'])
  const playing = fourth.body.playing as { playbackId: string; device: string }[]
  assert.deepEqual(playing.map(({ device }) => device).sort(), ['phone', 'phone', 'tv'])
  assert.ok(playing.some(({ playbackId }) => playbackId === second.body.playbackId))

  const reloaded = await play('a')
  assert.equal(reloaded.status, 201)
  await fails(403, 'playback-closed', 'POST', `/v1/playbacks/${first.body.playbackId}/token`, viewer)
  assert.equal((await play('d')).status, 409)
  assert.equal((await call('DELETE', `/v1/playbacks/${second.body.playbackId}`, viewer)).status, 204)
  assert.equal((await play('d')).status, 201)
})

const factsOf = async (playbackId: string) => {
  const found: { type: string; sequence: number; simulated: string | undefined }[] = []
  for (let partition = 0; partition < 2; partition++) {
    const at = { topic: 'playback', partition }
    await room.log.read(at, 0n, (await room.log.ends(at)).committed, (records) => {
      for (const { key, value, headers } of records)
        if (key === playbackId)
          found.push({ ...(room.codec.decode(value) as unknown as (typeof found)[0]), simulated: headers.simulated })
    })
  }
  return found
}

test('play events stand on the log before they are answered', async () => {
  const [playbackId, viewerId, filmId] = [idOf('playback 9'), idOf('simulated viewer'), idOf('film 9')]
  const signed = { playbackId, viewerId, filmId, jobId: idOf('job 9'), simulated: true, lines: null }
  const token = { authorization: `Bearer ${await room.auth.signPlayback(signed, Date.now() + 60_000)}` }
  const events = Array.from({ length: 200 }, (_, i) => heartbeat(i + 1))
  const told = await call('POST', `/v1/playbacks/${playbackId}/events`, token, { events })
  assert.deepEqual([told.status, told.body], [202, { accepted: 200 }])
  const facts = await factsOf(playbackId)
  assert.deepEqual(
    facts.map((f) => f.sequence),
    events.map((e) => e.sequence),
  )
  assert.ok(facts.every((fact) => fact.type === 'PlayHeartbeat' && fact.simulated === '1'))
  await fails(403, 'forbidden', 'POST', `/v1/playbacks/${idOf('another')}/events`, token, { events: [heartbeat(1)] })
  await fails(400, 'invalid-request', 'POST', `/v1/playbacks/${playbackId}/events`, token, {
    events: [...events, heartbeat(201)],
  })
  await fails(401, 'unauthenticated', 'POST', `/v1/playbacks/${playbackId}/events`, {}, { events: [heartbeat(1)] })
  const old = { authorization: `Bearer ${await room.auth.signPlayback(signed, Date.now() - 5_000)}` }
  await fails(401, 'token-expired', 'POST', `/v1/playbacks/${playbackId}/events`, old, { events: [heartbeat(1)] })
})

test('play events by an access token are taken from the owner only', async () => {
  const film = await published('Told')
  const viewer = await as('viewer 8')
  const { body: order } = await call('POST', '/v1/orders', viewer, orderOf(film, 'buy'))
  await paid('viewer 8', String(order.orderId), 999n)
  const { body } = await call('POST', '/v1/playbacks', viewer, { filmId: film.filmId })
  assert.equal(body.endsAt, null)
  await call('POST', `/v1/playbacks/${body.playbackId}/token`, viewer)
  const url = `/v1/playbacks/${body.playbackId}/events`
  await fails(404, 'not-found', 'POST', url, await as('viewer 1'), { events: [heartbeat(1)] })
  assert.equal((await call('POST', url, viewer, { events: [heartbeat(1)] })).status, 202)
})
