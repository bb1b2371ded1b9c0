// An order, from its placing to its receipt.
import { defineProjection } from '../../runtime/index.ts'
import type { OrderPlaced } from '../../schemas/generated/types/commerce.ts'

export type OrderRow = Omit<OrderPlaced, 'type' | 'at' | 'orderId' | 'startWithin' | 'watchWithin' | 'paymentMethod'> &
  Readonly<{
    status: 'placed' | 'action-required' | 'paid' | 'failed' | 'expired'
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
  version: 1,
  key: (event) => event.orderId,
  on: {
    OrderPlaced: (_, { at, viewerId, filmId, sellerId, kind, offerId, offerVersion, amount, currency, provider }) => ({
      viewerId,
      filmId,
      sellerId,
      kind,
      offerId,
      offerVersion,
      amount,
      currency,
      provider,
      status: 'placed',
      paymentId: null,
      actionUrl: null,
      reason: null,
      placedAt: at,
      paidAt: null,
    }),
    PaymentAttached: (row, { paymentId }) => row && { ...row, paymentId },
    PaymentActionRequired: (row, { actionUrl }) => row && { ...row, status: 'action-required', actionUrl },
    PaymentTaken: (row, { at }) => row && { ...row, status: 'paid', paidAt: at, actionUrl: null },
    PaymentFailed: (row, { reason }) => row && { ...row, status: 'failed', reason, actionUrl: null },
    OrderExpired: (row) => row && { ...row, status: 'expired', actionUrl: null },
  },
})
