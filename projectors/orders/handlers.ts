// An order, from its placing to its receipt, and what went back of it.
import { refundableUntil } from '../../domain/commerce/rules.ts'
import { defineProjection } from '../../runtime/index.ts'
import type { OrderPlaced } from '../../schemas/generated/types/commerce.ts'

/** What the viewer is not shown, or what follows from it is. */
type Unseen =
  | 'startWithin'
  | 'watchWithin'
  | 'paymentMethod'
  | 'customerId'
  | 'saveCard'
  | 'licenceVersion'
  | 'sellerShare'
  | 'territory'
  | 'couponId'
  | 'discountBy'

export type OrderRow = Omit<OrderPlaced, 'type' | 'at' | 'orderId' | Unseen> &
  Readonly<{
    /** `refunded`: all of it went back */
    status: 'placed' | 'action-required' | 'paid' | 'failed' | 'expired' | 'refunded'
    /** the last one that was asked for */
    refund: 'requested' | 'made' | 'failed' | null
    /** the last one; won and lost by the shop */
    dispute: 'open' | 'won' | 'lost' | null
    /** minor units that went back by now, by refunds and lost disputes */
    refunded: bigint
    /** until when the viewer may give it back, unless it was played; null before the payment */
    refundableUntil: number | null
    /** the first play */
    playedAt: number | null
    /** the tax in what was paid, minor units; null before the payment */
    taxAmount: bigint | null
    paymentId: string | null
    /** where the viewer confirms at the provider, while that is asked for */
    actionUrl: string | null
    /** why it failed */
    reason: string | null
    placedAt: number
    paidAt: number | null
  }>

export const orders = defineProjection<OrderRow>()({
  name: 'orders',
  version: 4,
  key: (event) => event.orderId,
  on: {
    OrderPlaced: (_, { at, viewerId, filmId, sellerId, kind, amount, currency, ...order }) => ({
      ...{ viewerId, filmId, sellerId, kind, amount, currency },
      ...{ offerId: order.offerId, offerVersion: order.offerVersion },
      ...{ provider: order.provider, refundWithin: order.refundWithin },
      ...{ quality: order.quality, availableFrom: order.availableFrom, discount: order.discount },
      ...{ taxRate: order.taxRate, taxCountry: order.taxCountry, taxAmount: null },
      status: 'placed',
      refund: null,
      dispute: null,
      refunded: 0n,
      refundableUntil: null,
      playedAt: null,
      paymentId: null,
      actionUrl: null,
      reason: null,
      placedAt: at,
      paidAt: null,
    }),
    PaymentAttached: (row, { paymentId }) => row && { ...row, paymentId },
    PaymentActionRequired: (row, { actionUrl }) => row && { ...row, status: 'action-required', actionUrl },
    PaymentTaken: (row, { at, taxAmount }) =>
      row && {
        ...{ ...row, status: 'paid', paidAt: at, actionUrl: null, taxAmount },
        refundableUntil: refundableUntil(at, row.refundWithin, row.availableFrom),
      },
    PaymentFailed: (row, { reason }) => row && { ...row, status: 'failed', reason, actionUrl: null },
    OrderExpired: (row) => row && { ...row, status: 'expired', actionUrl: null },
    PlaybackGranted: (row, { at }) => (row?.playedAt === null ? { ...row, playedAt: at } : undefined),
    RefundRequested: (row) => row && { ...row, refund: 'requested' },
    RefundFailed: (row) => row && { ...row, refund: 'failed' },
    DisputeOpened: (row) => row && { ...row, dispute: 'open' },
    DisputeWon: (row) => row && { ...row, dispute: 'won' },
    DisputeLost: (row, { total }) =>
      row && {
        ...{ ...row, dispute: 'lost', refunded: total },
        status: total >= row.amount ? 'refunded' : row.status,
      },
    OrderRefunded: (row, { refundId, total }) =>
      row && {
        ...{ ...row, refunded: total, refund: refundId === null ? row.refund : 'made' },
        status: total >= row.amount ? 'refunded' : row.status,
      },
  },
})
