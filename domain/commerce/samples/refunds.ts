// Money on its way back: refunds, and payments that are disputed.
import type {
  CommerceCommand,
  CommerceEvent,
  RecordDispute,
  RecordRefund,
  RequestRefund,
} from '../../../schemas/generated/types/commerce.ts'
import { partsBack } from '../shares.ts'
import { day, ids, terms } from './orders.ts'

const { viewerId, filmId, sellerId } = ids

/** All of it, by the viewer. */
export const giveBack = (now: number, part: Partial<RequestRefund> = {}): RequestRefund => ({
  type: 'RequestRefund',
  now,
  viewerId,
  orderId: 'bought',
  refundId: 'refund',
  amount: null,
  currency: null,
  askedBy: 'VIEWER',
  personId: viewerId,
  reason: 'NOT_PLAYED',
  ...part,
})
/** So much of it, by the staff. */
export const makeGood = (now: number, amount: bigint | null, part: Partial<RequestRefund> = {}): RequestRefund =>
  giveBack(now, { amount, askedBy: 'STAFF', personId: 'operator', reason: 'GOODWILL', ...part })
export const askedBack = ({ now, amount, currency: _, type: __, ...asked }: RequestRefund): CommerceEvent => ({
  type: 'RefundRequested',
  at: now,
  ...asked,
  filmId,
  sellerId,
  provider: 'sandbox',
  paymentId: 'pay',
  amount: amount ?? 399n,
  currency: 'EUR',
  isWhole: (amount ?? 399n) === 399n,
})
export const refund = (now: number, part: Partial<RecordRefund> = {}): RecordRefund => ({
  type: 'RecordRefund',
  now,
  viewerId,
  orderId: 'bought',
  refundId: 'refund',
  providerRefundId: 're',
  amount: 399n,
  currency: 'EUR',
  ...part,
})
export const refunded = (at: number, amount = 399n, total = amount, refundId: string | null = 'refund') => {
  const { tax: taxAmount, seller: sellerAmount } = partsBack(399n, total - amount, total, terms)
  return {
    type: 'OrderRefunded',
    at,
    viewerId,
    orderId: 'bought',
    filmId,
    sellerId,
    refundId,
    providerRefundId: refundId && 're',
    amount,
    currency: 'EUR',
    total,
    ...{ taxAmount, taxCountry: 'DE', taxRate: 1_900, sellerAmount, heldUntil: day(15) },
  } as const
}
export const revoked = (at: number, orderId = 'bought'): CommerceEvent => ({
  type: 'EntitlementRevoked',
  at,
  viewerId,
  orderId,
  filmId,
  reason: 'REFUNDED',
})
export const refuseRefund = (now: number, refundId = 'refund', orderId = 'bought'): CommerceCommand => ({
  type: 'RecordRefundFailed',
  now,
  viewerId,
  orderId,
  refundId,
  reason: 'charge-disputed',
})
export const refundFailed = (at: number, refundId = 'refund'): CommerceEvent => ({
  type: 'RefundFailed',
  at,
  viewerId,
  orderId: 'bought',
  filmId,
  refundId,
  reason: 'charge-disputed',
})
/** What the provider has given back of the payment, all in all. */
export const atProvider = (now: number, refunded: bigint, orderId = 'bought', paymentId = 'pay'): CommerceCommand => ({
  type: 'RecordRefundsAtProvider',
  now,
  viewerId,
  orderId,
  paymentId,
  refunded,
  currency: 'EUR',
})

export const dispute = (
  now: number,
  status: RecordDispute['status'],
  part: Partial<RecordDispute> = {},
): RecordDispute => ({
  type: 'RecordDispute',
  now,
  viewerId,
  orderId: 'bought',
  paymentId: 'pay',
  disputeId: 'dispute',
  amount: 399n,
  currency: 'EUR',
  status,
  reason: 'fraudulent',
  ...part,
})
const disputed = { viewerId, orderId: 'bought', filmId, sellerId, disputeId: 'dispute', currency: 'EUR' } as const
export const disputeOpened = (at: number, amount = 399n): CommerceEvent => ({
  ...{ type: 'DisputeOpened', at, ...disputed, paymentId: 'pay', amount, reason: 'fraudulent' },
})
export const disputeWon = (at: number, amount = 399n): CommerceEvent => ({
  type: 'DisputeWon',
  at,
  ...disputed,
  amount,
})
export const disputeLost = (at: number, amount = 399n, total = amount) => {
  const { tax: taxAmount, seller: sellerAmount } = partsBack(399n, total - amount, total, terms)
  const shares = { taxAmount, taxCountry: 'DE', taxRate: 1_900, sellerAmount, heldUntil: day(15) }
  return { type: 'DisputeLost', at, ...disputed, amount, total, ...shares } as const
}
