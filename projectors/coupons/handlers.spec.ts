// Coupons as rows: what they take off, and how many orders have them.
import { test } from 'node:test'
import { projectionSpec } from '../../runtime/index.ts'
import type { CouponsEvent } from '../../schemas/generated/types/coupons.ts'
import { coupons } from './handlers.ts'

const terms = {
  ...{ code: 'AUTUMN', makerId: 'seller', sellerId: 'seller', percent: 20, amount: null, currency: null },
  ...{ most: 100, mostPerPerson: 1, opensAt: 1, closesAt: 9, kinds: [], filmIds: [] },
}
const created: CouponsEvent = { type: 'CouponCreated', at: 1, couponId: 'coupon', ...terms }
const row = { ...terms, withdrawn: false, held: 0, used: 0, createdAt: 1 }
const of = (type: 'CouponHeld' | 'CouponUsed' | 'CouponReleased', orderId: string): CouponsEvent => ({
  ...{ type, at: 2, couponId: 'coupon', orderId, viewerId: 'viewer' },
})
const spec = projectionSpec(coupons)

test('an order holds it until it is paid, or ends unpaid', async () => {
  await spec.given(created, of('CouponHeld', 'a'), of('CouponHeld', 'b')).then({ coupon: { ...row, held: 2 } })
  await spec
    .given(created, of('CouponHeld', 'a'), of('CouponHeld', 'b'), of('CouponUsed', 'a'), of('CouponReleased', 'b'))
    .then({ coupon: { ...row, used: 1 } })
})

test('taken back, it is still shown', () =>
  spec
    .given(created, { type: 'CouponWithdrawn', at: 3, couponId: 'coupon', makerId: 'seller' })
    .then({ coupon: { ...row, withdrawn: true } }))
