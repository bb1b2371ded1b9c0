// A sale and what went back of it.
import { test } from 'node:test'
import { projectionSpec } from '../../runtime/index.ts'
import { sales } from './handlers.ts'

const ids = { viewerId: 'viewer', orderId: 'order', filmId: 'film', sellerId: 'seller', currency: 'EUR' }
const taken = {
  type: 'PaymentTaken',
  couponId: null,
  kind: 'BUY',
  ...{ at: 4, ...ids, paymentId: 'pi', amount: 1299n },
  ...{ taxAmount: 207n, taxCountry: 'DE', taxRate: 1_900, sellerAmount: 764n, heldUntil: 9 },
} as const
const back = (amount: bigint, total: bigint, taxAmount: bigint, sellerAmount: bigint) =>
  ({
    type: 'OrderRefunded',
    ...{ at: 7, ...ids, refundId: null, providerRefundId: null, amount, total },
    ...{ taxAmount, taxCountry: 'DE', taxRate: 1_900, sellerAmount, heldUntil: 9 },
  }) as const
const row = {
  kind: 'BUY',
  ...{ sellerId: 'seller', filmId: 'film', currency: 'EUR', amount: 1299n, taxAmount: 207n },
  ...{ sellerAmount: 764n, back: 0n, backTax: 0n, backSeller: 0n, soldAt: 4, simulated: false },
} as const

test('a sale has its parts, and what went back has them too', async () => {
  await projectionSpec(sales).given(taken).then({ order: row })
  await projectionSpec(sales)
    .given(taken, back(650n, 650n, 103n, 382n), back(649n, 1299n, 104n, 382n))
    .then({ order: { ...row, back: 1299n, backTax: 207n, backSeller: 764n } })
})

test('one from before there were shares has none', () =>
  projectionSpec(sales)
    .given({ ...taken, taxAmount: null, taxCountry: null, taxRate: null, sellerAmount: null, heldUntil: null })
    .then({ order: { ...row, taxAmount: 0n, sellerAmount: null } }))
