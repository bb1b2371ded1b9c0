// What is a seller's in each currency: available, and held by the day from which it is available.
import { defineProjection } from '../../runtime/index.ts'

/** Minor units of `currency`; `held` by the day's beginning (ms since 1970). */
export type FundsRow = Readonly<{
  sellerId: string
  currency: string
  available: bigint
  held: bigint
  /** asked for and not ended */
  onTheWay: bigint
  /** of which a monthly payout was asked last */
  lastMonth: string | null
  /** by day */
  days: Readonly<Record<string, number>>
  /** the first of them; null: nothing is held */
  nextAt: number | null
}>

type About = Readonly<{ sellerId: string; currency: string }>

const keyOf = ({ sellerId, currency }: About) => `${sellerId} ${currency}`

const nothing: Omit<FundsRow, keyof About> = {
  ...{ available: 0n, held: 0n, onTheWay: 0n },
  ...{ lastMonth: null, days: {}, nextAt: null },
}

/** A payout takes what is available; one that fails brings it back. */
const going = (row: FundsRow | undefined, about: About, onTheWay: bigint, available: bigint): FundsRow => {
  const { sellerId, currency } = about
  const before = row ?? { sellerId, currency, ...nothing }
  return { ...before, onTheWay: before.onTheWay + onTheWay, available: before.available + available }
}

const changed = (row: FundsRow | undefined, about: About, day: number, held: bigint, available: bigint): FundsRow => {
  const { sellerId, currency } = about
  const before = row ?? { sellerId, currency, ...nothing }
  const { [day]: known = 0, ...others } = before.days
  const left = known + Number(held)
  const days = left === 0 ? others : { ...others, [day]: left }
  const first = Object.keys(days).map(Number)
  return {
    ...before,
    available: before.available + available,
    held: before.held + held,
    days,
    nextAt: first.length ? Math.min(...first) : null,
  }
}

export const sellerFunds = defineProjection<FundsRow>()({
  name: 'seller_funds',
  version: 1,
  key: keyOf,
  on: {
    SaleCredited: (row, event) => changed(row, event, event.availableAt, event.amount, 0n),
    RefundDebited: (row, event) =>
      event.wasHeld
        ? changed(row, event, event.availableAt, -event.amount, 0n)
        : changed(row, event, event.availableAt, 0n, -event.amount),
    FundsReleased: (row, event) => changed(row, event, event.availableAt, -event.amount, event.amount),
    PayoutRequested: (row, event) => {
      const after = going(row, event, event.amount, -event.amount)
      return { ...after, lastMonth: event.month ?? after.lastMonth }
    },
    PayoutMade: (row, event) => going(row, event, -event.amount, 0n),
    PayoutFailed: (row, event) => going(row, event, -event.amount, event.amount),
  },
})
