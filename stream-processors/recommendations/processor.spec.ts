import assert from 'node:assert/strict'
import { test } from 'node:test'
import { processorSpec } from '../../runtime/index.ts'
import { recommendations } from './processor.ts'

const t0 = 20_000_000 * 60_000
const { given } = processorSpec(recommendations)
let session = 0
const play = (viewerId: string, filmId: string, at = t0, playbackId = `session-${++session}`) =>
  ({
    type: 'PlayStarted',
    ...{ playbackId, viewerId, filmId, sequence: 1, clientAt: at, at },
    ...{ positionMs: 0, startupMs: 1, protocol: 'hls', player: 'x', height: 240 },
  }) as const
const bought = (viewerId: string, filmId: string, at = t0) =>
  ({
    type: 'PaymentTaken',
    couponId: null,
    ...{ viewerId, filmId, at, orderId: `${viewerId}-${filmId}`, sellerId: 's', kind: 'BUY' as const },
    ...{ paymentId: 'p', amount: 1n, currency: 'EUR' },
    ...{ taxAmount: 0n, taxCountry: null, taxRate: null, sellerAmount: null, heldUntil: null },
  }) as const

type Said = ReturnType<ReturnType<typeof given>['said']>
const listOf = (said: Said, viewerId: string) =>
  said
    .flatMap(({ record }) => (record.type === 'ViewerRecommendations' && record.viewerId === viewerId ? [record] : []))
    .at(-1)
    ?.items.map(({ filmId }) => filmId)
const trendingOf = (said: Said) =>
  said
    .flatMap(({ record }) => (record.type === 'TrendingFilms' ? [record] : []))
    .at(-1)
    ?.items.map(({ filmId }) => filmId)

test('six people, five films: what Fay is shown, in its exact order', () => {
  const seen = { ann: 'abc', bob: 'abc', cat: 'abd', dan: 'de', eve: 'de', fay: 'a' }
  const events = Object.entries(seen).flatMap(([person, films]) => [...films].map((film) => play(person, film)))
  const said = given(...events).said()
  assert.deepEqual(listOf(said, 'fay'), ['b', 'c', 'd'])
  assert.deepEqual(listOf(said, 'cat'), ['c'])
})

test('a purchase and a play of the same film are one liking; a repeated event is none', () => {
  const again = play('ann', 'b', t0, 'same')
  const said = given(bought('ann', 'a'), play('ann', 'a'), again, again, bought('bob', 'a')).said()
  assert.deepEqual(listOf(said, 'bob'), ['b'])
  assert.equal(said.filter(({ record }) => record.type === 'ViewerRecommendations').length, 3)
})

test('newcomers see what is trending: bought counts more than played', () => {
  const said = given(play('ann', 'a'), play('bob', 'a'), bought('cat', 'b'))
    .until(t0 + 60_000)
    .said()
  assert.deepEqual(trendingOf(said), ['b', 'a'])
})

test('what others watch reaches a list within a quarter of an hour, once, and while its viewer is active', () => {
  const minute = 60_000
  const lists = (until: number) =>
    given(play('ann', 'a'), play('bob', 'a', t0 + minute), play('bob', 'b', t0 + 2 * minute))
      .until(until)
      .said()
      .filter(({ record }) => record.type === 'ViewerRecommendations' && record.viewerId === 'ann')
  assert.equal(listOf(lists(t0 + 14 * minute), 'ann')?.length, 0)
  assert.deepEqual(listOf(lists(t0 + 15 * minute), 'ann'), ['b'])
  // Looked at again every quarter of an hour, and told when it has changed.
  assert.equal(lists(t0 + 10 * 60 * minute).length, 2)
})

test('a list is left alone a day after its viewer was seen last, until the viewer comes again', () => {
  const day = 86_400_000
  const later = t0 + 2 * day
  const others = [play('bob', 'a', later), play('bob', 'b', later + 1)]
  const said = (...more: ReturnType<typeof play>[]) =>
    given(play('ann', 'a'), play('cat', 'z', t0 + day + 3_600_000), ...others, ...more)
      .until(later + 3_600_000)
      .said()
  assert.deepEqual(listOf(said(), 'ann'), [])
  assert.deepEqual(listOf(said(play('ann', 'c', later + 2)), 'ann'), ['b'])
})
