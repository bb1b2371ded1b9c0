// The clocks at their edges: the first millisecond that is too late.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { accessStatus, endOfRental, mustBePaidBy, playbackExpiry, rentalStatus, startRentalBy } from './rules.ts'

test('a rental waits, runs, and is over', () => {
  assert.equal(rentalStatus({ startBy: 100, endsAt: null }, 99), 'waiting')
  assert.equal(rentalStatus({ startBy: 100, endsAt: null }, 100), 'over')
  assert.equal(rentalStatus({ startBy: 100, endsAt: 150 }, 149), 'running')
  assert.equal(rentalStatus({ startBy: 100, endsAt: 150 }, 150), 'over')
})

test('what was bought is never over', () =>
  assert.equal(accessStatus({ kind: 'BUY', availableFrom: null }, Number.MAX_SAFE_INTEGER), 'owned'))

test('a rented film has the status of its clocks', () =>
  assert.equal(accessStatus({ kind: 'RENT', startBy: 100, endsAt: null }, 50), 'waiting'))

test('times are sums', () => {
  assert.equal(startRentalBy(1_000, 30), 1_030)
  assert.equal(endOfRental(48, 1_000), 1_048)
  assert.equal(mustBePaidBy(0), 900_000)
})

test('a token ends with the rental, if that ends first', () => {
  assert.equal(playbackExpiry(1_000, 60, null), 1_060)
  assert.equal(playbackExpiry(1_000, 60, 1_050), 1_050)
  assert.equal(playbackExpiry(1_000, 60, 1_070), 1_060)
})
