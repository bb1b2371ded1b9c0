// The queue before the engine: never more at once than allowed, nobody waits without a bound.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { openQueue } from './queue.ts'
import { Refused } from './statement.ts'

const gate = () => {
  const { promise, resolve } = Promise.withResolvers<void>()
  return { work: () => promise, open: () => resolve() }
}

test('runs so many at once, lets so many wait, refuses the rest, and goes on', async () => {
  const queue = openQueue({ running: 2, waiting: 1, patienceMs: 60_000 })
  const [a, b, c] = [gate(), gate(), gate()]
  const runs = [queue.run(a.work), queue.run(b.work), queue.run(c.work)]
  assert.equal(queue.waiting(), 1)
  await assert.rejects(
    queue.run(async () => 'never'),
    Refused,
  )
  a.open()
  await runs[0]
  assert.equal(queue.waiting(), 0)
  b.open()
  c.open()
  await Promise.all(runs)
  assert.equal(await queue.run(async () => 'again'), 'again')
})

test('refuses who has waited too long', async () => {
  const queue = openQueue({ running: 1, waiting: 5, patienceMs: 5 })
  const busy = gate()
  const running = queue.run(busy.work)
  await assert.rejects(
    queue.run(async () => 'late'),
    Refused,
  )
  busy.open()
  await running
})

test('a failure frees its place', async () => {
  const queue = openQueue({ running: 1, waiting: 0, patienceMs: 5 })
  await assert.rejects(
    queue.run(() => Promise.reject(new Error('no'))),
    /no/,
  )
  assert.equal(await queue.run(async () => 1), 1)
})
