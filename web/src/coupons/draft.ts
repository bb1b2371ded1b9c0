// From what somebody types to a coupon that may be made, or what is wrong with it.
import type { NewCoupon } from '../api/coupons.ts'
import { decimalsOf } from '../strings/formats.ts'
import { readPrice, readWhole } from '../studio/price.ts'

/** As typed. `unit` is `%` or a currency; `until` as `<input type="date">` has it. */
export type CouponDraft = Readonly<{ code: string; takes: string; unit: string; most: string; until: string }>

export type CouponFault = 'code' | 'percent' | 'amount' | 'most' | 'until'

const mostUses = 5_000

/** Every fault by the name of its field; `coupon` only when there is none. It ends with its last day, here. */
export const readCoupon = (
  { code, takes, unit, most, until }: CouponDraft,
  now: number,
): Readonly<{ faults: Readonly<Partial<Record<keyof CouponDraft, CouponFault>>>; coupon?: NewCoupon }> => {
  const percent = unit === '%' ? readWhole(takes, 1, 100) : undefined
  const price = unit === '%' ? undefined : readPrice(takes, decimalsOf(unit))
  const orders = readWhole(most, 1, mostUses)
  const closes = new Date(`${until}T23:59:59.999`)
  const isLater = Number.isFinite(closes.getTime()) && closes.getTime() > now
  const faults = {
    ...(!/^[A-Za-z0-9]{1,32}$/.test(code.trim()) && { code: 'code' as const }),
    ...(unit === '%' && percent === undefined && { takes: 'percent' as const }),
    ...(price && !price.ok && { takes: 'amount' as const }),
    ...(orders === undefined && { most: 'most' as const }),
    ...(!isLater && { until: 'until' as const }),
  }
  if (Object.keys(faults).length || orders === undefined) return { faults }
  const all = { code: code.trim().toUpperCase(), most: orders, closesAt: closes.toISOString() }
  if (percent !== undefined) return { faults, coupon: { ...all, percent } }
  return price?.ok ? { faults, coupon: { ...all, amount: price.amount, currency: unit } } : { faults }
}
