// What may happen to one coupon: the coupons decider. Key: couponId, which follows from the code.
import type {
  CouponsCommand,
  CouponsEvent,
  CreateCoupon,
  HoldCoupon,
  ReleaseCoupon,
  ReserveCoupon,
  UseCoupon,
  WithdrawCoupon,
} from '../../schemas/generated/types/coupons.ts'
import { payWithin, quoteHolds } from '../commerce/rules.ts'
import { assertNever, type Decision, refuse } from '../decision.ts'
import { type Coupon, evolve, type KnownCoupon, termsIn, unknownCoupon, usesAt } from './coupon.ts'
import { discountOf, faultOfCoupon, faultOfUse } from './rules.ts'

type Decided = Decision<CouponsEvent>

export const decide = (command: CouponsCommand, coupon: Coupon): Decided => {
  if (command.type === 'CreateCoupon') return create(command, coupon)
  if (coupon.status === 'unknown') return unknown
  switch (command.type) {
    case 'WithdrawCoupon':
      return withdraw(command, coupon)
    case 'ReserveCoupon':
      return reserve(command, coupon)
    case 'HoldCoupon':
      return hold(command, coupon)
    case 'UseCoupon':
      return use(command, coupon)
    case 'ReleaseCoupon':
      return release(command, coupon)
    default:
      return assertNever(command)
  }
}

const unknown = refuse('coupon-unknown', 'There is no such coupon.')

const create = ({ type: _, now, ...terms }: CreateCoupon, coupon: Coupon): Decided => {
  if (coupon.status !== 'unknown') return refuse('code-taken', 'This code is taken; choose another one.')
  const fault = faultOfCoupon(terms)
  return fault ? refuse('invalid-request', fault) : [{ type: 'CouponCreated', at: now, ...terms }]
}

const withdraw = ({ now, couponId, makerId }: WithdrawCoupon, { status, terms }: KnownCoupon): Decided => {
  if (terms.makerId !== makerId) return unknown
  return status === 'withdrawn' ? [] : [{ type: 'CouponWithdrawn', at: now, couponId, makerId }]
}

/** One order's own reservation does not stand in its way: asked again it is kept for as long anew. */
const reserve = (command: ReserveCoupon, coupon: KnownCoupon): Decided => {
  const { now, couponId, orderId, viewerId, price, currency } = command
  const terms = termsIn(coupon)
  if (coupon.status === 'withdrawn') return refuse('coupon-not-valid', 'This coupon was taken back.')
  const fault = faultOfUse(terms, command, now)
  if (fault) return refuse('coupon-not-valid', fault)
  const uses = usesAt(coupon, now)
  const own = uses.find((one) => one.orderId === orderId)
  if (own?.until === null) return refuse('conflict', 'This order has the coupon already.')
  const others = uses.filter((one) => one !== own)
  if (others.length >= terms.most) return refuse('coupon-used-up', 'This coupon is used up.')
  if (others.filter((one) => one.viewerId === viewerId).length >= terms.mostPerPerson)
    return refuse('coupon-used-up', 'You used this coupon as often as one may.')

  const until = now + quoteHolds + payWithin
  const discount = discountOf(terms, price)
  const isSellers = terms.sellerId !== null
  return [{ type: 'CouponReserved', at: now, couponId, orderId, viewerId, discount, currency, isSellers, until }]
}

type Told = HoldCoupon | UseCoupon | ReleaseCoupon
const told = ({ now, couponId, orderId, viewerId }: Told) => ({ at: now, couponId, orderId, viewerId })
const heldBy = ({ uses }: KnownCoupon, { orderId }: Told) => uses.find((one) => one.orderId === orderId)

/** What is told of an order that has it is taken as it is: the price was promised. */
const hold = (command: HoldCoupon, coupon: KnownCoupon): Decided =>
  heldBy(coupon, command)?.until === null ? [] : [{ type: 'CouponHeld', ...told(command) }]

const use = (command: UseCoupon, coupon: KnownCoupon): Decided =>
  heldBy(coupon, command)?.paid ? [] : [{ type: 'CouponUsed', ...told(command) }]

const release = (command: ReleaseCoupon, coupon: KnownCoupon): Decided => {
  const known = heldBy(coupon, command)
  return known && !known.paid ? [{ type: 'CouponReleased', ...told(command) }] : []
}

/** For the deciders' room; raise codeVersion when `evolve` or the state's shape changes. */
export const couponsDecider = { name: 'coupons', initial: unknownCoupon, decide, evolve, codeVersion: 1 } as const
