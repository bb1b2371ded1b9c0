import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { binomialTail } from './binomial.ts'

const near = (actual: number, expected: number) =>
  assert.ok(Math.abs(actual - expected) <= 1e-12 + Math.abs(expected) * 1e-9, `${actual} is not ${expected}`)

test('a fair coin by hand', () => {
  near(binomialTail(3, 3, 0.5), 0.125)
  near(binomialTail(2, 3, 0.5), 0.5)
  near(binomialTail(1, 3, 0.5), 0.875)
})

test('twenty plays, three failures, one in a hundred expected', () => {
  const one = 0.99 ** 20
  const two = 20 * 0.01 * 0.99 ** 19
  const three = 190 * 0.01 ** 2 * 0.99 ** 18
  near(binomialTail(3, 20, 0.01), 1 - one - two - three)
})

test('the ends', () => {
  assert.equal(binomialTail(0, 10, 0.3), 1)
  assert.equal(binomialTail(11, 10, 0.3), 0)
  assert.equal(binomialTail(1, 10, 0), 0)
  assert.equal(binomialTail(1, 10, 1), 1)
})

test('it falls with k and never leaves [0, 1]', () =>
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 400 }), fc.double({ min: 0.001, max: 0.999, noNaN: true }), (n, p) => {
      let last = 1
      for (let k = 0; k <= n; k++) {
        const tail = binomialTail(k, n, p)
        assert.ok(tail >= 0 && tail <= last + 1e-9)
        last = tail
      }
    }),
    { numRuns: 50 },
  ))
