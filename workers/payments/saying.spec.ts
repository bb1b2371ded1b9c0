// What is said while nobody gets through to the provider, by a clock that stands still.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createBreaker } from './breaker.ts'
import { whileShut } from './saying.ts'

test('it is said at once, every second while it is shut and somebody tries, and no more once it is closed', (t) => {
  t.mock.timers.enable({ apis: ['setInterval'] })
  let now = 0
  const said: number[] = []
  const settings = { opensAfter: 1, opensAtHalfOf: 10, within: 1_000, rest: 3_500 }
  const breaker = createBreaker({ ...settings, opened: () => saying.now() })
  const saying = whileShut(
    breaker,
    () => now,
    (until) => said.push(until),
  )
  const pass = (ms: number) => {
    now += ms
    t.mock.timers.tick(ms)
  }
  pass(2_000)
  assert.deepEqual(said, [])
  breaker.enter(now)?.failed(now)
  assert.deepEqual(said, [5_500])
  for (const _ of [1, 2, 3]) pass(1_000)
  assert.equal(said.length, 4)
  pass(1_000)
  assert.equal(said.length, 4, 'half open, and nobody tries: the next order may')
  const attempt = breaker.enter(now)
  pass(1_000)
  assert.equal(said.length, 5)
  attempt?.succeeded(now)
  pass(10_000)
  assert.equal(said.length, 5)
  saying.stop()
})
