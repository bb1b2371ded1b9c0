// The breaker's three states, with times that can be checked by head.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type Breaker, createBreaker } from './breaker.ts'

const settings = { opensAfter: 3, opensAtHalfOf: 10, within: 50, rest: 100 }
const call = (breaker: Breaker, now: number, succeeds = false) => {
  const attempt = breaker.enter(now)
  assert.ok(attempt, `turned away at ${now}`)
  succeeds ? attempt.succeeded(now) : attempt.failed(now)
}
const opened = () => {
  const breaker = createBreaker(settings)
  for (const now of [1, 2, 3]) call(breaker, now)
  return breaker
}

test('it opens after failures in a row, not after failures', () => {
  const breaker = createBreaker(settings)
  call(breaker, 1)
  call(breaker, 2)
  call(breaker, 3, true)
  call(breaker, 4)
  call(breaker, 5)
  assert.deepEqual([breaker.state(5), breaker.isShut(5)], ['closed', false])
  call(breaker, 6)
  assert.deepEqual([breaker.state(6), breaker.isShut(6)], ['open', true])
  assert.equal(breaker.enter(6), undefined)
})

/** Every second one. */
const halves = (breaker: Breaker, from: number, count: number, step: number) => {
  for (let n = 0; n < count; n++) call(breaker, from + n * step, n % 2 === 0)
}

test('it opens when half of at least ten calls failed, and no earlier', () => {
  const breaker = createBreaker(settings)
  halves(breaker, 1, 9, 1)
  assert.equal(breaker.state(9), 'closed')
  call(breaker, 10)
  assert.equal(breaker.state(10), 'open')
})

test('what failed long ago does not count, nor what is less than half', () => {
  const rare = createBreaker(settings)
  halves(rare, 1, 40, 6)
  assert.equal(rare.state(240), 'closed')
  const few = createBreaker(settings)
  for (let n = 0; n < 40; n++) call(few, n, n % 3 !== 0)
  assert.equal(few.state(40), 'closed')
})

test('after its rest one caller tries', () => {
  const breaker = opened()
  assert.equal(breaker.enter(102), undefined)
  assert.deepEqual([breaker.state(103), breaker.opensAt(), breaker.isShut(103)], ['half-open', 103, false])
  assert.ok(breaker.enter(103))
  assert.deepEqual([breaker.enter(103), breaker.isShut(103)], [undefined, true])
})

test('a try that succeeds closes it, one that fails opens it again', () => {
  const good = opened()
  call(good, 103, true)
  assert.deepEqual([good.state(103), good.opensAt()], ['closed', 0])
  call(good, 104)
  assert.equal(good.state(104), 'closed', 'what was before is forgotten')
  const bad = opened()
  call(bad, 104)
  assert.deepEqual([bad.state(203), bad.state(204)], ['open', 'half-open'])
})

test('a call from before it opened neither closes it nor prolongs its rest', () => {
  const breaker = createBreaker(settings)
  const [slow, slower] = [breaker.enter(0), breaker.enter(0)]
  for (const now of [1, 2, 3]) call(breaker, now)
  slow?.succeeded(4)
  slower?.failed(5)
  assert.deepEqual([breaker.state(102), breaker.state(103)], ['open', 'half-open'])
})

test('it says when it opens and when it closes', () => {
  const told: string[] = []
  const breaker = createBreaker({
    ...{ ...settings, opened: () => told.push('opened'), closed: () => told.push('closed') },
  })
  for (const now of [1, 2, 3, 103]) call(breaker, now)
  call(breaker, 203, true)
  assert.deepEqual(told, ['opened', 'opened', 'closed'])
})
