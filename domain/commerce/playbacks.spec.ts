// Which grant lets a film play, when a rental's clock starts, and how long a token lives.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { specFor } from '../../test/given.ts'
import { decide } from './decider.ts'
import { emptyLibrary, evolve } from './library.ts'
import * as s from './samples.ts'

const given = specFor(decide, evolve, emptyLibrary)
const { day, minute } = s

test('what is owned plays for a token’s life', () =>
  given(...s.owned(day(1)))
    .when(s.play(day(9)))
    .then(s.granted(day(9), 'bought', day(9) + minute(150))))

test('the first play starts the rental’s clock', () =>
  given(...s.rented(day(1)))
    .when(s.play(day(3)))
    .then(s.started(day(3), day(5)), s.granted(day(3), 'rented', day(3) + minute(150))))

test('playing on does not start it again, and no token outlives the rental', () =>
  given(...s.rented(day(1)), s.started(day(3), day(5)))
    .when(s.play(day(5) - minute(10)))
    .then(s.granted(day(5) - minute(10), 'rented', day(5))))

test('started on the last day, it runs its full time', () =>
  given(...s.rented(day(1)))
    .when(s.play(day(31) - 1))
    .then(s.started(day(31) - 1, day(33) - 1), s.granted(day(31) - 1, 'rented', day(31) - 1 + minute(150))))

test('never started, it is over after thirty days', () =>
  given(...s.rented(day(1)))
    .when(s.play(day(31)))
    .refused('not-entitled'))

test('watched to its end, it is over', () =>
  given(...s.rented(day(1)), s.started(day(3), day(5)))
    .when(s.play(day(5)))
    .refused('not-entitled'))

test('a bought film is played by the purchase, and the rental’s clock stays still', () =>
  given(...s.rented(day(1)), ...s.owned(day(2)))
    .when(s.play(day(3)))
    .then(s.granted(day(3), 'bought', day(3) + minute(150))))

test('a rental that runs goes before one that waits', () =>
  given(...s.rented(day(1), 'waits'), ...s.rented(day(1), 'runs'), s.started(day(2), day(4), 'runs'))
    .when(s.play(day(3)))
    .then(s.granted(day(3), 'runs', day(3) + minute(150))))

test('nothing plays before the payment, without one, or when the film is taken down', () => {
  given(s.placed(s.buy(day(1))))
    .when(s.play(day(1)))
    .refused('payment-pending')
  given(s.placed(s.buy(day(1))), s.failed(day(1)))
    .when(s.play(day(1)))
    .refused('not-entitled')
  given(...s.owned(day(1)))
    .when(s.play(day(1), { filmId: 'other' }))
    .refused('not-entitled')
  given(...s.owned(day(1)))
    .when(s.play(day(1), { available: false }))
    .refused('film-unavailable')
})

test('a payment that waits for a second order does not keep a rental from playing', () =>
  given(...s.rented(day(1)), s.started(day(2), day(4)), s.placed(s.buy(day(3))))
    .when(s.play(day(3)))
    .then(s.granted(day(3), 'rented', day(3) + minute(150))))

test('a playback goes on with a later end, unless it was closed', () => {
  const playing = [...s.owned(day(1)), s.granted(day(2), 'bought', day(2) + minute(150))]
  given(...playing)
    .when(s.play(day(2) + minute(140)))
    .then(s.granted(day(2) + minute(140), 'bought', day(2) + minute(290)))
  given(...playing, s.closed(day(2) + minute(1)))
    .when(s.play(day(2) + minute(2)))
    .refused('playback-closed')
  given(...playing)
    .when(s.play(day(2), { filmId: 'other' }))
    .refused('conflict')
})

test('closing is told once', () => {
  const playing = [...s.owned(day(1)), s.granted(day(2), 'bought', day(2) + minute(150))]
  given(...playing)
    .when(s.close(day(2) + 1))
    .then(s.closed(day(2) + 1))
  given(...playing, s.closed(day(2) + 1))
    .when(s.close(day(2) + 2))
    .then()
  given(...playing)
    .when(s.close(day(2), 'unknown'))
    .then()
})

