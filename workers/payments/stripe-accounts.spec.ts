// How a seller's account stands, as Stripe's object says it.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import type Stripe from 'stripe'
import { accountOf } from './stripe-accounts.ts'

const account = (part: object) => ({ id: 'acct_1', ...part }) as Stripe.Account
const read = (part: object) => {
  const { status, reason } = accountOf(account(part))
  return [status, reason]
}

test('an account that may receive transfers is active; one that said nothing is pending; any other wants something', () => {
  assert.deepEqual(read({ capabilities: { transfers: 'active' }, details_submitted: true }), ['active', null])
  assert.deepEqual(read({ capabilities: { transfers: 'inactive' }, details_submitted: false }), ['pending', null])
  const past = { details_submitted: true, requirements: { disabled_reason: 'requirements.past_due' } }
  assert.deepEqual(read(past), ['restricted', 'requirements-past-due'])
  assert.deepEqual(read({ details_submitted: true }), ['restricted', 'under-review'])
})
