import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { type Histogram, quantile, withValue } from './histogram.ts'
import { emptyMinute, failed, played, stalled, started, told } from './minute.ts'

test('a minute adds up', () => {
  const minute = stalled(
    played(failed(started(started(emptyMinute, 400, false), 800, true), true, false), 9_000),
    1_000,
  )
  assert.deepEqual(told(minute, 'film', 60_000, 2), {
    type: 'QoeMinute',
    filmId: 'film',
    minute: 60_000,
    revision: 2,
    plays: 3,
    failures: 1,
    simulatedPlays: 1,
    playedMs: 9_000,
    stalledMs: 1_000,
    startupMsMedian: 404,
    startupMsP95: 800,
    rebufferRatio: 0.1,
  })
})

test('a failure later on is no attempt of its own', () => {
  const { plays, failures } = told(failed(started(emptyMinute, 100, false), false, false), 'film', 0, 1)
  assert.deepEqual({ plays, failures }, { plays: 1, failures: 1 })
})

test('an empty minute has no times and no ratio', () => {
  const { startupMsMedian, rebufferRatio } = told(emptyMinute, 'film', 0, 1)
  assert.deepEqual({ startupMsMedian, rebufferRatio }, { startupMsMedian: null, rebufferRatio: 0 })
})

test('quantiles are right to 2.5 % and a millisecond', () =>
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 1, max: 60_000 }), { minLength: 1, maxLength: 200 }), (values) => {
      const histogram = values.reduce<Histogram>(withValue, {})
      const sorted = values.toSorted((a, b) => a - b)
      for (const q of [0.5, 0.95, 1]) {
        const exact = sorted[Math.max(1, Math.ceil(sorted.length * q)) - 1] ?? 0
        assert.ok(Math.abs((quantile(histogram, q) ?? 0) - exact) <= exact * 0.0251 + 1)
      }
    }),
  ))
