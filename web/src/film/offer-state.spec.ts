// Offers by the clock.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Offer } from '../api/films.ts'
import { offersFor, stateOf } from './offer-state.ts'

const at = (day: number) => Date.UTC(2026, 11, day)
const iso = (day: number) => new Date(at(day)).toISOString()
const offer: Offer = {
  ...{ offerId: 'o', version: 1, kind: 'buy', amount: 999, currency: 'EUR', startWithinHours: null },
  ...{ watchWithinHours: null, quality: null, territories: null, preorderFrom: null, opens: null, closes: null },
  ...{ preorderAt: iso(1), opensAt: iso(10), closesAt: iso(20) },
}

test('an offer is announced, ordered early, sold, over', () =>
  assert.deepEqual(
    [at(1) - 1, at(1), at(10) - 1, at(10), at(20) - 1, at(20)].map((now) => stateOf(offer, now)),
    ['soon', 'preorder', 'preorder', 'open', 'open', 'over'],
  ))
test('without a window it always holds', () =>
  assert.equal(stateOf({ ...offer, preorderAt: null, opensAt: null, closesAt: null }, at(1)), 'open'))

test('who rents is offered to buy, who owns nothing, and nobody what is over', () => {
  const rent: Offer = { ...offer, offerId: 'r', kind: 'rent' }
  const ids = (has: Offer['kind'] | undefined, now = at(11)) =>
    offersFor([offer, rent], has, now).map(({ offerId }) => offerId)
  assert.deepEqual([ids(undefined), ids('rent'), ids('buy'), ids(undefined, at(21))], [['o', 'r'], ['o'], [], []])
})
