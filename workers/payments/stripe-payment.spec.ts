// Stripe's states, errors and currencies, as its SDK makes them.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import Stripe from 'stripe'
import { ProviderRefused, ProviderUnavailable } from './provider.ts'
import { disputeOf, fromStripe, isDispute, paymentOf, toStripe, translated } from './stripe-payment.ts'

const intent = (part: object): Stripe.PaymentIntent =>
  ({
    id: 'pi_1',
    object: 'payment_intent',
    status: 'requires_confirmation',
    amount: 399,
    amount_received: 0,
    currency: 'eur',
    latest_charge: null,
    last_payment_error: null,
    next_action: null,
    metadata: { orderId: 'order' },
    ...part,
  }) as unknown as Stripe.PaymentIntent

const read = (part: object) => {
  const { paymentId, amount, currency, refunded, orderId, ...state } = paymentOf(intent(part))
  assert.deepEqual([paymentId, currency, orderId], ['pi_1', 'EUR', 'order'])
  return { state, amount, refunded }
}

test('each state of an intent has one meaning', () => {
  const declined = { last_payment_error: { code: 'card_declined' } }
  const redirect = { next_action: { type: 'redirect_to_url', redirect_to_url: { url: 'https://bank/1' } } }
  const cases = [
    [{}, { status: 'unconfirmed' }],
    [{ status: 'requires_payment_method' }, { status: 'unconfirmed' }],
    [
      { status: 'requires_payment_method', ...declined },
      { status: 'failed', reason: 'card-declined' },
    ],
    [
      { status: 'requires_action', ...redirect },
      { status: 'action-required', url: 'https://bank/1' },
    ],
    [{ status: 'requires_action' }, { status: 'processing' }],
    [{ status: 'processing' }, { status: 'processing' }],
    [{ status: 'succeeded' }, { status: 'taken' }],
    [{ status: 'canceled', ...declined }, { status: 'cancelled' }],
  ] as const
  for (const [part, state] of cases) assert.deepEqual(read(part).state, state)
  assert.throws(() => read({ status: 'new_in_2027' }), ProviderUnavailable)
})

test('what was taken is what was received, less what went back', () => {
  assert.equal(read({ status: 'succeeded', amount_received: 398 }).amount, 398n)
  assert.equal(read({ status: 'processing', amount_received: 0 }).amount, 399n)
  assert.equal(read({ latest_charge: { amount_refunded: 100 } }).refunded, 100n)
  assert.equal(read({ latest_charge: 'ch_1' }).refunded, 0n)
})

test('amounts are minor units; only two currencies are counted otherwise', () => {
  assert.deepEqual([toStripe(399n, 'EUR'), toStripe(500n, 'JPY'), toStripe(500n, 'ISK')], [399, 500, 50_000])
  assert.deepEqual([fromStripe(399, 'eur'), fromStripe(50_000, 'isk')], [399n, 500n])
})

test('errors are refusals when asking again cannot help, and say nothing of what was sent', () => {
  const error = (statusCode: number, type: string, code?: string) =>
    translated(
      Stripe.errors.StripeError.generate({
        type,
        statusCode,
        message: 'No such payment_method: pm_secret',
        ...(code ? { code } : {}),
      } as Parameters<typeof Stripe.errors.StripeError.generate>[0]),
    )
  const refused = error(400, 'invalid_request_error', 'resource_missing')
  assert.ok(refused instanceof ProviderRefused)
  assert.deepEqual([refused.reason, refused.message.includes('pm_secret')], ['resource-missing', false])
  assert.ok(error(402, 'card_error', 'card_declined') instanceof ProviderRefused)
  for (const status of [401, 403, 409, 429, 500, 503])
    assert.ok(error(status, 'api_error') instanceof ProviderUnavailable, String(status))
  assert.ok(translated(new Error('socket hang up')) instanceof ProviderUnavailable)
})

test('a dispute is open until it is decided; an early warning is none', () => {
  const dispute = (status: string) =>
    ({ id: 'dp_1', amount: 399, currency: 'eur', status, reason: 'product_not_received' }) as Stripe.Dispute
  const about = { disputeId: 'dp_1', amount: 399n, currency: 'EUR', reason: 'product-not-received' }
  for (const [theirs, ours] of [
    ['needs_response', 'open'],
    ['under_review', 'open'],
    ['won', 'won'],
    ['prevented', 'won'],
    ['lost', 'lost'],
  ] as const)
    assert.deepEqual(disputeOf(dispute(theirs)), { ...about, status: ours })
  assert.deepEqual(
    ['lost', 'warning_needs_response', 'warning_closed'].map((one) => isDispute(dispute(one))),
    [true, false, false],
  )
})
