// What edge refuses, from the log over its view and query-api to edge's own list.
import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { createLogger } from '../platform/logger.ts'
import { id } from '../projectors/happening.ts'
import { internalSecret, specRoom } from '../query-api/spec-room.ts'
import { followClosures } from './closures.ts'

const room = await specRoom('edge-closures')
const { happen, url } = room
const [film, playback] = [id('film'), id('playback')]
const ids = { viewerId: id('viewer'), filmId: film, playbackId: playback }
const operator = { filmId: film, operatorId: id('operator'), reason: 'rights' }
const granted = { sessionId: id('session'), orderId: id('order'), jobId: id('job'), expiresAt: Date.now() + 60_000 }

const following = followClosures({ url, secret: internalSecret, everyMs: 50, logger: createLogger('edge', 'silent') })
after(async () => {
  await following.service.stop()
  await room.close()
})

const eventually = async (what: string, holds: () => boolean) => {
  const until = Date.now() + 60_000
  while (!holds()) {
    assert.ok(Date.now() < until, what)
    await new Promise((resolve) => setTimeout(resolve, 10))
  }
}
const refused = (film_ = film) => following.isClosed(playback, film_)

test('a playback that is closed is refused, one that is only granted is not', async () => {
  await happen([{ type: 'PlaybackGranted', ...ids, ...granted, seatId: null, device: null, quality: null }])
  await following.service.ready
  assert.equal(refused(), false)
  await happen([{ type: 'PlaybackClosed', ...ids, reason: 'SIGNED_OUT' }])
  await eventually('the closed playback is not refused', refused)
})

test('a film that is taken down is refused until it is put back, also when the view is built anew meanwhile', async () => {
  const other = id('other playback')
  const isDown = () => following.isClosed(other, film)
  await happen([{ type: 'FilmTakenDown', ...operator }])
  await eventually('the film is not refused', isDown)
  await room.postgres.pool.query(`update projections set incarnation = gen_random_uuid() where name = 'closures'`)
  await happen([{ type: 'FilmPutBack', ...operator }])
  await eventually('the film is still refused', () => !isDown())
  assert.equal(refused(), true)
})
