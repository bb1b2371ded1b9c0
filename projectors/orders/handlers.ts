// An order, from its placing to its receipt, and what went back of it.
import { refundableUntil } from '../../domain/commerce/rules.ts'
import { defineProjection } from '../../runtime/index.ts'
import type { OrderPlaced } from '../../schemas/generated/types/commerce.ts'

export type OrderRow = Omit<OrderPlaced, 'type' | 'at' | 'orderId' | 'startWithin' | 'watchWithin' | 'paymentMethod'> &
  Readonly<{
    /** `refunded`: all of it went back */
    status: 'placed' | 'action-required' | 'paid' | 'failed' | 'expired' | 'refunded'
    /** the last one that was asked for */
    refund: 'requested' | 'made' | 'failed' | null
    /** minor units that went back by now */
    refunded: bigint
    /** until when the viewer may give it back, unless it was played; null before the payment */
    refundableUntil: number | null
    /** the first play */
    playedAt: number | null
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
  version: 2,
  key: (event) => event.orderId,
  on: {
    OrderPlaced: (
      _,
      { type: _type, at, orderId: _id, startWithin: _s, watchWithin: _w, paymentMethod: _p, ...order },
    ) => ({
      ...order,
      status: 'placed',
      refund: null,
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
    PaymentTaken: (row, { at }) =>
      row && {
        ...{ ...row, status: 'paid', paidAt: at, actionUrl: null },
        refundableUntil: refundableUntil(at, row.refundWithin),
      },
    PaymentFailed: (row, { reason }) => row && { ...row, status: 'failed', reason, actionUrl: null },
    OrderExpired: (row) => row && { ...row, status: 'expired', actionUrl: null },
    PlaybackGranted: (row, { at }) => (row?.playedAt === null ? { ...row, playedAt: at } : undefined),
    RefundRequested: (row) => row && { ...row, refund: 'requested' },
    RefundFailed: (row) => row && { ...row, refund: 'failed' },
    OrderRefunded: (row, { refundId, total }) =>
      row && {
        ...{ ...row, refunded: total, refund: refundId === null ? row.refund : 'made' },
        status: total >= row.amount ? 'refunded' : row.status,
      },
  },
})
