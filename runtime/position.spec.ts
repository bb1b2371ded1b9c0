// Positions: what is written is read back, and nothing else is taken for one.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { hasReached, InvalidPosition, parsePosition, positionText } from './position.ts'

const position = fc.record(
  {
    topic: fc.stringMatching(/^[a-z.-]{1,20}$/),
    partition: fc.integer({ min: 0, max: 9_999 }),
    offset: fc.bigInt({ min: 0n, max: 10n ** 18n - 1n }),
  },
  { noNullPrototype: true },
)

test('text and back', () =>
  fc.assert(
    fc.property(fc.array(position, { minLength: 1, maxLength: 32 }), (positions) =>
      assert.deepEqual(parsePosition(positionText(...positions)), positions),
    ),
  ))

test('how it looks', () => {
  assert.equal(
    positionText({ topic: 'commerce', partition: 3, offset: 9n }, { topic: 'media', partition: 0, offset: 0n }),
    'commerce/3@9,media/0@0',
  )
})

test('anything else is refused', () => {
  const wrong = ['', 'commerce', 'commerce/1', 'commerce/x@1', 'commerce/1@-1', 'commerce/1@1,', 'a b/1@1', '/1@1']
  for (const text of wrong) assert.throws(() => parsePosition(text), InvalidPosition, text)
  assert.throws(() => parsePosition(Array(33).fill('a/0@1').join(',')), InvalidPosition)
})

test('reached means that the record itself was read', () => {
  const at = { topic: 'a', partition: 0, offset: 5n }
  assert.deepEqual(
    [undefined, 5n, 6n].map((next) => hasReached(next, at)),
    [false, false, true],
  )
})
