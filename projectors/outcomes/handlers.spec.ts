// What became of commands: accepted with all its events, refused with its reason.
import { test } from 'node:test'
import { projectionSpec } from '../../runtime/index.ts'
import { outcomes } from './handlers.ts'

const meta = (commandId: string, offset: bigint) => ({
  commandId,
  topic: 'commerce',
  key: 'viewer account',
  offset,
  position: `commerce/0@${offset}`,
})
const ids = { viewerId: 'viewer', orderId: 'order', filmId: 'film' }
const taken = {
  type: 'PaymentTaken',
  couponId: null,
  at: 1,
  ...ids,
  sellerId: 'seller',
  kind: 'BUY',
  ...{ taxAmount: 0n, taxCountry: null, taxRate: null, sellerAmount: null, heldUntil: null },
  paymentId: 'pi',
  amount: 1n,
  currency: 'EUR',
} as const
const granted = {
  type: 'EntitlementGranted',
  at: 1,
  ...ids,
  kind: 'BUY',
  startBy: null,
  watchWithin: null,
  quality: null,
  availableFrom: null,
} as const
const row = { actor: 'viewer', topic: 'commerce', key: 'account' }

test('a command that left two events is one outcome, at the position of the last', () =>
  projectionSpec(outcomes)
    .given({ event: taken, meta: meta('c', 0n) }, { event: granted, meta: meta('c', 1n) })
    .then({
      c: {
        ...row,
        status: 'accepted',
        events: ['PaymentTaken', 'EntitlementGranted'],
        problem: null,
        detail: null,
        position: 'commerce/0@1',
        at: 1,
      },
    }))

test('a refusal keeps its type and what the caller is told', () =>
  projectionSpec(outcomes)
    .given({
      event: {
        type: 'CommandRejected',
        at: 4,
        commandType: 'PlaceOrder',
        problem: 'price-changed',
        detail: 'Ask again.',
      },
      meta: meta('c', 0n),
    })
    .then({
      c: {
        ...row,
        status: 'refused',
        events: [],
        problem: 'price-changed',
        detail: 'Ask again.',
        position: 'commerce/0@0',
        at: 4,
      },
    }))