test('a playback is forgotten when its token ends, closed or not', () => {
  const past = [
    ...s.owned(day(1)),
    s.granted(day(2), 'bought', day(3), 'a'),
    s.granted(day(2), 'bought', day(4), 'b'),
    s.closed(day(2), 'a'),
  ]
  const known = (...events: Parameters<typeof evolve>[1][]) =>
    [...past, ...events].reduce(evolve, emptyLibrary).playbacks.map((playback) => playback.playbackId)
  assert.deepEqual(known(), ['a', 'b'])
  assert.deepEqual(known(s.granted(day(3), 'bought', day(5), 'c')), ['b', 'c'])
})

const hour = s.minute(60)
/** So many play: granted at `at`, films owned. */
const playing = (at: number, ...ids: readonly string[]) => [
  ...s.owned(day(1)),
  ...ids.map((id) => s.granted(at, 'bought', at + hour, id)),
]

test('three play at once; the fourth is refused until one has closed, or told nothing for ninety seconds', () => {
  const at = day(2)
  const fourth = (now: number, part = {}) => s.play(now, { playbackId: 'd', ...part })
  given(...playing(at, 'a', 'b'))
    .when(fourth(at))
    .then(s.granted(at, 'bought', at + minute(150), 'd'))
  given(...playing(at, 'a', 'b', 'c'))
    .when(fourth(at + 89_999))
    .refused('stream-limit')
  given(...playing(at, 'a', 'b', 'c'))
    .when(fourth(at + 90_000))
    .then(s.granted(at + 90_000, 'bought', at + 90_000 + minute(150), 'd'))
  given(...playing(at, 'a', 'b', 'c'))
    .when(fourth(at + minute(30), { playing: ['a', 'b', 'c'] }))
    .refused('stream-limit')
  given(...playing(at, 'a', 'b', 'c'), s.closed(at, 'b'))
    .when(fourth(at))
    .then(s.granted(at, 'bought', at + minute(150), 'd'))
})

test('what plays already is prolonged, however many there are; what fell silent has to ask like a new one', () => {
  const at = day(2)
  const again = (now: number, ids: readonly string[]) => s.play(now, { playbackId: 'a', playing: ids })
  given(...playing(at, 'a', 'b', 'c', 'd'))
    .when(again(at + minute(30), ['a', 'b', 'c', 'd']))
    .then(s.granted(at + minute(30), 'bought', at + minute(180), 'a'))
  given(...playing(at, 'a', 'b', 'c', 'd'))
    .when(again(at + minute(30), ['b', 'c', 'd']))
    .refused('stream-limit')
})

test('a rental plays on one device; by a film that is owned two may watch', () => {
  const at = day(2)
  const other = (now: number) => s.play(now, { playbackId: 'b' })
  given(...s.rented(day(1)), s.started(at, at + day(2)), s.granted(at, 'rented', at + hour, 'a'))
    .when(other(at + minute(1)))
    .refused('stream-limit')
  given(...playing(at, 'a'))
    .when(other(at + minute(1)))
    .then(s.granted(at + minute(1), 'bought', at + minute(151), 'b'))
})

test('a refused one starts no clock', () =>
  given(
    ...s.rented(day(1)),
    ...['a', 'b', 'c'].flatMap((id) => [
      s.placed(s.buy(day(1), { orderId: id, filmId: id })),
      s.attached(day(1), 'pay', id),
      ...s.taken(day(1), 'BUY', id).map((event) => ({ ...event, filmId: id })),
      { ...s.granted(day(2), id, day(3), id), filmId: id } as never,
    ]),
  )
    .when(s.play(day(2), { playbackId: 'd' }))
    .refused('stream-limit'))

test('started again in the same seat it takes the place of what played there', () => {
  const at = day(2)
  const seated = [...s.rented(day(1)), s.started(at, at + day(2)), s.granted(at, 'rented', at + hour, 'a', 'seat')]
  given(...seated)
    .when(s.play(at + 1, { playbackId: 'b', seatId: 'seat' }))
    .then(s.closed(at + 1, 'a'), s.granted(at + 1, 'rented', at + 1 + minute(150), 'b', 'seat'))
  given(...seated)
    .when(s.play(at + 1, { playbackId: 'b', seatId: 'another' }))
    .refused('stream-limit')
})
