// A row per invoice, under the number that stands on it.
import { test } from 'node:test'
import { projectionSpec } from '../../runtime/index.ts'
import { invoices } from './handlers.ts'

const about = { viewerId: 'viewer', orderId: 'order', filmId: 'film', currency: 'EUR' }
const tax = { taxAmount: 207n, taxRate: 1_900, taxCountry: 'DE' }
const sale = { kind: 'SALE', year: 2026, number: 42, ...about, amount: 1299n, ...tax } as const

test('an invoice is found by its number', () =>
  projectionSpec(invoices)
    .given({ type: 'InvoiceIssued', at: 4, sellerId: 'seller', ...sale })
    .then({ '2026-000042': { ...sale, planId: null, issuedAt: 4 } }))

test('a period of a subscription is in the same row of numbers', () => {
  const { orderId: subscriptionId, filmId: _, kind: __, ...rest } = sale
  const billed = { ...rest, subscriptionId, planId: 'plan', number: 43, periodStart: 1, periodEnd: 2 }
  return projectionSpec(invoices)
    .given({ type: 'SubscriptionBilled', at: 4, sellerId: 'seller', ...billed })
    .then({ '2026-000043': { ...sale, number: 43, filmId: null, planId: 'plan', issuedAt: 4 } })
})
