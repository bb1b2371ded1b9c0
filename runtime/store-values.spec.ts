// Every value of a store comes back as it was, whichever way it is written.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { serialize } from 'node:v8'
import fc from 'fast-check'
import { bytesOf, valueOfBytes } from './store-values.ts'

const back = (value: unknown) => valueOfBytes(bytesOf(value))

test('values of every kind, nested in each other', () =>
  fc.assert(
    fc.property(
      fc.anything({
        withBigInt: true,
        withDate: true,
        withMap: true,
        withSet: true,
        withTypedArray: true,
        withSparseArray: true,
        withUnicodeString: true,
      }),
      (value) => assert.deepEqual(back(value), value),
    ),
    { numRuns: 2_000 },
  ))

test('what JSON would change is left to v8', () => {
  const self: { self?: unknown } = {}
  self.self = self
  const beside = Object.assign([1], { index: 2 })
  const values = [
    undefined,
    Number.NaN,
    -0,
    Number.POSITIVE_INFINITY,
    [undefined],
    { a: undefined },
    new Array(2),
    beside,
    1n,
  ]
  for (const value of values) assert.deepEqual(back(value), value)
  const again = back(self) as typeof self
  assert.equal(again.self, again)
  assert.ok(back(new Map([[1, new Date(5)]])) instanceof Map)
})

test('bytes, the empty ones too, and text of every kind', () => {
  for (const value of [Buffer.alloc(0), Buffer.from([0, 255, 1])]) assert.deepEqual(back(value), value)
  for (const value of ['', 'é', '\ud800', '\u0000', '{"a":1}', '𝒳']) assert.equal(back(value), value)
})

test('a small value takes its text, and what an earlier version wrote by v8 is still read', () => {
  assert.equal(Buffer.from(bytesOf({ balance: 5 })).toString(), '\u0001{"balance":5}')
  assert.deepEqual(valueOfBytes(serialize({ balance: 5 })), { balance: 5 })
})
