// Keys and body hashes: what counts as the same request.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { bodyHashOf, idempotencyKeyOf } from './idempotency.ts'

test('the order of fields does not matter, values do', () => {
  assert.equal(bodyHashOf({ a: 1, b: { c: [1, 2], d: null } }), bodyHashOf({ b: { d: null, c: [1, 2] }, a: 1 }))
  assert.notEqual(bodyHashOf({ a: 1 }), bodyHashOf({ a: '1' }))
  assert.notEqual(bodyHashOf({ a: [1, 2] }), bodyHashOf({ a: [2, 1] }))
  assert.equal(bodyHashOf(undefined), bodyHashOf(null))
})

test('a body sent again has its hash, however it is laid out; another one has another', () =>
  fc.assert(
    fc.property(fc.jsonValue(), fc.jsonValue(), (a, b) => {
      const again: unknown = JSON.parse(JSON.stringify(a, null, 3))
      assert.equal(bodyHashOf(a), bodyHashOf(again))
      assert.equal(bodyHashOf(a) === bodyHashOf(b), JSON.stringify(sorted(a)) === JSON.stringify(sorted(b)))
    }),
  ))

const sorted = (value: unknown): unknown => {
  if (Array.isArray(value)) return value.map(sorted)
  if (typeof value !== 'object' || value === null) return value
  return Object.keys(value)
    .sort()
    .map((name) => [name, sorted((value as Record<string, unknown>)[name])])
    .concat([['{}']])
}

test('a key is taken as it is; without one there is a new one each time', () => {
  assert.equal(idempotencyKeyOf({ 'idempotency-key': 'order 1' }), 'order 1')
  assert.notEqual(idempotencyKeyOf({}), idempotencyKeyOf({}))
  for (const key of ['', ' ', 'x'.repeat(256), 'straße'])
    assert.throws(() => idempotencyKeyOf({ 'idempotency-key': key }), { name: 'invalid-request' })
})
