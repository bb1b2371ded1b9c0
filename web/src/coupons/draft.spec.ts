// From what somebody types to a coupon.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { readCoupon } from './draft.ts'

const now = Date.UTC(2026, 10, 27)
const draft = { code: ' autumn26', takes: '20', unit: '%', most: '100', until: '2026-12-31' }

test('a percentage, or an amount in a currency', () => {
  const closesAt = new Date('2026-12-31T23:59:59.999').toISOString()
  assert.deepEqual(readCoupon(draft, now).coupon, { code: 'AUTUMN26', percent: 20, most: 100, closesAt })
  assert.deepEqual(readCoupon({ ...draft, unit: 'EUR', takes: '2,50' }, now).coupon, {
    ...{ code: 'AUTUMN26', amount: 250, currency: 'EUR', most: 100, closesAt },
  })
})

test('every fault is named at its field', () => {
  const wrong = { code: 'two words', takes: '101', unit: '%', most: '0', until: '2026-11-01' }
  assert.deepEqual(readCoupon(wrong, now), {
    faults: { code: 'code', takes: 'percent', most: 'most', until: 'until' },
  })
  assert.deepEqual(readCoupon({ ...draft, unit: 'JPY', takes: '2,5' }, now).faults, { takes: 'amount' })
  assert.deepEqual(readCoupon({ ...draft, until: '' }, now).faults, { until: 'until' })
})
