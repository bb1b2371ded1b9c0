// The rate with a clock in hand.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { rateOf } from './rate.ts'

test('a steady stream has its own rate, a stop is seen within seconds', () => {
  let now = 0
  const rate = rateOf(() => now)
  assert.equal(rate.perSecond(), 0)
  for (let i = 0; i < 50; i++) {
    rate.add(200)
    now += 100
  }
  assert.ok(Math.abs(rate.perSecond() - 2_000) < 1, `${rate.perSecond()}`)
  now += 30_000
  assert.ok(rate.perSecond() < 100, `${rate.perSecond()}`)
})
