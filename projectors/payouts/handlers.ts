// What was paid to sellers, or is on its way.
import { defineProjection } from '../../runtime/index.ts'

/** `amount` in minor units of `currency`. */
export type PayoutRow = Readonly<{
  sellerId: string
  amount: bigint
  currency: string
  status: 'requested' | 'made' | 'failed'
  /** of the monthly payout, such as 2026-11; null: the seller asked */
  month: string | null
  /** why it failed, a stable type */
  reason: string | null
  requestedAt: number
  endedAt: number | null
}>

export const payouts = defineProjection<PayoutRow>()({
  name: 'payouts',
  version: 1,
  key: (event) => event.payoutId,
  on: {
    PayoutRequested: (_, { at, sellerId, amount, currency, month }) => ({
      ...{ sellerId, amount, currency, month, status: 'requested', reason: null, requestedAt: at, endedAt: null },
    }),
    PayoutMade: (row, { at }) => row && { ...row, status: 'made', endedAt: at },
    PayoutFailed: (row, { at, reason }) => row && { ...row, status: 'failed', reason, endedAt: at },
  },
})
