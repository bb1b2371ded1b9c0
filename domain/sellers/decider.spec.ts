// A seller applies and earns: what is held, what is theirs, and what goes back of it.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Sealed } from '../../schemas/sealed.ts'
import { specFor } from '../../test/given.ts'
import { decide } from './decider.ts'
import { currentTerms, faultsOfDetails } from './rules.ts'
import { evolve, newSeller } from './seller.ts'

const given = specFor(decide, evolve, newSeller)
const day = (n: number) => n * 86_400_000
const sellerId = 'seller'
const said = { legalName: 'sealed name' as Sealed, email: 'sealed address' as Sealed, country: 'DE' }
const apply = { type: 'ApplyAsSeller', now: 1, sellerId, ...said, termsVersion: currentTerms } as const
const { type: _, now: __, ...application } = apply
const applied = { type: 'SellerApplied', at: 1, ...application } as const
const sale = { sellerId, orderId: 'order', filmId: 'film', currency: 'EUR' }
const credit = (now: number, amount = 234n, heldUntil = day(14) + 5) =>
  ({ type: 'CreditSale', now, ...sale, amount, heldUntil }) as const
const credited = (at: number, amount = 234n, availableAt = day(15)) =>
  ({ type: 'SaleCredited', at, ...sale, amount, availableAt }) as const
const debit = (now: number, amount = 234n, heldUntil = day(14) + 5) =>
  ({ type: 'DebitRefund', now, ...sale, amount, heldUntil }) as const
const debited = (at: number, amount: bigint, wasHeld: boolean) =>
  ({ type: 'RefundDebited', at, ...sale, amount, availableAt: day(15), wasHeld }) as const
const release = (now: number, availableAt = day(15)) =>
  ({ type: 'ReleaseFunds', now, sellerId, currency: 'EUR', availableAt }) as const
const released = (at: number, amount: bigint) =>
  ({ type: 'FundsReleased', at, sellerId, amount, currency: 'EUR', availableAt: day(15) }) as const

test('somebody applies once, by the terms that hold now', () => {
  given().when(apply).then(applied)
  given(applied).when(apply).refused('conflict')
  given()
    .when({ ...apply, termsVersion: '2020-01' })
    .refused('terms-changed')
  given()
    .when({ ...apply, country: 'XX' })
    .refused('invalid-request')
})

test('details are changed by who has applied', () => {
  const change = { type: 'ChangeSellerDetails', now: 2, sellerId, ...said, country: 'AT' } as const
  given().when(change).refused('not-found')
  given(applied)
    .when(change)
    .then({ type: 'SellerDetailsChanged', at: 2, sellerId, ...said, country: 'AT' })
  given(applied)
    .when({ ...change, country: 'de' })
    .refused('invalid-request')
})

test('what is sold is held until the day after it may no longer be given back, applied or not', () => {
  given()
    .when(credit(day(1)))
    .then(credited(day(1)))
  given()
    .when(credit(day(1), 234n, day(14)))
    .then(credited(day(1), 234n, day(14)))
  given()
    .when(credit(day(1), 0n))
    .then()
})

test('all of a day is released at once, when the day has come', () => {
  const two = [credited(day(1)), credited(day(2), 66n)]
  given(...two)
    .when(release(day(15) - 1))
    .refused('conflict')
  given(...two)
    .when(release(day(15)))
    .then(released(day(15), 300n))
  given(...two, released(day(15), 300n))
    .when(release(day(16)))
    .then()
  given(...two)
    .when(release(day(16), day(17)))
    .refused('conflict')
})

test('a refund is taken from what is held, or else from what is available, which may fall below zero', () => {
  given(credited(day(1)))
    .when(debit(day(2), 58n))
    .then(debited(day(2), 58n, true))
  given(credited(day(1)), debited(day(2), 58n, true))
    .when(release(day(15)))
    .then(released(day(15), 176n))
  given(credited(day(1)), debited(day(2), 234n, true))
    .when(release(day(15)))
    .then()
  const paidOut = [credited(day(1)), released(day(15), 234n)]
  given(...paidOut)
    .when(debit(day(40)))
    .then(debited(day(40), 234n, false))
  given()
    .when(debit(day(40)))
    .then(debited(day(40), 234n, false))
})

const bill = (now: number, kind: 'SALE' | 'REFUND' = 'SALE', amount = 1299n) =>
  ({
    type: 'IssueInvoice',
    ...{ now, sellerId, kind, viewerId: 'viewer', orderId: 'order', filmId: 'film', amount },
    ...{ currency: 'EUR', taxAmount: 207n, taxRate: 1_900, taxCountry: 'DE' },
  }) as const
const issued = (asked: ReturnType<typeof bill>, year: number, number: number) => {
  const { type: _, now, ...invoice } = asked
  return { type: 'InvoiceIssued', at: now, ...invoice, year, number } as const
}

test('invoices and credit notes have the numbers of their year, one after the other', () => {
  const [silvester, newYear] = [Date.UTC(2026, 11, 31, 23, 59), Date.UTC(2027, 0, 1)]
  given()
    .when(bill(silvester))
    .then(issued(bill(silvester), 2026, 1))
  const first = issued(bill(silvester), 2026, 1)
  given(first)
    .when(bill(silvester, 'REFUND', 100n))
    .then(issued(bill(silvester, 'REFUND', 100n), 2026, 2))
  given(first)
    .when(bill(newYear))
    .then(issued(bill(newYear), 2027, 1))
  given(first)
    .when(bill(newYear, 'SALE', 0n))
    .then()
})

test('currencies are kept apart', () =>
  given(credited(day(1)), { ...credited(day(1), 900n), currency: 'JPY' })
    .when({ ...release(day(15)), currency: 'JPY' })
    .then({ ...released(day(15), 900n), currency: 'JPY' }))

test('what is said is looked at before it is sealed', () => {
  const right = { legalName: 'Grete Müller', email: 'grete@example.org', country: 'DE' }
  assert.deepEqual(faultsOfDetails(right), {})
  const wrong = faultsOfDetails({ legalName: ' ', email: 'grete@example', country: 'EU' })
  assert.deepEqual(Object.keys(wrong), ['legalName', 'email', 'country'])
  assert.deepEqual(Object.keys(faultsOfDetails({ ...right, legalName: 'x'.repeat(201), email: 'a b@c.de' })), [
    'legalName',
    'email',
  ])
})
