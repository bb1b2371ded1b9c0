// One code and the orders that have it, folded from the events. Key: couponId.
import type { CouponsEvent } from '../../schemas/generated/types/coupons.ts'
import { assertNever } from '../decision.ts'
import type { CouponTerms } from './rules.ts'

/** `until` in ms since 1970: reserved for an order that is not placed yet; null: held by one that is, or used. */
export type Use = Readonly<{ orderId: string; viewerId: string; until: number | null; paid: boolean }>

export type KnownCoupon = Readonly<{
  status: 'open' | 'withdrawn'
  /** money as decimal text: the state is plain JSON */
  terms: Omit<CouponTerms, 'amount'> & Readonly<{ amount: string | null }>
  uses: readonly Use[]
}>

export type Coupon = Readonly<{ status: 'unknown' }> | KnownCoupon

export const unknownCoupon: Coupon = { status: 'unknown' }

export const termsIn = ({ terms }: KnownCoupon): CouponTerms => ({
  ...terms,
  amount: terms.amount === null ? null : BigInt(terms.amount),
})

/** Those that count: a reservation whose order was not placed in time does not. */
export const usesAt = ({ uses }: KnownCoupon, now: number): readonly Use[] =>
  uses.filter(({ until }) => until === null || now < until)

export const evolve = (coupon: Coupon, event: CouponsEvent): Coupon => {
  if (event.type === 'CouponCreated') {
    const { type: _, at: __, couponId: ___, amount, ...terms } = event
    return { status: 'open', terms: { ...terms, amount: amount === null ? null : String(amount) }, uses: [] }
  }
  if (coupon.status === 'unknown') throw new Error(`${event.type} before CouponCreated`)
  switch (event.type) {
    case 'CouponWithdrawn':
      return { ...coupon, status: 'withdrawn' }
    case 'CouponReserved':
      return withUse(coupon, event.at, { ...who(event), until: event.until, paid: false })
    case 'CouponHeld':
      return withUse(coupon, event.at, { ...who(event), until: null, paid: false })
    case 'CouponUsed':
      return withUse(coupon, event.at, { ...who(event), until: null, paid: true })
    case 'CouponReleased':
      return { ...coupon, uses: coupon.uses.filter(({ orderId }) => orderId !== event.orderId) }
    default:
      return assertNever(event)
  }
}

const who = ({ orderId, viewerId }: Readonly<{ orderId: string; viewerId: string }>) => ({ orderId, viewerId })

const withUse = (coupon: KnownCoupon, now: number, use: Use): KnownCoupon => ({
  ...coupon,
  uses: [...usesAt(coupon, now).filter(({ orderId }) => orderId !== use.orderId), use],
})
