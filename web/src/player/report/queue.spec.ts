// Play events arrive, in order, whatever fails on the way.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import type { PlayEvent } from '../../api/playback.ts'
import { ApiError } from '../../api/problem.ts'
import { eventQueue } from './queue.ts'
import type { Fact } from './viewing.ts'

const pause: Fact = { type: 'pause', positionMs: 0, playedMs: 0 }

const told = (fail: (call: number) => unknown = () => undefined) => {
  const batches: { events: readonly PlayEvent[]; keepalive: boolean }[] = []
  const seen = { closed: 0, renewed: 0 }
  const queue = eventQueue({
    send: async (events, keepalive) => {
      batches.push({ events, keepalive })
      const error = fail(batches.length)
      if (error) throw error
    },
    onUnauthenticated: async () => {
      seen.renewed += 1
    },
    onClosed: () => {
      seen.closed += 1
    },
    wait: async () => {},
  })
  const sequences = () => batches.map(({ events }) => events.map(({ sequence }) => sequence))
  return { queue, batches, seen, sequences }
}

const add = (queue: ReturnType<typeof eventQueue>, count: number) => {
  for (let n = 0; n < count; n += 1) queue.add(pause)
}

test('events are numbered from 1 and sent in batches of at most 200', async () => {
  const { queue, sequences } = told()
  add(queue, 450)
  await queue.flush()
  assert.deepEqual(
    sequences().map((batch) => [batch[0], batch.at(-1)]),
    [
      [1, 200],
      [201, 400],
      [401, 450],
    ],
  )
})

test('a batch whose fate is unknown is sent again as it was, before anything newer', async () => {
  const { queue, sequences } = told((call) => call <= 2 && new ApiError('offline', 0, ''))
  add(queue, 2)
  const flushed = queue.flush()
  add(queue, 1)
  await flushed
  assert.deepEqual(sequences(), [
    [1, 2],
    [1, 2, 3],
    [1, 2, 3],
  ])
})

test('a token that ended is renewed, then the batch goes on its way', async () => {
  const { queue, seen, sequences } = told((call) => call === 1 && new ApiError('token-expired', 401, ''))
  add(queue, 1)
  await queue.flush()
  assert.equal(seen.renewed, 1)
  assert.deepEqual(sequences(), [[1], [1]])
})

test('a batch that nobody will ever take is dropped, the next is not', async () => {
  const { queue, sequences } = told((call) => call === 1 && new ApiError('invalid-request', 400, ''))
  add(queue, 1)
  await queue.flush()
  add(queue, 1)
  await queue.flush()
  assert.deepEqual(sequences(), [[1], [2]])
})

test('a closed session is noticed here too, and nothing more is sent', async () => {
  const { queue, seen, batches } = told(() => new ApiError('playback-closed', 403, ''))
  add(queue, 1)
  await queue.flush()
  add(queue, 1)
  await queue.flush()
  queue.flushAndLeave()
  assert.equal(seen.closed, 1)
  assert.equal(batches.length, 1)
})

test('leaving the page hands over what waits and what is on its way', async () => {
  let arrive = () => {}
  const batches: { sequences: number[]; keepalive: boolean }[] = []
  const queue = eventQueue({
    send: (events, keepalive) => {
      batches.push({ sequences: events.map(({ sequence }) => sequence), keepalive })
      return new Promise((resolve) => {
        arrive = resolve
      })
    },
    onUnauthenticated: async () => {},
    onClosed: () => {},
  })
  add(queue, 1)
  void queue.flush()
  add(queue, 1)
  queue.flushAndLeave()
  assert.deepEqual(batches, [
    { sequences: [1], keepalive: false },
    { sequences: [1, 2], keepalive: true },
  ])
  arrive()
})

test('whatever fails in between, every event arrives, and in order', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.boolean(), { maxLength: 30 }),
      fc.integer({ min: 1, max: 700 }),
      async (fails, count) => {
        const { queue, batches } = told((call) => fails[call - 1] && new ApiError('unavailable', 503, ''))
        add(queue, count)
        await queue.flush()
        const arrived = batches
          .filter((_, at) => !fails[at])
          .flatMap(({ events }) => events.map(({ sequence }) => sequence))
        assert.deepEqual(
          arrived,
          Array.from({ length: count }, (_, at) => at + 1),
        )
      },
    ),
  )
})
