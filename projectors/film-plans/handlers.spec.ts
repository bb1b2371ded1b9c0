// A row per film that is in a plan.
import { test } from 'node:test'
import { projectionSpec } from '../../runtime/index.ts'
import { filmPlans } from './handlers.ts'

const set = (filmId: string, ...planIds: string[]) => ({ type: 'FilmPlansSet', at: 1, filmId, planIds }) as const

test('what the seller said last holds; in no plan is no row', () =>
  projectionSpec(filmPlans)
    .given(set('one', 'a'), set('other', 'a'), set('one', 'a', 'b'), set('other'))
    .then({ one: { planIds: ['a', 'b'] } }))
