// What Stripe's balance transactions mean to us.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import type Stripe from 'stripe'
import { movementOf } from './stripe-balance.ts'

const read = (part: object) =>
  movementOf({
    ...{
      id: 'txn_1',
      created: 5,
      currency: 'eur',
      fee: 0,
      exchange_rate: null,
      source: null,
      type: 'charge',
      amount: 1,
    },
    ...part,
  } as unknown as Stripe.BalanceTransaction)

test('a charge is known by its payment, and brings its fee', () => {
  const source = { id: 'ch_1', object: 'charge', payment_intent: 'pi_1', amount: 1299, currency: 'eur' }
  assert.deepEqual(read({ amount: 1299, fee: 44, source }), {
    ...{ kind: 'payment', reference: 'pi_1', amount: 1299n, currency: 'EUR', fee: 44n, feeCurrency: 'EUR', at: 5_000 },
  })
})

test('what was paid in another currency than Stripe settles in is told as it was paid', () => {
  const source = { id: 're_1', object: 'refund', payment_intent: 'pi_1', amount: 500, currency: 'usd' }
  const { kind, reference, amount, currency, feeCurrency } = read({
    ...{ type: 'refund', amount: -460, exchange_rate: 0.92, source },
  })
  assert.deepEqual([kind, reference, amount, currency, feeCurrency], ['refund', 're_1', -500n, 'USD', 'EUR'])
})

test('a dispute takes and gives back under its own id; payouts go to our own bank; the rest is told as it is', () => {
  const dispute = { id: 'dp_1', object: 'dispute', amount: 900, currency: 'eur' }
  const kinds = [
    read({ type: 'adjustment', amount: -900, source: dispute }),
    read({ type: 'adjustment', amount: 900, source: dispute }),
    read({ type: 'payout', amount: -100, source: 'po_1' }),
    read({ type: 'transfer', amount: -100, source: { id: 'tr_1', object: 'transfer' } }),
    read({ type: 'stripe_fee', amount: -7 }),
  ].map(({ kind, reference }) => [kind, reference])
  assert.deepEqual(kinds, [
    ...[
      ['dispute', 'dp_1'],
      ['dispute-won', 'dp_1'],
      ['bank', 'po_1'],
    ],
    ...[
      ['transfer', 'tr_1'],
      ['other', 'txn_1'],
    ],
  ])
})
