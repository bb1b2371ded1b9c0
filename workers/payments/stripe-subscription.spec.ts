// Stripe Billing's objects in our words.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import type Stripe from 'stripe'
import { billedOf, intentOf, invoiceOf } from './stripe-subscription.ts'

const subscription = (part: object): Stripe.Subscription =>
  ({
    ...{ id: 'sub_1', status: 'active', cancel_at_period_end: false, metadata: { planId: 'plan' }, trial_end: null },
    ...{ pending_setup_intent: null, cancellation_details: null, ...part },
  }) as unknown as Stripe.Subscription
const intent = (part: object) =>
  ({
    id: 'pi',
    currency: 'eur',
    amount: 799,
    metadata: {},
    latest_charge: null,
    ...part,
  }) as unknown as Stripe.PaymentIntent
const stateOf = (part: object, first?: Stripe.PaymentIntent) => {
  const {
    providerSubscriptionId: _,
    cancelAtPeriodEnd: __,
    planId: ___,
    ...state
  } = billedOf(subscription(part), first)
  return state
}

test('a subscription is what its status and its first payment say', () => {
  assert.deepEqual(billedOf(subscription({ cancel_at_period_end: true })), {
    ...{ status: 'active', providerSubscriptionId: 'sub_1', cancelAtPeriodEnd: true, planId: 'plan' },
  })
  const incomplete = { status: 'incomplete' }
  assert.deepEqual(stateOf(incomplete), { status: 'unconfirmed' })
  assert.deepEqual(stateOf(incomplete, intent({ status: 'requires_confirmation' })), { status: 'unconfirmed' })
  assert.deepEqual(stateOf(incomplete, intent({ status: 'processing' })), { status: 'processing' })
  const next_action = { redirect_to_url: { url: 'https://bank' } }
  const asked = { status: 'action-required', url: 'https://bank' }
  assert.deepEqual(stateOf(incomplete, intent({ status: 'requires_action', next_action })), asked)
  const declined = { status: 'requires_payment_method', last_payment_error: { code: 'card_declined' } }
  assert.deepEqual(stateOf(incomplete, intent(declined)), { status: 'failed', reason: 'card-declined' })
  for (const status of ['past_due', 'unpaid', 'paused']) assert.deepEqual(stateOf({ status }), { status: 'past-due' })
  const canceled = (reason: string | null) => stateOf({ status: 'canceled', cancellation_details: { reason } })
  assert.deepEqual(canceled('payment_failed'), { status: 'ended', reason: 'payment-failed' })
  assert.deepEqual(canceled('cancellation_requested'), { status: 'ended', reason: 'cancelled' })
})

test('a trial begins once the card was shown', () => {
  const trial = { status: 'trialing', trial_end: 1_800_000_000 }
  const setup = (part: object) => stateOf({ ...trial, pending_setup_intent: { id: 'seti', ...part } })
  assert.deepEqual(setup({ status: 'requires_confirmation' }), { status: 'unconfirmed' })
  const next_action = { redirect_to_url: { url: 'https://bank' } }
  assert.deepEqual(setup({ status: 'requires_action', next_action }), {
    status: 'action-required',
    url: 'https://bank',
  })
  const declined = { status: 'requires_payment_method', last_setup_error: { code: 'card_declined' } }
  assert.deepEqual(setup(declined), { status: 'failed', reason: 'card-declined' })
  assert.deepEqual(stateOf(trial), { status: 'trialing', until: 1_800_000_000_000 })
})

const invoice = (part: object): Stripe.Invoice =>
  ({
    ...{ id: 'in_1', status: 'paid', total: 799, currency: 'eur', attempt_count: 1, period_start: 1, period_end: 2 },
    lines: { data: [{ parent: { type: 'subscription_item_details' }, period: { start: 10, end: 20 } }] },
    payments: {
      data: [
        { status: 'canceled', payment: { payment_intent: 'pi_0' } },
        { status: 'paid', payment: { payment_intent: 'pi_1' } },
      ],
    },
    status_transitions: { paid_at: 11 },
    parent: { subscription_details: { metadata: { planId: 'plan' } } },
    ...part,
  }) as unknown as Stripe.Invoice

test('an invoice is of the period of its line, paid by the payment that was taken', () => {
  assert.deepEqual(invoiceOf(invoice({})), {
    ...{ invoiceId: 'in_1', status: 'paid', planId: 'plan', paymentId: 'pi_1', amount: 799n, currency: 'EUR' },
    ...{ periodStart: 10_000, periodEnd: 20_000, paidAt: 11_000, reason: null },
  })
  const unpaid = { status_transitions: { paid_at: null } }
  const tried = invoiceOf(invoice({ status: 'open', ...unpaid }))
  assert.deepEqual([tried?.status, tried?.reason, tried?.paidAt], ['failed', 'payment-failed', null])
  assert.equal(invoiceOf(invoice({ status: 'open', attempt_count: 0, ...unpaid }))?.status, 'open')
  assert.equal(invoiceOf(invoice({ total: 0 })), undefined)
  assert.equal(intentOf({}), null)
})
