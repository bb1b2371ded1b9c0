import assert from 'node:assert/strict'
import { test } from 'node:test'
import { emptyWatch, forget, judge, observe, type Watch } from './incident.ts'

const minute = 60_000
const t0 = 1_000 * minute

/** `plays` spread over one minute, the first `failures` of them failing. */
const playing = (watch: Watch, at: number, plays: number, failures: number): Watch => {
  let next = watch
  for (let i = 0; i < plays; i++) next = observe(next, at + Math.floor((i * minute) / plays), i < failures)
  return next
}

const healthyHour = () => {
  let watch = emptyWatch
  for (let m = 0; m < 58; m++) watch = playing(watch, t0 + m * minute, 20, m % 10 === 0 ? 1 : 0)
  return watch
}

test('a healthy film has no incident', () => {
  const watch = playing(playing(healthyHour(), t0 + 58 * minute, 20, 0), t0 + 59 * minute, 20, 1)
  assert.deepEqual(judge(watch, t0 + 60 * minute - 1), { kind: 'none' })
})

test('ten of forty failing opens one, with its figures', () => {
  const watch = playing(playing(healthyHour(), t0 + 58 * minute, 20, 5), t0 + 59 * minute, 20, 5)
  const verdict = judge(watch, t0 + 60 * minute - 1)
  assert.equal(verdict.kind, 'opened')
  if (verdict.kind !== 'opened') return
  assert.equal(verdict.plays, 40)
  assert.equal(verdict.failures, 10)
  assert.equal(verdict.baselineRate, 6.5 / 1161)
  assert.ok(verdict.pValue < 1e-9)
})

test('nineteen plays are too few to say', () => {
  const watch = playing(healthyHour(), t0 + 59 * minute, 19, 19)
  assert.deepEqual(judge(watch, t0 + 60 * minute - 1), { kind: 'none' })
})

test('a film that fails from its first play on is an incident too', () => {
  assert.equal(judge(playing(emptyWatch, t0, 20, 20), t0 + minute - 1).kind, 'opened')
})

test('an open one is not opened again, and closes when plays succeed', () => {
  const failing = playing(healthyHour(), t0 + 58 * minute, 40, 20)
  const open: Watch = { ...failing, open: { incidentId: 'i', baselineRate: 0.006 } }
  assert.deepEqual(judge(open, t0 + 59 * minute - 1), { kind: 'none' })
  const well = playing(playing(open, t0 + 60 * minute, 20, 0), t0 + 61 * minute, 20, 0)
  assert.deepEqual(judge(well, t0 + 62 * minute - 1), { kind: 'closed' })
})

test('it closes when nobody plays the film any more', () => {
  const open: Watch = { ...healthyHour(), open: { incidentId: 'i', baselineRate: 0.006 } }
  assert.deepEqual(judge(open, t0 + 90 * minute), { kind: 'closed' })
})

test('what is older than the hour and the window is forgotten', () => {
  assert.equal(forget(healthyHour(), t0 + 200 * minute).buckets.length, 0)
  assert.equal(forget(healthyHour(), t0 + 58 * minute).buckets.length, healthyHour().buckets.length)
})
