// A playback token that is renewed in time.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { ApiError } from '../api/problem.ts'
import { holdToken, renewAfter, withToken } from './token.ts'

const in1 = (ms: number) => new Date(Date.now() + ms).toISOString()
const held = (ask: () => Promise<{ token: string; tokenExpiresAt: string }>, life = 3_600_000) => {
  const closed = { times: 0 }
  const first = { token: 'first', tokenExpiresAt: in1(life) }
  return { closed, token: holdToken({ first, ask, onClosed: () => (closed.times += 1) }) }
}

test('the token of now takes the place of an older one, relative and absolute', () => {
  assert.equal(withToken('/play/old/film/job/a.m3u8', 'new'), '/play/new/film/job/a.m3u8')
  assert.equal(
    withToken('https://host/play/a.b-c_d/film/job/v.mp4?x=1', 'e.f'),
    'https://host/play/e.f/film/job/v.mp4?x=1',
  )
})

test('other addresses stay as they are', () =>
  assert.equal(withToken('/images/f/j/poster.jpg', 'x'), '/images/f/j/poster.jpg'))

test('it is renewed before its end, and not at once', () =>
  fc.assert(
    fc.property(fc.integer({ min: 2_000, max: 86_400_000 }), (life) => {
      const after = renewAfter(life)
      assert.ok(after >= 500 && after < life, `${after} of ${life}`)
      assert.ok(life - after <= 60_000)
    }),
  ))

test('a short token is renewed by itself, again and again', async (t) => {
  t.mock.timers.enable({ apis: ['setTimeout'] })
  let asked = 0
  const { token } = held(async () => {
    asked += 1
    return { token: `renewed ${asked}`, tokenExpiresAt: in1(10_000) }
  }, 10_000)
  for (const expected of ['renewed 1', 'renewed 2']) {
    t.mock.timers.tick(5_100)
    await new Promise((resolve) => setImmediate(resolve))
    assert.equal(token.current(), expected)
  }
  token.stop()
})

test('asked twice at once, it is one renewal', async () => {
  let asked = 0
  const { token } = held(async () => {
    asked += 1
    return { token: 'second', tokenExpiresAt: in1(60_000) }
  })
  await Promise.all([token.renew(), token.renew()])
  token.stop()
  assert.equal(asked, 1)
  assert.equal(token.current(), 'second')
})

test('a refused renewal means that the session is over; a lost one does not', async () => {
  for (const [error, times] of [
    [new ApiError('playback-closed', 403, ''), 1],
    [new ApiError('offline', 0, ''), 0],
  ] as const) {
    const { token, closed } = held(() => Promise.reject(error))
    await assert.rejects(token.renew())
    token.stop()
    assert.equal(closed.times, times)
  }
})
