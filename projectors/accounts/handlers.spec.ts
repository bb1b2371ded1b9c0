// Balances by account and currency.
import { test } from 'node:test'
import { projectionSpec } from '../../runtime/index.ts'
import { accounts } from './handlers.ts'

const sale = { sellerId: 's', orderId: 'order', filmId: 'film' }
const credited = (amount: bigint, currency = 'EUR') =>
  ({ type: 'SaleCredited', at: 5, ...sale, amount, currency, availableAt: 9 }) as const
const row = (account: string, currency: string, balance: bigint, entries: number) => ({
  [`${account} ${currency}`]: { account, currency, balance, entries },
})

test('entries of an account add up, each currency for itself', () =>
  projectionSpec(accounts)
    .given(credited(764n), credited(1n), credited(90n, 'JPY'), {
      type: 'FundsReleased',
      at: 9,
      sellerId: 's',
      amount: 765n,
      currency: 'EUR',
      availableAt: 9,
    })
    .then({
      ...row('seller_available:s', 'EUR', -765n, 1),
      ...row('seller_pending:s', 'EUR', 0n, 3),
      ...row('seller_pending:s', 'JPY', -90n, 1),
      ...row('sellers_transit', 'EUR', 765n, 2),
      ...row('sellers_transit', 'JPY', 90n, 1),
    }))
