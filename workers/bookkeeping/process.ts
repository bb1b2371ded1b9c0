// What a payment or a refund means for others than the viewer: the seller's funds, and an invoice (DESIGN.md 13).
import { defineProcess, idOf, type Send } from '../../runtime/index.ts'
import type {
  DisputeLost,
  OrderRefunded,
  PaymentTaken,
  SubscriptionPeriodPaid,
} from '../../schemas/generated/types/commerce.ts'

/** Matinee itself: it sells in its own name, and pays those who uploaded. On its key invoices are numbered. */
export const sellerOfRecord = idOf('seller of record')

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
    PaymentTaken: (event) => [...earned('CreditSale', event), ...billed('SALE', event)],
    OrderRefunded: (event) => [...earned('DebitRefund', event), ...billed('REFUND', event)],
    SubscriptionPeriodPaid: billedPeriod,
    DisputeLost: (event) => [...earned('DebitRefund', event), ...billed('REFUND', event)],
  },
})
