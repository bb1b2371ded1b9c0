// The parts of a price and of what goes back of it: whole minor units, nothing lost, nothing made.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { partsBack, partsOf } from './shares.ts'

const german = { taxRate: 1_900, sellerShare: 7_000 }

test('tax is in the price, the seller has a share of what is left of it', () => {
  assert.deepEqual(partsOf(1299n, german), { tax: 207n, seller: 764n })
  assert.deepEqual(partsOf(1299n, { taxRate: 0, sellerShare: 10_000 }), { tax: 0n, seller: 1299n })
  assert.deepEqual(partsOf(1n, german), { tax: 0n, seller: 0n })
  assert.deepEqual(partsOf(0n, german), { tax: 0n, seller: 0n })
  assert.deepEqual(partsOf(1299n, { taxRate: null, sellerShare: null }), { tax: 0n, seller: null })
})

test('half a price back is half of each part, rounded so that the other half is the rest', () => {
  assert.deepEqual(partsBack(1299n, 0n, 650n, german), { tax: 103n, seller: 382n })
  assert.deepEqual(partsBack(1299n, 650n, 1299n, german), { tax: 104n, seller: 382n })
  assert.deepEqual(partsBack(1299n, 1299n, 1400n, german), { tax: 0n, seller: 0n })
  assert.deepEqual(partsBack(0n, 0n, 0n, german), { tax: 0n, seller: 0n })
})

const price = fc.bigInt({ min: 1n, max: 99_999_999n })
const terms = fc.record({ taxRate: fc.nat(3_000), sellerShare: fc.nat(10_000) })

test('any price: no part is negative, together they are the price', () =>
  fc.assert(
    fc.property(price, terms, (amount, agreed) => {
      const { tax, seller } = partsOf(amount, agreed)
      assert.ok(seller !== null && tax >= 0n && seller >= 0n && tax + seller <= amount)
    }),
  ))

test('any refunds that add up to the price give back exactly its parts, and never more on the way', () =>
  fc.assert(
    fc.property(price, terms, fc.array(fc.nat(1_000), { maxLength: 6 }), (amount, agreed, cuts) => {
      const places = [...cuts.map((cut) => (amount * BigInt(cut)) / 1_000n), amount].sort((a, b) => (a < b ? -1 : 1))
      let [before, tax, seller] = [0n, 0n, 0n]
      for (const after of places) {
        const back = partsBack(amount, before, after, agreed)
        assert.ok(back.seller !== null && back.tax >= 0n && back.seller >= 0n)
        assert.ok(back.tax + back.seller <= after - before + 1n)
        before = after
        tax += back.tax
        seller += back.seller
      }
      assert.deepEqual({ tax, seller }, partsOf(amount, agreed))
    }),
  ))
