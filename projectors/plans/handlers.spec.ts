// A row per plan, as it was set last.
import { test } from 'node:test'
import { projectionSpec } from '../../runtime/index.ts'
import { plans } from './handlers.ts'

const terms = {
  planId: 'plan',
  period: 'MONTH',
  trialDays: 0,
  genres: [],
  filmIds: [],
  operatorId: 'operator',
} as const
const set = (at: number, version: number, amount: bigint) =>
  ({ type: 'PlanSet', at, ...terms, name: `v${version}`, version, prices: [{ amount, currency: 'EUR' }] }) as const

test('a plan is what was set last; retired it stays for who has it', () =>
  projectionSpec(plans)
    .given(set(4, 1, 799n), set(5, 2, 899n), { type: 'PlanRetired', at: 6, planId: 'plan', operatorId: 'operator' })
    .then({
      plan: {
        ...{ name: 'v2', period: 'MONTH', trialDays: 0, genres: [], filmIds: [], version: 2, madeAt: 4, retiredAt: 6 },
        prices: [{ amount: 899n, currency: 'EUR' }],
      },
    }))
