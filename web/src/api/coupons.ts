// Codes with which orders cost less.
import { command, type Page, query } from './client.ts'

/** Minor units of `currency`. */
export type CouponQuote = Readonly<{ code: string; price: number; discount: number; amount: number; currency: string }>

/** What a code takes off an offer. */
export const couponQuote = (code: string, filmId: string, offerId: string): Promise<CouponQuote> =>
  query({ path: `/v1/coupons/${encodeURIComponent(code)}/quote`, query: { filmId, offerId } })

export type Coupon = Readonly<{
  couponId: string
  code: string
  /** of the price; null: an amount */
  percent: number | null
  /** minor units of `currency`; null: a percentage */
  amount: number | null
  currency: string | null
  most: number
  closesAt: string
  withdrawn: boolean
  /** orders that wait for their payment */
  held: number
  used: number
}>

export const coupons = (cursor?: string, signal?: AbortSignal): Promise<Page<Coupon>> =>
  query({ path: '/v1/coupons', query: { cursor, limit: 20 }, signal })

export type NewCoupon = Readonly<{ code: string; most: number; closesAt: string }> &
  (Readonly<{ percent: number }> | Readonly<{ amount: number; currency: string }>)

export const makeCoupon = (key: string, coupon: NewCoupon): Promise<void> =>
  command({ method: 'POST', path: '/v1/coupons', body: coupon, key })

export const takeBackCoupon = (key: string, code: string): Promise<void> =>
  command({ method: 'DELETE', path: `/v1/coupons/${code}`, key })
