// Prices to the last cent.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { readPrice, readWhole, writePrice } from './price.ts'

test('a price is read to the last cent, with a point or a comma', () => {
  assert.deepEqual(readPrice('3.99', 2), { ok: true, amount: 399 })
  assert.deepEqual(readPrice(' 3,9 ', 2), { ok: true, amount: 390 })
  assert.deepEqual(readPrice('4', 2), { ok: true, amount: 400 })
  assert.deepEqual(readPrice('500', 0), { ok: true, amount: 500 })
})

test('what is no price above zero is wrong', () => {
  for (const text of ['', '0', '0.00', '-1', '1.999', 'free', '1e3', '.5', '3.9.9', '１'])
    assert.deepEqual(readPrice(text, 2), { ok: false, why: 'wrong' }, text)
  assert.deepEqual(readPrice('1.5', 0), { ok: false, why: 'wrong' })
})

test('too much is said to be too much', () => {
  assert.deepEqual(readPrice('10000', 2), { ok: true, amount: 1_000_000 })
  assert.deepEqual(readPrice('10000.01', 2), { ok: false, why: 'high' })
})

test('a price that was written is read as what it was', () =>
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 1_000_000 }), fc.constantFrom(0, 2, 3), (amount, decimals) => {
      const read = readPrice(writePrice(amount, decimals), decimals)
      if (amount > 10_000 * 10 ** decimals) assert.deepEqual(read, { ok: false, why: 'high' })
      else assert.deepEqual(read, { ok: true, amount })
    }),
  ))

test('whole numbers keep their bounds', () => {
  assert.equal(readWhole('30', 1, 365), 30)
  assert.equal(readWhole('0', 1, 365), undefined)
  assert.equal(readWhole('366', 1, 365), undefined)
  assert.equal(readWhole('1.5', 1, 365), undefined)
})
