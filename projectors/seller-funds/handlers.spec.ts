// Held by the day, then available; each currency for itself.
import { test } from 'node:test'
import { projectionSpec } from '../../runtime/index.ts'
import { type FundsRow, sellerFunds } from './handlers.ts'

const sale = { sellerId: 'seller', orderId: 'order', filmId: 'film', currency: 'EUR' }
const credited = (amount: bigint, availableAt: number) =>
  ({ type: 'SaleCredited', at: 1, ...sale, amount, availableAt }) as const
const debited = (amount: bigint, availableAt: number, wasHeld: boolean) =>
  ({ type: 'RefundDebited', at: 2, ...sale, amount, availableAt, wasHeld }) as const
const released = (amount: bigint, availableAt: number) =>
  ({ type: 'FundsReleased', at: 3, sellerId: 'seller', currency: 'EUR', amount, availableAt }) as const
const none = { onTheWay: 0n, lastMonth: null, days: {}, nextAt: null }
const row = (part: Partial<FundsRow>): Record<string, FundsRow> => ({
  'seller EUR': { sellerId: 'seller', currency: 'EUR', available: 0n, held: 0n, ...none, ...part },
})
const spec = projectionSpec(sellerFunds)

test('sales of a day are held together, and the first day is told', () =>
  spec
    .given(credited(100n, 20), credited(50n, 10), credited(7n, 20))
    .then(row({ held: 157n, days: { 10: 50, 20: 107 }, nextAt: 10 })))

test('a day that is released, or wholly given back, is gone', async () => {
  await spec.given(credited(50n, 10), released(50n, 10)).then(row({ available: 50n }))
  await spec.given(credited(50n, 10), debited(50n, 10, true)).then(row({}))
})

test('what goes back later is taken from what is available, down to below zero', () =>
  spec.given(credited(50n, 10), released(50n, 10), debited(60n, 10, false)).then(row({ available: -10n })))

test('a payout takes what is available; it arrives, or comes back', async () => {
  const payout = { sellerId: 'seller', payoutId: 'p', currency: 'EUR', amount: 50n }
  const earned = [credited(50n, 10), released(50n, 10)] as const
  const asked = {
    type: 'PayoutRequested',
    at: 4,
    ...payout,
    provider: 'sandbox',
    accountId: 'a',
    month: '2026-11',
  } as const
  await spec.given(...earned, asked).then(row({ onTheWay: 50n, lastMonth: '2026-11' }))
  await spec
    .given(...earned, asked, { type: 'PayoutMade', at: 5, ...payout, transferId: 'tr' })
    .then(row({ lastMonth: '2026-11' }))
  await spec
    .given(...earned, { ...asked, month: null }, { type: 'PayoutFailed', at: 5, ...payout, reason: 'no' })
    .then(row({ available: 50n }))
})
