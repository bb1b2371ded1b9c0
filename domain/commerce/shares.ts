// Who gets what of a price: the tax in it, the seller's part, and the rest, which is the platform's. Minor units.

/**
 * In hundredths of a percent; fixed when the order was placed. Null: from before there were shares. `borne`: minor units,
 * as decimal text, that a coupon took off the price and the platform bears: the seller's part is of the whole price.
 */
export type Terms = Readonly<{ taxRate: number | null; sellerShare: number | null; borne?: string | null }>

/** `seller` is null where the order fixed no share. */
export type Parts = Readonly<{ tax: bigint; seller: bigint | null }>

const whole = 10_000n

/**
 * The price contains its tax: net = amount / (1 + rate), rounded half up; the seller's part of the net is rounded down,
 * and the platform has what is left. 12.99 with 19 % and 70 %: 2.07 tax, 7.64 seller, 3.28 platform.
 */
export const partsOf = (amount: bigint, { taxRate, sellerShare, borne }: Terms): Parts => {
  const divisor = whole + BigInt(taxRate ?? 0)
  const net = (price: bigint) => (2n * price * whole + divisor) / (2n * divisor)
  const shared = net(amount + BigInt(borne ?? 0))
  return { tax: amount - net(amount), seller: sellerShare === null ? null : (shared * BigInt(sellerShare)) / whole }
}

/**
 * Of a refund that brings what went back from `before` to `after`: each party gives back in proportion, rounded so that
 * all refunds of an order together are exactly its parts, however it was cut.
 */
export const partsBack = (amount: bigint, before: bigint, after: bigint, terms: Terms): Parts => {
  const { tax, seller } = partsOf(amount, terms)
  const until = (part: bigint, back: bigint) => (amount === 0n ? 0n : (part * (back < amount ? back : amount)) / amount)
  const between = (part: bigint) => until(part, after) - until(part, before)
  return { tax: between(tax), seller: seller === null ? null : between(seller) }
}
