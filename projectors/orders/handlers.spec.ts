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
  refundWithin: 100,
  licenceVersion: '2026-11',
  ...{ quality: 'HD', territory: 'DE', availableFrom: null, couponId: null, discount: null, discountBy: null },
  ...{ sellerShare: 7_000, taxRate: 1_900, taxCountry: 'DE' },
  provider: 'sandbox',
  paymentMethod: 'pm_ok',
  ...{ customerId: null, saveCard: false },
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
  refundWithin: 100,
  ...{ taxRate: 1_900, taxCountry: 'DE', taxAmount: null, quality: 'HD', availableFrom: null, discount: null },
  status: 'placed',
  refund: null,
  dispute: null,
  refunded: 0n,
  refundableUntil: null,
  playedAt: null,
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

const taken: CommerceEvent = {
  ...{
    type: 'PaymentTaken',
    couponId: null,
    at: 4,
    ...ids,
    filmId: 'film',
    sellerId: 'seller',
    kind: 'RENT',
    paymentId: 'pi',
  },
  ...{ amount: 399n, currency: 'EUR' },
  ...{ taxAmount: 64n, taxCountry: 'DE', taxRate: 1_900, sellerAmount: 234n, heldUntil: 104 },
}
const receipt: OrderRow = { ...row, paymentId: 'pi', status: 'paid', paidAt: 4, refundableUntil: 104, taxAmount: 64n }

test('an order shows where to authenticate for as long as that is asked for', async () => {
  await spec.given(placed, attached, asked).then({
    order: { ...row, paymentId: 'pi', status: 'action-required', actionUrl: 'https://bank.example/3ds' },
  })
  await spec.given(placed, attached, asked, taken).then({ order: receipt })
})

const money = { provider: 'sandbox', paymentId: 'pi', amount: 100n, currency: 'EUR', isWhole: false } as const
const asker = { askedBy: 'STAFF', personId: 'p', reason: 'GOODWILL' } as const
const about = { ...ids, filmId: 'film', sellerId: 'seller', refundId: 'r' } as const
const requested: CommerceEvent = { type: 'RefundRequested', at: 6, ...about, ...money, ...asker }
const back = (amount: bigint, total: bigint, refundId: string | null): CommerceEvent => ({
  ...{ type: 'OrderRefunded', at: 7, ...ids, filmId: 'film', sellerId: 'seller', refundId, providerRefundId: null },
  ...{ amount, currency: 'EUR', total },
  ...{ taxAmount: 0n, taxCountry: null, taxRate: null, sellerAmount: null, heldUntil: null },
})
const played = (at: number): CommerceEvent => ({
  ...{ type: 'PlaybackGranted', at, viewerId: 'viewer', filmId: 'film', playbackId: 'b', sessionId: 's' },
  ...{ orderId: 'order', jobId: 'j', expiresAt: 9, seatId: null, device: null, quality: null },
})

test('an order tells what went back of it, and whether it was played', async () => {
  const paid = [placed, attached, taken] as const
  await spec.given(...paid, requested).then({ order: { ...receipt, refund: 'requested' } })
  await spec
    .given(...paid, requested, back(100n, 100n, 'r'))
    .then({ order: { ...receipt, refund: 'made', refunded: 100n } })
  await spec.given(...paid, back(399n, 399n, null)).then({ order: { ...receipt, status: 'refunded', refunded: 399n } })
  await spec
    .given(...paid, requested, { type: 'RefundFailed', at: 8, ...ids, filmId: 'film', refundId: 'r', reason: 'gone' })
    .then({ order: { ...receipt, refund: 'failed' } })
  const dispute = { at: 8, ...ids, filmId: 'film', sellerId: 'seller', disputeId: 'd', amount: 399n, currency: 'EUR' }
  const opened: CommerceEvent = { type: 'DisputeOpened', ...dispute, paymentId: 'pi', reason: 'fraudulent' }
  const lost = { taxAmount: 64n, taxCountry: 'DE', taxRate: 1_900, sellerAmount: 234n, heldUntil: 104, total: 399n }
  await spec.given(...paid, opened).then({ order: { ...receipt, dispute: 'open' } })
  await spec.given(...paid, opened, { type: 'DisputeWon', ...dispute }).then({ order: { ...receipt, dispute: 'won' } })
  await spec
    .given(...paid, opened, { type: 'DisputeLost', ...dispute, ...lost })
    .then({ order: { ...receipt, dispute: 'lost', status: 'refunded', refunded: 399n } })
  await spec.given(...paid, played(5), played(6)).then({ order: { ...receipt, playedAt: 5 } })
})

test('an order that brought no money says why', async () => {
  const failed = {
    type: 'PaymentFailed',
    couponId: null,
    at: 5,
    ...ids,
    filmId: 'film',
    paymentId: null,
    reason: 'card-declined',
  } as const
  await spec.given(placed, failed).then({ order: { ...row, status: 'failed', reason: 'card-declined' } })
  await spec
    .given(placed, { type: 'OrderExpired', couponId: null, at: 9, ...ids, filmId: 'film' })
    .then({ order: { ...row, status: 'expired' } })
})
