// Derived ids: the same parts give the same UUID, other parts another one.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { commandIdOf, eventIdOf, idOf } from './ids.ts'

const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/

test('an id is a UUID of version 8 and stays what it was', () => {
  assert.equal(idOf('film', 'a'), idOf('film', 'a'))
  fc.assert(fc.property(fc.array(fc.string()), (parts) => uuid.test(idOf(...parts))))
})

test('ids are what they have always been: logs and stores hold them', () =>
  assert.deepEqual(
    [idOf('event', 'c', 0), idOf('expired', 'c', 12n), idOf('a"b\n\u00e9', ''), idOf()],
    [
      'bf4f21a8-6288-86bd-b875-8e265c68d44e',
      '22f80df4-58db-8cf8-a3a0-060f3dbdbfd4',
      'f0a646e5-10c1-8077-89cc-b76a9cec8afe',
      '4f53cda1-8c2b-8a0c-8354-bb5f9a3ecbe5',
    ],
  ))

test('parts are kept apart', () => {
  const ids = [idOf('ab', 'c'), idOf('a', 'bc'), idOf('abc'), idOf('abc', ''), idOf('1'), idOf(1), idOf(1n)]
  assert.equal(new Set(ids).size, ids.length)
})

test('a key is scoped to actor, operation and aggregate', () => {
  const ids = [
    commandIdOf('ann', 'place-order', 'ann', 'k'),
    commandIdOf('bob', 'place-order', 'ann', 'k'),
    commandIdOf('ann', 'start-playback', 'ann', 'k'),
    commandIdOf('ann', 'place-order', 'film', 'k'),
    commandIdOf('ann', 'place-order', 'ann', 'k2'),
  ]
  assert.equal(new Set(ids).size, ids.length)
})

test('records of one command differ', () => assert.notEqual(eventIdOf('c', 0), eventIdOf('c', 1)))
