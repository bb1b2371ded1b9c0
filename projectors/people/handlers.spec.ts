// Where people live: what was said last, until they are forgotten.
import { test } from 'node:test'
import { projectionSpec } from '../../runtime/index.ts'
import { people } from './handlers.ts'

const declared = (personId: string, country: string) => ({ type: 'CountryDeclared', at: 1, personId, country }) as const

test('what was said last holds, until the person is erased', () =>
  projectionSpec(people)
    .given(declared('one', 'DE'), declared('one', 'AT'), declared('other', 'FR'), {
      ...{ type: 'PersonErased', at: 2, personId: 'other', operatorId: 'operator', reason: 'asked for' },
    })
    .then({ one: { country: 'AT' } }))
