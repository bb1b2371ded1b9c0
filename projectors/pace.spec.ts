// A rebuild gives way: idle, busy and behind, and how much of the time it takes.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type Load, liveLoad } from './live-load.ts'
import { paceOf } from './pace.ts'

test('live versions are idle, busy, or behind by what they and others say', () => {
  let now = 1_000_000
  const load = liveLoad(() => now)
  assert.equal(load.now(), 'idle')
  load.applied(3, now - 10)
  assert.equal(load.now(), 'busy')
  load.applied(3, now - 400)
  assert.equal(load.now(), 'behind')
  // One late batch is forgotten when those after it are in time.
  for (let i = 0; i < 20; i++) load.applied(1, now - 12)
  assert.equal(load.now(), 'busy')
  now += 1_500
  assert.equal(load.now(), 'idle')
  load.reported(10, 300)
  assert.equal(load.now(), 'busy', 'another process has live work')
  load.reported(5_000, 300)
  assert.equal(load.now(), 'behind')
  load.reported(5_000, 20_000)
  assert.equal(load.now(), 'busy', 'a lag of less than a second at that rate')
})

const loadThatIs = (now: () => Load) => ({ applied: () => undefined, reported: () => undefined, now })
const never = new AbortController().signal

test('idle: large batches, side by side; busy: small ones, one at a time, with rests in between', async () => {
  let is: Load = 'idle'
  const pace = paceOf(loadThatIs(() => is))
  assert.equal(pace.share(), 1)
  let running = 0
  let most = 0
  const work = async () => {
    most = Math.max(most, ++running)
    const until = performance.now() + 2
    while (performance.now() < until) await new Promise((resolve) => setImmediate(resolve))
    running--
  }
  const large = pace.batchSize()
  await Promise.all([pace.run(never, work), pace.run(never, work)])
  assert.equal(most, 2)
  is = 'busy'
  most = 0
  assert.ok(pace.batchSize() * 10 <= large)
  const began = performance.now()
  await Promise.all(Array.from({ length: 5 }, () => pace.run(never, work)))
  assert.equal(most, 1)
  assert.ok(performance.now() - began >= 5 * 2 * 3, 'it rests three times as long as it works')
})

test('behind: a smaller and smaller share, and never nothing; a stop ends the waiting', async () => {
  let is: Load = 'behind'
  const pace = paceOf(loadThatIs(() => is))
  const before = pace.share()
  const waiting = pace.run(never, async () => undefined)
  await new Promise((resolve) => setImmediate(resolve))
  is = 'busy'
  await waiting
  assert.ok(pace.share() < before)
  is = 'behind'
  const stop = new AbortController()
  const stopped = pace.run(stop.signal, async () => assert.fail('it ran'))
  stop.abort()
  await assert.rejects(stopped, { name: 'AbortError' })
})
