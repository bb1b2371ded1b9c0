// The short form of `npm run proof:commerce`, and its negative control: a worker that pays in one go is found out.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { failings } from './failings.ts'
import { proveCommerce } from './proof.ts'
import { withoutStripe } from './providers.ts'

const orders = Number(process.env.MATINEE_PROOF_ORDERS ?? 60)
const limit = { timeout: 3_600_000 }

test(
  'a purchase is charged once, granted once and booked once, whatever happens to workers and answers',
  limit,
  async () => {
    const result = await proveCommerce({ orders })
    console.log(JSON.stringify(result))
    assert.deepEqual(failings(result), [])
    assert.ok(result.purchases >= orders)
  },
)

test('so it is at Stripe, as localstripe plays it', { ...limit, skip: withoutStripe() ?? false }, async () => {
  const result = await proveCommerce({ orders: 20, by: 'stripe' })
  console.log(JSON.stringify(result))
  assert.deepEqual(failings(result), [])
  assert.ok(result.purchases >= 20)
})

test('a worker that makes and confirms a payment in one go charges some of them twice', limit, async () => {
  const result = await proveCommerce({ orders: 60, control: true })
  console.log(JSON.stringify(result))
  assert.ok(result.charges > result.purchases, 'it must be found out')
})
