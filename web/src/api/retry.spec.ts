// What is sent again, how often, and after how long.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { ApiError } from './problem.ts'
import { commandRetry, delayAfter, retrying } from './retry.ts'

const soon = { tries: 4, firstMs: 1, maxMs: 2 }
const failing = (...errors: unknown[]) => {
  const calls = { count: 0 }
  const attempt = async () => {
    const error = errors[calls.count]
    calls.count += 1
    if (error) throw error
    return 'done'
  }
  return { calls, attempt }
}

test('what is unknown is tried again until it is known', async () => {
  const { calls, attempt } = failing(new ApiError('offline', 0, ''), new ApiError('outcome-unknown', 504, ''))
  assert.equal(await retrying(soon, attempt), 'done')
  assert.equal(calls.count, 3)
})

test('a refusal is not tried again', async () => {
  const { calls, attempt } = failing(new ApiError('price-changed', 409, ''))
  await assert.rejects(retrying(soon, attempt), { type: 'price-changed' })
  assert.equal(calls.count, 1)
})

test('that nothing can be paid is told at once', async () => {
  const { calls, attempt } = failing(new ApiError('payments-unavailable', 503, '', 15))
  await assert.rejects(retrying(soon, attempt), { type: 'payments-unavailable', retryAfter: 15 })
  assert.equal(calls.count, 1)
})

test('it gives up after so many tries and says why', async () => {
  const { calls, attempt } = failing(...Array.from({ length: 9 }, () => new ApiError('unavailable', 503, '')))
  await assert.rejects(retrying(soon, attempt), { type: 'unavailable' })
  assert.equal(calls.count, 4)
})

test('who stopped waiting gets the reason and no further call', async () => {
  const { calls, attempt } = failing(new ApiError('offline', 0, ''), new ApiError('offline', 0, ''))
  await assert.rejects(retrying({ ...soon, firstMs: 60_000, maxMs: 60_000 }, attempt, AbortSignal.timeout(5)), {
    name: 'TimeoutError',
  })
  assert.equal(calls.count, 1)
})

test('a wait lies between half and all of what doubling gives, and never above the rule', () =>
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 40 }), fc.double({ min: 0, max: 1, noNaN: true }), (failures, random) => {
      const wait = delayAfter(commandRetry, failures, undefined, random)
      const full = Math.min(400 * 2 ** (failures - 1), 8_000)
      assert.ok(wait >= full / 2 && wait <= full)
    }),
  ))

test('Retry-After is obeyed, up to half a minute', () => {
  assert.equal(delayAfter(commandRetry, 1, 3), 3_000)
  assert.equal(delayAfter(commandRetry, 1, 3_600), 30_000)
})
