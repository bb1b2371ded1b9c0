// What an order, its payment or a refund means for others than the viewer: the seller's funds, an invoice, the coupon
// (DESIGN.md 13).
import { sellerOfRecord } from '../../domain/sellers/rules.ts'
import { defineProcess, type Send } from '../../runtime/index.ts'
import type {
  DisputeLost,
  OrderExpired,
  OrderPlaced,
  OrderRefunded,
  PaymentFailed,
  PaymentTaken,
  SubscriptionPeriodPaid,
} from '../../schemas/generated/types/commerce.ts'

type Paid = PaymentTaken | OrderRefunded | DisputeLost

/** Nothing for orders from before sellers had a share: the ledger shows those. */
const earned = (type: 'CreditSale' | 'DebitRefund', event: Paid): readonly Send[] => {
  const { sellerId, orderId, filmId, sellerAmount: amount, currency, heldUntil } = event
  if (amount === null || heldUntil === null) return []
  const command = { type, sellerId, orderId, filmId, amount, currency, heldUntil } as const
  return [{ context: 'sellers', key: sellerId, command, step: 'earned' }]
}

const billed = (kind: 'SALE' | 'REFUND', event: Paid): readonly Send[] => {
  const { viewerId, orderId, filmId, amount, currency, taxAmount, taxRate, taxCountry } = event
  const invoice = { viewerId, orderId, filmId, amount, currency, taxAmount, taxRate, taxCountry }
  const command = { type: 'IssueInvoice', sellerId: sellerOfRecord, kind, ...invoice } as const
  return [{ context: 'sellers', key: sellerOfRecord, command, step: 'billed' }]
}

type Couponed = OrderPlaced | PaymentTaken | PaymentFailed | OrderExpired

/** Reserved before the order, a coupon is held with it, used with its payment, and free again when there is none. */
const couponed = (
  type: 'HoldCoupon' | 'UseCoupon' | 'ReleaseCoupon',
  { couponId, orderId, viewerId }: Couponed,
): readonly Send[] => {
  if (couponId === null) return []
  const command = { type, couponId, orderId, viewerId } as const
  return [{ context: 'coupons', key: couponId, command, step: 'couponed' }]
}

/** Of a period alone: what was not wanted is no sale. */
const billedPeriod = (event: SubscriptionPeriodPaid): readonly Send[] => {
  const { viewerId, subscriptionId, planId, amount, currency, periodStart, periodEnd } = event
  const { taxAmount, taxRate, taxCountry } = event
  const bill = { viewerId, subscriptionId, planId, periodStart, periodEnd, amount, currency }
  const tax = { taxAmount, taxRate, taxCountry }
  const command = { type: 'BillSubscription', sellerId: sellerOfRecord, ...bill, ...tax } as const
  return [{ context: 'sellers', key: sellerOfRecord, command, step: 'billed' }]
}

export const bookkeeping = defineProcess({
  name: 'bookkeeping',
  on: {
    OrderPlaced: (event) => couponed('HoldCoupon', event),
    PaymentFailed: (event) => couponed('ReleaseCoupon', event),
    OrderExpired: (event) => couponed('ReleaseCoupon', event),
    PaymentTaken: (event) => [
      ...earned('CreditSale', event),
      ...billed('SALE', event),
      ...couponed('UseCoupon', event),
    ],
    OrderRefunded: (event) => [...earned('DebitRefund', event), ...billed('REFUND', event)],
    SubscriptionPeriodPaid: billedPeriod,
    DisputeLost: (event) => [...earned('DebitRefund', event), ...billed('REFUND', event)],
  },
})
