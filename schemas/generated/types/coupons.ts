// Generated from schemas/coupons/*.avsc. Do not edit.
/** There is a code with which orders cost less. */
export type CouponCreated = Readonly<{
  type: 'CouponCreated'
  /** when it happened, ms since 1970 */
  at: number
  couponId: string
  /** up to 32 capital letters and digits */
  code: string
  /** the seller, or the operator, who made it */
  makerId: string
  /** for films of this seller, who bears it; null: for all films, and the platform bears it */
  sellerId: string | null
  /** of the price; null: an amount */
  percent: number | null
  /** minor units of currency; null: a percentage */
  amount: bigint | null
  /** ISO 4217; null: a percentage */
  currency: string | null
  /** orders in all */
  most: number
  /** orders of one viewer */
  mostPerPerson: number
  /** ms since 1970 */
  opensAt: number
  /** ms since 1970 */
  closesAt: number
  /** of orders; none: all */
  kinds: readonly ('BUY' | 'RENT')[]
  /** none: all */
  filmIds: readonly string[]
}>

/** It is kept until the order ends. */
export type CouponHeld = Readonly<{
  type: 'CouponHeld'
  /** when it happened, ms since 1970 */
  at: number
  couponId: string
  orderId: string
  viewerId: string
}>

/** It is free again: the order ended unpaid. */
export type CouponReleased = Readonly<{
  type: 'CouponReleased'
  /** when it happened, ms since 1970 */
  at: number
  couponId: string
  orderId: string
  viewerId: string
}>

/** It is kept for an order that is about to be placed. */
export type CouponReserved = Readonly<{
  type: 'CouponReserved'
  /** when it happened, ms since 1970 */
  at: number
  couponId: string
  orderId: string
  viewerId: string
  /** minor units of currency */
  discount: bigint
  /** ISO 4217 */
  currency: string
  /** the seller bears it; else the platform */
  isSellers: boolean
  /** free again then, unless the order was placed */
  until: number
}>

/** An order was paid with it. */
export type CouponUsed = Readonly<{
  type: 'CouponUsed'
  /** when it happened, ms since 1970 */
  at: number
  couponId: string
  orderId: string
  viewerId: string
}>

/** No order takes it any more; those that have it keep it. */
export type CouponWithdrawn = Readonly<{
  type: 'CouponWithdrawn'
  /** when it happened, ms since 1970 */
  at: number
  couponId: string
  makerId: string
}>

/** Somebody makes a code with which orders cost less. */
export type CreateCoupon = Readonly<{
  type: 'CreateCoupon'
  /** when it is decided, ms since 1970 */
  now: number
  couponId: string
  /** up to 32 capital letters and digits */
  code: string
  /** the seller, or the operator, who made it */
  makerId: string
  /** for films of this seller, who bears it; null: for all films, and the platform bears it */
  sellerId: string | null
  /** of the price; null: an amount */
  percent: number | null
  /** minor units of currency; null: a percentage */
  amount: bigint | null
  /** ISO 4217; null: a percentage */
  currency: string | null
  /** orders in all */
  most: number
  /** orders of one viewer */
  mostPerPerson: number
  /** ms since 1970 */
  opensAt: number
  /** ms since 1970 */
  closesAt: number
  /** of orders; none: all */
  kinds: readonly ('BUY' | 'RENT')[]
  /** none: all */
  filmIds: readonly string[]
}>

/** The order was placed: it is kept until that ends. */
export type HoldCoupon = Readonly<{
  type: 'HoldCoupon'
  /** when it is decided, ms since 1970 */
  now: number
  couponId: string
  orderId: string
  viewerId: string
}>

/** The order ended unpaid. */
export type ReleaseCoupon = Readonly<{
  type: 'ReleaseCoupon'
  /** when it is decided, ms since 1970 */
  now: number
  couponId: string
  orderId: string
  viewerId: string
}>

/** An order is about to be placed with it. */
export type ReserveCoupon = Readonly<{
  type: 'ReserveCoupon'
  /** when it is decided, ms since 1970 */
  now: number
  couponId: string
  orderId: string
  viewerId: string
  filmId: string
  sellerId: string
  kind: 'BUY' | 'RENT'
  /** minor units of currency, before */
  price: bigint
  /** ISO 4217 */
  currency: string
}>

/** The order was paid. */
export type UseCoupon = Readonly<{
  type: 'UseCoupon'
  /** when it is decided, ms since 1970 */
  now: number
  couponId: string
  orderId: string
  viewerId: string
}>

/** Whoever made it takes it back. */
export type WithdrawCoupon = Readonly<{
  type: 'WithdrawCoupon'
  /** when it is decided, ms since 1970 */
  now: number
  couponId: string
  /** who asks */
  makerId: string
}>

export type CouponsEvent = CouponCreated | CouponHeld | CouponReleased | CouponReserved | CouponUsed | CouponWithdrawn
export type CouponsCommand = CreateCoupon | HoldCoupon | ReleaseCoupon | ReserveCoupon | UseCoupon | WithdrawCoupon
