// From what a seller types to offers.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Offer } from '../api/films.ts'
import { draftOf, freshDraft, readOffer } from './offers.ts'

const always = { preorderFrom: null, opens: null, closes: null, preorderAt: null, opensAt: null, closesAt: null }
const rent: Offer = {
  ...{ offerId: 'r', version: 3, kind: 'rent', amount: 399, currency: 'EUR' },
  ...{ startWithinHours: 720, watchWithinHours: 48, quality: null, territories: null, ...always },
}
const buy: Offer = {
  ...{ offerId: 'b', version: 1, kind: 'buy', amount: 1_299, currency: 'EUR' },
  ...{ startWithinHours: null, watchWithinHours: null, quality: 'uhd', territories: ['DE', 'AT'], ...always },
  ...{ preorderFrom: '2026-12-01T00:00', opens: '2026-12-24T18:00', closes: '2027-12-24T18:00' },
}

test('an offer that holds is shown, and set again it is the same', () => {
  const draft = draftOf(rent)
  assert.deepEqual([draft.price, draft.days, draft.hours], ['3.99', '30', '48'])
  assert.deepEqual(readOffer(draft), {
    faults: {},
    offer: { kind: 'rent', amount: 399, currency: 'EUR', startWithinHours: 720, watchWithinHours: 48 },
  })
  assert.deepEqual(readOffer(draftOf(buy)), {
    faults: {},
    offer: {
      ...{ kind: 'buy', amount: 1_299, currency: 'EUR', quality: 'uhd', territories: ['DE', 'AT'] },
      ...{ preorderFrom: '2026-12-01T00:00', opens: '2026-12-24T18:00', closes: '2027-12-24T18:00' },
    },
  })
})

test('every fault is named at its field, and nothing is offered then', () => {
  const wrong = { ...draftOf(rent), price: '3.999', days: '0', hours: '1.5', territories: 'de, xx' }
  assert.deepEqual(readOffer(wrong), {
    faults: { price: 'wrong', days: 'days', hours: 'hours', territories: 'territories' },
  })
  const { faults } = readOffer({
    ...draftOf(buy),
    price: '99999',
    opens: '2028-01-01T00:00',
    preorderFrom: '2029-01-01T00:00',
  })
  assert.deepEqual(faults, { price: 'high', closes: 'closes', preorderFrom: 'preorder' })
  assert.deepEqual(readOffer({ ...draftOf(buy), opens: '' }).faults, { preorderFrom: 'preorder' })
})

test('countries are typed as one likes', () =>
  assert.deepEqual(readOffer({ ...draftOf(buy), territories: ' de;at  De' }).offer?.territories, ['DE', 'AT']))

test('a sale has no clocks, and a rental nothing before it opens', () => {
  assert.deepEqual(readOffer({ ...freshDraft('buy'), price: '1', days: 'x' }).offer, {
    ...{ kind: 'buy', amount: 100, currency: 'EUR' },
  })
  assert.deepEqual(readOffer({ ...draftOf(buy), kind: 'rent' }).offer?.preorderFrom, undefined)
})
