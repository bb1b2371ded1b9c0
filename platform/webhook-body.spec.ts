// Bodies as the two providers send them, and bodies that are about nothing of ours.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { readWebhook } from './webhook-body.ts'

const viewerId = '5f0c2a53-9d5a-4c63-8f1e-0d5f5f5f0001'
const orderId = '5f0c2a53-9d5a-4c63-8f1e-0d5f5f5f0002'
const metadata = { viewerId, orderId }

test('the sandbox names the order in its payment', () => {
  const body = { id: 'evt_1', type: 'payment.succeeded', created: 1, data: { payment: { id: 'pay_1', metadata } } }
  assert.deepEqual(readWebhook('sandbox', body), {
    ...{ eventId: 'evt_1', type: 'payment.succeeded', about: metadata, mayBeRefund: false },
  })
})

test('Stripe names the order in the object that the event is about', () => {
  for (const object of ['payment_intent', 'charge']) {
    const body = { id: 'evt_2', object: 'event', type: `${object}.succeeded`, data: { object: { object, metadata } } }
    assert.deepEqual(readWebhook('stripe', body), {
      ...{ eventId: 'evt_2', type: `${object}.succeeded`, about: metadata, mayBeRefund: false },
    })
  }
})

test('a subscription is named by its own metadata, an invoice by those of its subscription', () => {
  const about = { viewerId, subscriptionId: orderId }
  const subscription = { id: 'sub_1', metadata: about }
  const sandbox = { id: 'evt_5', type: 'subscription.updated', data: { subscription } }
  assert.deepEqual(readWebhook('sandbox', sandbox)?.about, about)
  const invoice = { object: 'invoice', metadata: {}, parent: { subscription_details: { metadata: about } } }
  for (const object of [{ object: 'subscription', metadata: about }, invoice])
    assert.deepEqual(readWebhook('stripe', { id: 'evt_6', type: 'x', data: { object } })?.about, about)
})

test('what may be about money that goes back says so; so does what is not known yet', () => {
  const of = (provider: string, type: string) => {
    const data = provider === 'sandbox' ? { payment: { metadata } } : { object: { metadata } }
    return readWebhook(provider, { id: 'evt_4', type, data })?.mayBeRefund
  }
  for (const type of ['payment.created', 'payment.requires_action', 'payment.canceled'])
    assert.equal(of('sandbox', type), false)
  assert.equal(of('sandbox', 'payment.refunded'), true)
  for (const type of ['payment_intent.succeeded', 'payment_intent.payment_failed', 'charge.succeeded'])
    assert.equal(of('stripe', type), false)
  for (const type of [
    'charge.refunded',
    'charge.refund.updated',
    'refund.failed',
    'charge.dispute.created',
    'new.kind',
  ])
    assert.equal(of('stripe', type), true)
})

test('what Stripe makes of a payment names it: a refund has metadata of its own, a dispute none', () => {
  for (const [object, own] of [
    ['refund', { refundId: 'r' }],
    ['dispute', {}],
  ] as const) {
    const data = { object: { object, payment_intent: 'pi_3', metadata: own } }
    const notice = readWebhook('stripe', { id: 'evt_5', type: `${object}.created`, data })
    assert.deepEqual(notice?.about, { paymentId: 'pi_3' })
    assert.equal(notice?.mayBeRefund, true)
  }
})

test('an account is named with its seller', () => {
  const account = { id: 'acct_1', metadata: { sellerId: viewerId } }
  const wanted = { accountId: 'acct_1', sellerId: viewerId }
  const stripe = { id: 'evt_6', type: 'account.updated', data: { object: { object: 'account', ...account } } }
  assert.deepEqual(readWebhook('stripe', stripe)?.about, wanted)
  const sandbox = { id: 'evt_7', type: 'account.updated', data: { account } }
  assert.deepEqual(readWebhook('sandbox', sandbox)?.about, wanted)
})

test('an event about something else is nothing', () => {
  const bodies: unknown[] = [
    undefined,
    null,
    'text',
    [],
    {},
    { id: 'evt_3', data: null },
    { id: 'evt_3', data: { object: { metadata: {} } } },
    { id: 'evt_3', data: { object: { payment_intent: 3 } } },
    { id: 'evt_3', data: { object: { payment_intent: 'pi 3' } } },
    { id: 'evt_3', data: { object: { metadata: { viewerId, orderId: 'order' } } } },
    { id: 3, data: { object: { metadata } } },
    { id: '', data: { object: { metadata } } },
    { id: 'e'.repeat(256), data: { object: { metadata } } },
  ]
  for (const body of bodies) assert.equal(readWebhook('stripe', body), undefined)
})
