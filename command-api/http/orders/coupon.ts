// A coupon for an order that is about to be placed: reserved on its own key first (DESIGN.md 13).
import type { FastifyReply } from 'fastify'
import { payWithin } from '../../../domain/commerce/rules.ts'
import { codeOf } from '../../../domain/coupons/rules.ts'
import { idOf } from '../../../runtime/index.ts'
import type { CouponReserved, CouponsEvent } from '../../../schemas/generated/types/coupons.ts'
import { decidedNow, type From, type Sender, type Submit } from '../submit.ts'
import type { Quote } from './quote.ts'

/** Follows from the code: one code is one coupon. */
export const couponIdOf = (code: string): string => idOf('coupon', codeOf(code))

export type Order = Readonly<{ orderId: string; viewerId: string; quote: Quote }>

/** The offer at the lower price, with what the order must say of it. */
export type Reduced = Quote &
  Readonly<{ couponId: string | null; discount: bigint | null; discountBy: 'SELLER' | 'PLATFORM' | null }>

export type Reducing = Readonly<{
  /** Throws the problem when the coupon is not for this order. Undefined: the order has it already. */
  reduce(code: string, order: Order): Promise<Reduced | undefined>
  /** The order was not placed after all: nobody need wait until the reservation ends by itself. */
  giveUp(code: string, order: Order): Promise<void>
}>

export const fullPrice = (quote: Quote): Reduced => ({ ...quote, couponId: null, discount: null, discountBy: null })

/** Asked again under the same key it is the same reservation, with the same discount. */
export const reducing = (submit: Submit, sender: Sender, from: From, reply: FastifyReply): Reducing => ({
  reduce: async (code, { orderId, viewerId, quote }) => {
    const couponId = couponIdOf(code)
    const { filmId, sellerId, kind, amount: price, currency } = quote
    const ask = { orderId, viewerId, filmId, sellerId, kind, price, currency }
    const outcome = await submit(
      { context: 'coupons', key: couponId, command: { type: 'ReserveCoupon', couponId, ...ask } },
      sender,
      from,
    )
    const { events } = decidedNow(outcome, reply, sender.idempotencyKey)
    const reserved = (events as readonly CouponsEvent[]).find((event) => event.type === 'CouponReserved')
    return reserved && reduced(quote, reserved)
  },
  giveUp: async (code, { orderId, viewerId }) => {
    const couponId = couponIdOf(code)
    await submit(
      { context: 'coupons', key: couponId, command: { type: 'ReleaseCoupon', couponId, orderId, viewerId } },
      sender,
      from,
    )
  },
})

/** Placed in time, the order is paid or over before its reservation would end. */
const reduced = (quote: Quote, { couponId, discount, isSellers, until }: CouponReserved): Reduced => ({
  ...quote,
  amount: quote.amount - discount,
  ...{ couponId, discount, discountBy: isSellers ? 'SELLER' : 'PLATFORM' },
  validUntil: Math.min(quote.validUntil, until - payWithin),
})
