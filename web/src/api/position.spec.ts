// Which of its own writes a page asks to see.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { positionMemory, readPositions } from './position.ts'

test('several positions in one header are all read', () =>
  assert.deepEqual(readPositions('commerce/3@42, catalogue/0@7'), [
    ['commerce/3', 42n],
    ['catalogue/0', 7n],
  ]))

test('what is no position is left out', () => assert.deepEqual(readPositions('nonsense, a/b@c, x/1@'), []))

test('nothing is asked for before anything was written', () => assert.equal(positionMemory().wanted(), undefined))

test('the furthest offset of a partition counts, in whatever order they came', () =>
  fc.assert(
    fc.property(fc.array(fc.bigInt({ min: 0n, max: 2n ** 60n }), { minLength: 1 }), (offsets) => {
      const memory = positionMemory()
      for (const offset of offsets) memory.note(`commerce/1@${offset}`)
      const furthest = offsets.reduce((a, b) => (a > b ? a : b))
      assert.equal(memory.wanted(), `commerce/1@${furthest}`)
    }),
  ))

test('after half a minute a view has caught up or never will', () => {
  let now = 0
  const memory = positionMemory(() => now)
  memory.note('commerce/1@5')
  now = 29_999
  assert.equal(memory.wanted(), 'commerce/1@5')
  now = 30_000
  assert.equal(memory.wanted(), undefined)
})
