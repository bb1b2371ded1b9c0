// Orders as rows: from placed to the receipt, or to why there is none.
import { test } from 'node:test'
import { projectionSpec } from '../../runtime/index.ts'
import type { CommerceEvent, OrderPlaced } from '../../schemas/generated/types/commerce.ts'
import { type OrderRow, orders } from './handlers.ts'

const ids = { viewerId: 'viewer', orderId: 'order' }
const placed: OrderPlaced = {
  type: 'OrderPlaced',
  at: 1,
  ...ids,
  filmId: 'film',
  sellerId: 'seller',
  kind: 'RENT',
  offerId: 'offer',
  offerVersion: 3,
  amount: 399n,
  currency: 'EUR',
  startWithin: 30,
  watchWithin: 2,
  provider: 'sandbox',
  paymentMethod: 'pm_ok',
}
const row: OrderRow = {
  viewerId: 'viewer',
  filmId: 'film',
  sellerId: 'seller',
  kind: 'RENT',
  offerId: 'offer',
  offerVersion: 3,
  amount: 399n,
  currency: 'EUR',
  provider: 'sandbox',
  status: 'placed',
  paymentId: null,
  actionUrl: null,
  reason: null,
  placedAt: 1,
  paidAt: null,
}
const attached: CommerceEvent = { type: 'PaymentAttached', at: 2, ...ids, paymentId: 'pi' }
const asked: CommerceEvent = {
  type: 'PaymentActionRequired',
  at: 3,
  ...ids,
  paymentId: 'pi',
  actionUrl: 'https://bank.example/3ds',
}
const spec = projectionSpec(orders)

test('an order shows where to authenticate for as long as that is asked for', async () => {
  await spec.given(placed, attached, asked).then({
    order: { ...row, paymentId: 'pi', status: 'action-required', actionUrl: 'https://bank.example/3ds' },
  })
  await spec
    .given(placed, attached, asked, {
      type: 'PaymentTaken',
      at: 4,
      ...ids,
      filmId: 'film',
      sellerId: 'seller',
      kind: 'RENT',
      paymentId: 'pi',
      amount: 399n,
      currency: 'EUR',
    })
    .then({ order: { ...row, paymentId: 'pi', status: 'paid', paidAt: 4 } })
})

test('an order that brought no money says why', async () => {
  const failed = {
    type: 'PaymentFailed',
    at: 5,
    ...ids,
    filmId: 'film',
    paymentId: null,
    reason: 'card-declined',
  } as const
  await spec.given(placed, failed).then({ order: { ...row, status: 'failed', reason: 'card-declined' } })
  await spec
    .given(placed, { type: 'OrderExpired', at: 9, ...ids, filmId: 'film' })
    .then({ order: { ...row, status: 'expired' } })
})
