// What an operator may offer, and when periods end.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { SetPlan } from '../../schemas/generated/types/plans.ts'
import { specFor } from '../../test/given.ts'
import { decide, evolve, noPlan } from './decider.ts'
import { endOfPeriod } from './rules.ts'

const given = specFor(decide, evolve, noPlan)
const wish = (now: number, part: Partial<SetPlan> = {}): SetPlan => ({
  type: 'SetPlan',
  period: 'MONTH',
  ...{ now, planId: 'plan', name: 'All', trialDays: 0, prices: [{ amount: 799n, currency: 'EUR' }] },
  ...{ genres: [], filmIds: [], operatorId: 'operator', ...part },
})
const set = ({ type: _, now, ...terms }: SetPlan, version: number) =>
  ({ type: 'PlanSet', at: now, ...terms, version }) as const
const retire = (now: number) => ({ type: 'RetirePlan', now, planId: 'plan', operatorId: 'operator' }) as const
const retired = (at: number) => ({ type: 'PlanRetired', at, planId: 'plan', operatorId: 'operator' }) as const

test('each change of a plan is a version; said again it is none', () => {
  const dearer = wish(2, { prices: [{ amount: 899n, currency: 'EUR' }] })
  given()
    .when(wish(1))
    .then(set(wish(1), 1))
  given(set(wish(1), 1))
    .when(wish(2))
    .then()
  given(set(wish(1), 1))
    .when(dearer)
    .then(set(dearer, 2))
  given(set(wish(1), 1))
    .when(wish(2, { period: 'YEAR' }))
    .refused('invalid-request')
})

test('retired it is not changed any more', () => {
  given().when(retire(1)).refused('not-found')
  given(set(wish(1), 1))
    .when(retire(2))
    .then(retired(2))
  given(set(wish(1), 1), retired(2))
    .when(retire(3))
    .then()
  given(set(wish(1), 1), retired(2))
    .when(wish(3))
    .refused('plan-unavailable')
})

test('a plan says what it costs, once in each currency, and is called something', () => {
  const euro = { amount: 799n, currency: 'EUR' }
  for (const part of [
    { name: ' ' },
    { prices: [] },
    { prices: [euro, euro] },
    { prices: [{ ...euro, currency: 'ABC' }] },
    { prices: [{ ...euro, amount: 0n }] },
    { trialDays: -1 },
    { trialDays: 91 },
  ])
    given().when(wish(1, part)).refused('invalid-request')
})

test('a month ends on the day on which it began, or on the last day of a shorter one', () => {
  const ends = (anchor: string, period: 'MONTH' | 'YEAR', n: number) =>
    new Date(endOfPeriod(Date.parse(anchor), period, n)).toISOString()
  const anchor = '2027-01-31T20:15:00.000Z'
  assert.deepEqual(
    [1, 2, 3, 12].map((n) => ends(anchor, 'MONTH', n)),
    ['2027-02-28', '2027-03-31', '2027-04-30', '2028-01-31'].map((day) => `${day}T20:15:00.000Z`),
  )
  assert.equal(ends('2028-02-29T00:00:00.000Z', 'YEAR', 1), '2029-02-28T00:00:00.000Z')
  assert.equal(ends('2028-02-29T00:00:00.000Z', 'YEAR', 4), '2032-02-29T00:00:00.000Z')
  assert.equal(ends('2026-12-15T01:02:03.004Z', 'MONTH', 1), '2027-01-15T01:02:03.004Z')
})
