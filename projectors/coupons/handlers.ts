// Codes with which orders cost less, and how many orders have them.
import { defineProjection } from '../../runtime/index.ts'
import type { CouponCreated } from '../../schemas/generated/types/coupons.ts'

export type CouponRow = Omit<CouponCreated, 'type' | 'at' | 'couponId'> &
  Readonly<{
    withdrawn: boolean
    /** orders that wait for their payment */
    held: number
    /** orders that were paid */
    used: number
    createdAt: number
  }>

export const coupons = defineProjection<CouponRow>()({
  name: 'coupons',
  version: 1,
  key: (event) => event.couponId,
  on: {
    CouponCreated: (_, { type, at, couponId, ...terms }) => ({
      ...{ ...terms, withdrawn: false, held: 0, used: 0, createdAt: at },
    }),
    CouponWithdrawn: (row) => row && { ...row, withdrawn: true },
    CouponHeld: (row) => row && { ...row, held: row.held + 1 },
    CouponUsed: (row) => row && { ...row, held: Math.max(0, row.held - 1), used: row.used + 1 },
    CouponReleased: (row) => row && { ...row, held: Math.max(0, row.held - 1) },
  },
})
