// Bodies as the two providers send them, and bodies that are about nothing of ours.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { readWebhook } from './webhook-body.ts'

const viewerId = '5f0c2a53-9d5a-4c63-8f1e-0d5f5f5f0001'
const orderId = '5f0c2a53-9d5a-4c63-8f1e-0d5f5f5f0002'
const metadata = { viewerId, orderId }

test('the sandbox names the order in its payment', () => {
  const body = { id: 'evt_1', type: 'payment.succeeded', created: 1, data: { payment: { id: 'pay_1', metadata } } }
  assert.deepEqual(readWebhook('sandbox', body), { eventId: 'evt_1', viewerId, orderId })
})

test('Stripe names the order in the object that the event is about', () => {
  for (const object of ['payment_intent', 'charge']) {
    const body = { id: 'evt_2', object: 'event', type: `${object}.succeeded`, data: { object: { object, metadata } } }
    assert.deepEqual(readWebhook('stripe', body), { eventId: 'evt_2', viewerId, orderId })
  }
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
    { id: 'evt_3', data: { object: { metadata: { viewerId, orderId: 'order' } } } },
    { id: 3, data: { object: { metadata } } },
    { id: '', data: { object: { metadata } } },
    { id: 'e'.repeat(256), data: { object: { metadata } } },
  ]
  for (const body of bodies) assert.equal(readWebhook('stripe', body), undefined)
})
