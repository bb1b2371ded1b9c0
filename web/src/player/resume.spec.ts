// Where a film goes on.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { withPoint } from './resume.ts'

const film = 3_600_000

test('a film that was left in the middle goes on there', () =>
  assert.deepEqual(withPoint({}, 'a', 60_000.4, film, 7), { a: { ms: 60_000, at: 7 } }))

test('one that was hardly begun, or watched to the credits, begins anew', () => {
  const before = { a: { ms: 60_000, at: 1 }, b: { ms: 5_000, at: 2 } }
  assert.deepEqual(withPoint(before, 'a', 4_999, film, 9), { b: { ms: 5_000, at: 2 } })
  assert.deepEqual(withPoint(before, 'a', film * 0.95, film, 9), { b: { ms: 5_000, at: 2 } })
})

test('the oldest points make room', () => {
  const many = Object.fromEntries(Array.from({ length: 100 }, (_, i) => [`f${i}`, { ms: 9_000, at: i }]))
  const after = withPoint(many, 'new', 9_000, film, 1_000)
  assert.equal(Object.keys(after).length, 100)
  assert.ok('new' in after && !('f0' in after) && 'f1' in after)
})
