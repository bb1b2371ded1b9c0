// Our signatures against Stripe's own SDK, both ways, and what must not be believed.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import Stripe from 'stripe'
import { signWebhook, webhookFault } from './signature.ts'

const stripe = new Stripe('sk_test_unused')
const secret = 'whsec_ours'
const body = Buffer.from(
  JSON.stringify({ id: 'evt_1', object: 'event', type: 'payment_intent.succeeded', name: 'žluť' }),
)
const now = 1_700_000_000_000

test('what Stripe signs, we believe', () => {
  const header = stripe.webhooks.generateTestHeaderString({ payload: body.toString(), secret, timestamp: now / 1_000 })
  assert.equal(webhookFault(body, header, secret, now), undefined)
})

test('what we sign, Stripe believes', () => {
  const event = stripe.webhooks.constructEvent(body, signWebhook(body, secret, Date.now()), secret)
  assert.equal(event.id, 'evt_1')
})

test('another body, another secret, or another time is not believed', () => {
  const header = signWebhook(body, secret, now)
  assert.equal(webhookFault(Buffer.from(`${body} `), header, secret, now), 'no-match')
  assert.equal(webhookFault(body, header, 'whsec_theirs', now), 'no-match')
  assert.equal(webhookFault(body, header.replace(/t=\d+/, `t=${now / 1_000 + 1}`), secret, now), 'no-match')
})

test('five minutes are the limit, before and after', () => {
  const header = signWebhook(body, secret, now)
  assert.equal(webhookFault(body, header, secret, now + 300_000), undefined)
  assert.equal(webhookFault(body, header, secret, now + 300_001), 'too-old')
  assert.equal(webhookFault(body, header, secret, now - 300_001), 'too-old')
})

test('while a secret changes, either signature will do', () => {
  const [time, ours] = signWebhook(body, secret, now).split(',')
  const [, theirs] = signWebhook(body, 'whsec_next', now).split(',')
  assert.equal(webhookFault(body, `${time},${theirs},${ours}`, secret, now), undefined)
  assert.equal(webhookFault(body, `${time},${theirs},${ours}`, 'whsec_next', now), undefined)
})

test('a header that is none is malformed', () => {
  for (const header of [undefined, '', 't=1', 'v1=00', 't=x,v1=00', 't=1,v0=00', `t=${'9'.repeat(13)},v1=00`])
    assert.equal(webhookFault(body, header, secret, now), 'malformed')
  assert.equal(webhookFault(body, 't=1700000000,v1=zz', secret, now), 'no-match')
})
