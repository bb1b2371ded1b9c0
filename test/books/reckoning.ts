// The books once more, simply and by other means: from the provider's lists and the terms of each sale. It imports nothing
// of the house, so that a mistake in there is not made here too.
import { disputedOf, goneOf, type Payment, type Provider } from './provider.ts'

type Sale = Readonly<{
  orderId: string
  sellerId: string
  amount: bigint
  sellerShare: number
  /** that the platform's coupon took off the price */
  borne: bigint
  taxRate: number | null
  taxCountry: string | null
}>

type Sums = Readonly<Record<string, bigint>>

/** Minor units, by "who currency". */
export type Reckoned = Readonly<{
  /** what the provider still holds for the platform, and what it keeps until disputes end; by currency */
  cash: Sums
  reserve: Sums
  /** by seller: what is owed to them now; by country: the tax in what was sold */
  owed: Sums
  tax: Sums
  platform: Sums
}>

/**
 * Of all whole numbers that which, with the tax on it, comes nearest to the price; of two that are as near the larger.
 * Everything ten thousandfold, so that nothing is rounded on the way.
 */
const netOf = (price: bigint, rate: bigint): bigint => {
  const away = (net: bigint) => {
    const difference = net * (10_000n + rate) - price * 10_000n
    return difference < 0n ? -difference : difference
  }
  let best = (price * 10_000n) / (10_000n + rate) - 1n
  for (let net = best + 1n; net <= best + 3n; net++) if (away(net) <= away(best)) best = net
  return best
}

/** The largest whole number of which `whole` times is no more than `numerator`. */
const wholeTimes = (numerator: bigint, whole: bigint): bigint => (numerator - (numerator % whole)) / whole

export const reckon = ({ payments, transfers }: Provider, sales: readonly Sale[]): Reckoned => {
  const books: Record<keyof Reckoned, Record<string, bigint>> = {
    cash: {},
    reserve: {},
    owed: {},
    tax: {},
    platform: {},
  }
  const add = (book: keyof Reckoned, key: string, amount: bigint) => {
    books[book][key] = (books[book][key] ?? 0n) + amount
  }
  const reckonSale = (payment: Payment, { sellerId, sellerShare, taxRate, taxCountry, borne }: Sale) => {
    const { amount, currency } = payment
    const gone = goneOf(payment)
    const net = netOf(amount, BigInt(taxRate ?? 0))
    /** Who gives back gives back their part of what is gone, without a fraction. */
    const left = (mine: bigint) => mine - wholeTimes(mine * gone, amount)
    const tax = left(amount - net)
    const shared = netOf(amount + borne, BigInt(taxRate ?? 0))
    const owed = left(wholeTimes(shared * BigInt(sellerShare), 10_000n))
    add('tax', `${taxCountry ?? 'none'} ${currency}`, tax)
    add('owed', `${sellerId} ${currency}`, owed)
    add('platform', currency, amount - gone - tax - owed)
    add('cash', currency, amount - gone - disputedOf(payment))
    add('reserve', currency, disputedOf(payment))
  }
  for (const payment of payments) {
    const sale = sales.find(({ orderId }) => orderId === payment.orderId)
    if (!sale) throw new Error(`nobody sold ${payment.orderId}`)
    reckonSale(payment, sale)
  }
  for (const { sellerId, amount, currency } of transfers) {
    add('owed', `${sellerId} ${currency}`, -amount)
    add('cash', currency, -amount)
  }
  return books
}
