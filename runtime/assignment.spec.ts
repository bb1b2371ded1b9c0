// The shares of a group: whole, even, and moved as little as can be.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { assign, type GroupMember, nameOf } from './assignment.ts'

const partitions = (count: number) => Array.from({ length: count }, (_, partition) => ({ topic: 't', partition }))
const member = (id: string, held: readonly number[] = [], warmth: GroupMember['warmth'] = {}): GroupMember => ({
  id,
  held: held.map((partition) => ({ topic: 't', partition })),
  warmth,
})
const shares = (members: readonly GroupMember[], count: number) =>
  Object.fromEntries(
    [...assign(members, partitions(count))].map(([id, share]) => [id, share.map((at) => at.partition).sort()]),
  )

test('a single member has all', () => assert.deepEqual(shares([member('a')], 3), { a: [0, 1, 2] }))

test('a newcomer takes only what makes it even', () =>
  assert.deepEqual(shares([member('new'), member('old', [0, 1, 2, 3])], 4), { new: [2, 3], old: [0, 1] }))

test('when one leaves, the others keep what they have', () => {
  const after = shares([member('a', [0, 1]), member('b', [2, 3])], 6)
  assert.deepEqual(after.a?.slice(0, 2), [0, 1])
  assert.deepEqual(
    after.b?.filter((p) => p === 2 || p === 3),
    [2, 3],
  )
})

test('who has the warmest store takes over', () => {
  const warmth = (offset: number) => ({ 't/0': offset })
  assert.deepEqual(shares([member('a', [], warmth(5)), member('b', [], warmth(900)), member('c')], 1), {
    a: [],
    b: [0],
    c: [],
  })
})

test('every partition once, counts within one, order of members without effect', () => {
  const held = fc.uniqueArray(fc.integer({ min: 0, max: 11 }))
  const members = fc.uniqueArray(fc.tuple(fc.stringMatching(/^[a-e]$/), held), { minLength: 1, selector: ([id]) => id })
  fc.assert(
    fc.property(members, fc.integer({ min: 0, max: 12 }), (list, count) => {
      const group = list.map(([id, own]) => member(id, own))
      const result = assign(group, partitions(count))
      const all = [...result.values()].flat().map(nameOf)
      assert.deepEqual(all.sort(), partitions(count).map(nameOf).sort())
      const sizes = [...result.values()].map((share) => share.length)
      assert.ok(Math.max(...sizes) - Math.min(...sizes) <= 1)
      assert.deepEqual(assign(group.toReversed(), partitions(count)), result)
    }),
  )
})
