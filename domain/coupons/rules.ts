// What a coupon takes off, of which orders, and from when until when. The one place that knows.
import type { CreateCoupon, ReserveCoupon } from '../../schemas/generated/types/coupons.ts'
import { isCurrency } from '../catalogue/rules.ts'

/** As its schema says them. */
export type CouponTerms = Omit<CreateCoupon, 'type' | 'now' | 'couponId'>

/** What it is used for. `price` in minor units of `currency`. */
export type CouponAsk = Pick<ReserveCoupon, 'filmId' | 'sellerId' | 'kind' | 'price' | 'currency'>

export const couponLimits = { code: 32, uses: 5_000, films: 100 } as const

/** The code as it is kept, however it was typed. */
export const codeOf = (typed: string): string => typed.trim().toUpperCase()

export const isCode = (code: string): boolean => /^[A-Z0-9]{1,32}$/.test(code)

/** The first thing that is wrong with it, in words for whoever makes it. */
export const faultOfCoupon = (terms: CouponTerms): string | undefined => {
  const { code, percent, amount, currency, most, mostPerPerson, opensAt, closesAt, filmIds } = terms
  if (!isCode(code)) return `A code has 1 to ${couponLimits.code} letters and digits.`
  if ((percent === null) === (amount === null)) return 'A coupon takes off a percentage or an amount.'
  if (percent !== null && (!Number.isInteger(percent) || percent < 1 || percent > 100))
    return 'A percentage is a whole number from 1 to 100.'
  if (amount !== null && (amount < 1n || currency === null || !isCurrency(currency)))
    return 'An amount is above 0, in a currency of ISO 4217.'
  if (!isCount(most, couponLimits.uses)) return `A coupon is for 1 to ${couponLimits.uses} orders.`
  if (!isCount(mostPerPerson, most)) return 'Of one person are at least 1 of these orders, and at most all.'
  if (filmIds.length > couponLimits.films) return `A coupon names at most ${couponLimits.films} films.`
  return closesAt > opensAt ? undefined : 'A coupon closes after it opens.'
}

const isCount = (count: number, most: number): boolean => Number.isInteger(count) && count >= 1 && count <= most

/** Why it is not for this order at this time (ms since 1970), in words for the viewer; limits are not counted here. */
export const faultOfUse = (terms: CouponTerms, ask: CouponAsk, now: number): string | undefined => {
  if (now < terms.opensAt) return 'This coupon does not hold yet.'
  if (now >= terms.closesAt) return 'This coupon does not hold any more.'
  if (terms.sellerId !== null && terms.sellerId !== ask.sellerId) return notThisFilm
  if (terms.filmIds.length > 0 && !terms.filmIds.includes(ask.filmId)) return notThisFilm
  if (terms.kinds.length > 0 && !terms.kinds.includes(ask.kind))
    return `This coupon is for ${terms.kinds[0] === 'BUY' ? 'buying' : 'renting'}.`
  return terms.currency !== null && terms.currency !== ask.currency
    ? `This coupon is for prices in ${terms.currency}.`
    : undefined
}

const notThisFilm = 'This coupon is for other films.'

/** Minor units: a percentage is rounded down, an amount is never more than the price. */
export const discountOf = ({ percent, amount }: CouponTerms, price: bigint): bigint => {
  if (percent !== null) return (price * BigInt(percent)) / 100n
  return amount !== null && amount < price ? amount : price
}
