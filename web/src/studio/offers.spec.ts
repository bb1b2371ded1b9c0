// From what a seller types to offers.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Offer } from '../api/films.ts'
import { draftOf, readOffers } from './offers.ts'

const rent: Offer = {
  ...{ offerId: 'r', version: 3, kind: 'rent', amount: 399, currency: 'EUR' },
  ...{ startWithinHours: 720, watchWithinHours: 48 },
}
const buy: Offer = {
  ...{ offerId: 'b', version: 1, kind: 'buy', amount: 1_299, currency: 'EUR' },
  ...{ startWithinHours: null, watchWithinHours: null },
}

test('offers that hold are shown, and set again they are the same', () => {
  const draft = draftOf([rent, buy])
  assert.deepEqual([draft.rentPrice, draft.buyPrice, draft.days, draft.hours], ['3.99', '12.99', '30', '48'])
  assert.deepEqual(readOffers(draft, 2), {
    faults: {},
    offers: [
      { kind: 'rent', amount: 399, currency: 'EUR', startWithinHours: 720, watchWithinHours: 48 },
      { kind: 'buy', amount: 1_299, currency: 'EUR' },
    ],
  })
})

test('every fault is named at its field, and nothing is offered then', () =>
  assert.deepEqual(
    readOffers({ ...draftOf([rent, buy]), buyPrice: 'x', rentPrice: '99999', days: '0', hours: '1.5' }, 2),
    { faults: { buyPrice: 'wrong', rentPrice: 'high', days: 'days', hours: 'hours' } },
  ))

test('what is not offered is not checked', () =>
  assert.deepEqual(readOffers({ ...draftOf([buy]), rentPrice: 'x', days: '' }, 2).faults, {}))

test('nothing at all is no offer', () =>
  assert.deepEqual(readOffers({ ...draftOf([]), rent: false }, 2).faults, { all: 'none' }))
