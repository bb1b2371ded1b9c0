// A transaction per event, with its accounts and amounts side by side.
import { test } from 'node:test'
import { idOf, projectionSpec } from '../../runtime/index.ts'
import type { SellersEvent } from '../../schemas/generated/types/sellers.ts'
import { ledger } from './handlers.ts'

const sale = { sellerId: 'seller', orderId: 'order', filmId: 'film', currency: 'EUR' }
const taken = {
  type: 'PaymentTaken',
  couponId: null,
  kind: 'BUY',
  ...{ at: 4, viewerId: 'viewer', paymentId: 'pi', amount: 1299n, ...sale },
  ...{ taxAmount: 207n, taxCountry: 'DE', taxRate: 1_900, sellerAmount: 764n, heldUntil: 9 },
} as const
const credited: SellersEvent = { type: 'SaleCredited', at: 5, ...sale, amount: 764n, availableAt: 9 }
const about = { reference: null, sellerId: 'seller', currency: 'EUR', simulated: false }

test('a sale and its credit are two transactions, named by their events', () =>
  projectionSpec(ledger)
    .given(taken, credited)
    .then({
      [idOf('spec', 0)]: {
        ...{ at: 4, kind: 'PaymentTaken', orderId: 'order', ...about, reference: 'pi' },
        accounts: ['psp_clearing', 'tax_payable:DE', 'sellers_transit', 'platform_revenue'],
        amounts: [1299n, -207n, -764n, -328n],
      },
      [idOf('spec', 1)]: {
        ...{ at: 5, kind: 'SaleCredited', orderId: 'order', ...about },
        accounts: ['sellers_transit', 'seller_pending:seller'],
        amounts: [764n, -764n],
      },
    }))

test('what moves nothing is no transaction; what is released is of no order', () =>
  projectionSpec(ledger)
    .given(
      { ...taken, amount: 0n, taxAmount: 0n, sellerAmount: 0n },
      { type: 'FundsReleased', at: 9, sellerId: 'seller', amount: 764n, currency: 'EUR', availableAt: 9 },
    )
    .then({
      [idOf('spec', 1)]: {
        ...{ at: 9, kind: 'FundsReleased', orderId: null, ...about },
        accounts: ['seller_pending:seller', 'seller_available:seller'],
        amounts: [764n, -764n],
      },
    }))
