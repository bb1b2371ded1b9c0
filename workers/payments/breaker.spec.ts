// The breaker's three states, with times that can be checked by head.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createBreaker } from './breaker.ts'

const opened = () => {
  const breaker = createBreaker({ opensAfter: 3, rest: 100 })
  for (const now of [1, 2, 3]) breaker.failed(now)
  return breaker
}

test('it opens after failures in a row, not after failures', () => {
  const breaker = createBreaker({ opensAfter: 3, rest: 100 })
  breaker.failed(1)
  breaker.failed(2)
  breaker.succeeded()
  breaker.failed(3)
  breaker.failed(4)
  assert.equal(breaker.state(4), 'closed')
  assert.equal(breaker.enter(4), true)
  breaker.failed(5)
  assert.equal(breaker.state(5), 'open')
  assert.equal(breaker.enter(5), false)
})

test('after its rest one caller tries', () => {
  const breaker = opened()
  assert.equal(breaker.enter(102), false)
  assert.deepEqual([breaker.state(103), breaker.opensAt()], ['half-open', 103])
  assert.deepEqual([breaker.enter(103), breaker.enter(103)], [true, false])
})

test('a try that succeeds closes it, one that fails opens it again', () => {
  const good = opened()
  good.enter(103)
  good.succeeded()
  assert.deepEqual([good.state(103), good.opensAt()], ['closed', 0])
  const bad = opened()
  bad.enter(103)
  bad.failed(104)
  assert.deepEqual([bad.state(203), bad.state(204)], ['open', 'half-open'])
})
