// Outcomes as bytes: told as they were, before they are written and after.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { openStore } from '../store.ts'
import { changeOf } from '../store-change.ts'
import { keptOutcomes } from './kept-outcomes.ts'
import { outcomeOf } from './partition-store.ts'

const plain = { noNullPrototype: true }
const text = fc.string({ unit: 'grapheme', maxLength: 20 })
const bytes = fc.uint8Array({ maxLength: 3_000 }).map((value) => Buffer.from(value))
const record = fc.record({ type: text, at: fc.maxSafeNat(), value: bytes }, plain)
const decided = fc.record({
  commandId: fc.uuid(),
  source: fc.option(text, { nil: undefined }),
  at: fc.maxSafeNat(),
  outcome: fc.record(
    {
      bodyHash: fc.option(fc.string({ minLength: 1 }), { nil: undefined }),
      records: fc.array(record, { minLength: 1, maxLength: 4 }),
    },
    plain,
  ),
})
const many = fc.uniqueArray(decided, { maxLength: 30, selector: ({ commandId }) => commandId })

test('what is kept is told as it was decided, and as the store tells it once it is written', () =>
  fc.assert(
    fc.property(many, (all) => {
      const kept = keptOutcomes()
      for (const [i, one] of all.entries()) kept.add(one, BigInt(i))
      const store = openStore({ file: ':memory:' })
      store.apply(changeOf([], () => undefined, kept.remembering))
      for (const [i, { commandId, outcome }] of all.entries()) {
        const expected = { ...outcome, last: BigInt(i) }
        assert.deepEqual(kept.get(commandId), expected)
        assert.deepEqual(outcomeOf(store, commandId), expected)
      }
      assert.deepEqual([kept.size(), kept.get('another'), kept.has('another')], [all.length, undefined, false])
      store.close()
    }),
  ))

test('what answers an event is never too old to be told again', () => {
  const kept = keptOutcomes()
  const outcome = { bodyHash: undefined, records: [] }
  kept.add({ commandId: 'plain', source: undefined, at: 1_000, outcome }, 1n)
  kept.add({ commandId: 'answer', source: 'catalogue/0/7', at: 1_000, outcome }, 2n)
  const store = openStore({ file: ':memory:' })
  store.apply(changeOf([], ({ forgetBefore }) => forgetBefore(2_000, 10), kept.remembering))
  assert.deepEqual(store.recallable(['plain', 'answer']), new Set(['answer']))
  store.close()
})
