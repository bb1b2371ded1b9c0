import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { seeded } from './random.ts'
import { viewing } from './viewing.ts'

const taste = { failureRate: 0.1, stallRate: 0.2 }

test('the same seed tells the same viewing', () => {
  const once = () => viewing(seeded(7), 60_000, 60_000, 0, taste)
  assert.deepEqual(once(), once())
  assert.notDeepEqual(once(), viewing(seeded(8), 60_000, 60_000, 0, taste))
})

test('sequences rise by one, times never fall, and it ends', () =>
  fc.assert(
    fc.property(fc.integer(), fc.integer({ min: 1_000, max: 600_000 }), (seed, length) => {
      const events = viewing(seeded(seed), 300_000, length, 1_000, taste).map((t) => t.event)
      assert.deepEqual(
        events.map((e) => e.sequence),
        events.map((_, i) => i + 1),
      )
      const times = events.map((e) => Date.parse(String(e.clientAt)))
      assert.deepEqual(
        times,
        times.toSorted((a, b) => a - b),
      )
      assert.ok(['end', 'fail'].includes(String(events.at(-1)?.type)))
    }),
    { numRuns: 100 },
  ))
