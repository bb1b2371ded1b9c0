// Both sides of a day: by what moved and not by when, so that only what is missing or differs is named.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Movement } from './balance.ts'
import { type Cleared, compare } from './compare.ts'

const [from, until] = [1_000, 2_000]
const moved = (reference: string, amount: bigint, part: Partial<Movement> = {}): Movement => ({
  ...{ kind: 'payment', reference, currency: 'EUR', amount, fee: 0n, feeCurrency: 'EUR', at: 1_500 },
  ...part,
})
const booked = (reference: string | null, amount: bigint, part: Partial<Cleared> = {}): Cleared => ({
  ...{ transactionId: `event of ${reference}`, at: 1_500, kind: 'PaymentTaken', reference, currency: 'EUR', amount },
  ...part,
})
const compared = (movements: Movement[], cleared: Cleared[], listed = 10) =>
  compare(movements, cleared, { from, until }, listed)
const sums = (currency: string, provider: bigint, ledger: bigint, fees = 0n) => ({
  ...{ currency, provider, ledger, fees, banked: 0n, omitted: 0 },
})
const difference = (reference: string, provider: bigint | null, ledger: bigint | null, kind = 'payment') => ({
  ...{ currency: 'EUR', kind, reference, provider, ledger },
})

test('what both have is no difference; fees are summed in the currency in which they are kept', () => {
  const dollars = { currency: 'USD', fee: 30n }
  assert.deepEqual(
    compared(
      [moved('a', 900n, { fee: 40n }), moved('b', 500n, dollars)],
      [booked('b', 500n, { currency: 'USD' }), booked('a', 900n)],
    ),
    { totals: [sums('EUR', 900n, 900n, 70n), sums('USD', 500n, 500n)], differences: [] },
  )
})

test('what only one side has is named, and what they have otherwise', () => {
  const found = compared(
    [moved('behind our back', 900n), moved('both', 100n), moved('differs', 300n)],
    [booked('missing there', 700n), booked('both', 100n), booked('differs', 200n)],
  )
  assert.deepEqual(found, {
    totals: [sums('EUR', 1300n, 1000n)],
    differences: [
      difference('behind our back', 900n, null),
      difference('differs', 300n, 200n),
      difference('missing there', null, 700n),
    ],
  })
})

test("a thing counts on the provider's day, whenever we booked it, and on no other", () => {
  const late = [moved('late', 900n, { at: 1_999 }), moved('next day', 100n, { at: 2_001 })]
  const ours = [booked('late', 900n, { at: 2_010 }), booked('next day', 100n, { at: 1_990 })]
  assert.deepEqual(compared(late, ours), { totals: [sums('EUR', 900n, 900n)], differences: [] })
  assert.deepEqual(compared([], [booked('before', 5n, { at: 999 })]), { totals: [], differences: [] })
})

test('a refund, a dispute and its end are not the payment, though it is the same one', () => {
  const movements = [
    moved('d', -500n, { kind: 'dispute' }),
    moved('d', 500n, { kind: 'dispute-won' }),
    moved('d', 500n),
  ]
  const cleared = [booked('d', -500n, { kind: 'DisputeOpened' }), booked('d', 500n)]
  assert.deepEqual(compared(movements, cleared).differences, [difference('d', 500n, null, 'dispute-won')])
})

test('a refund that we know only as found at the provider is one of its sum there; each stands for one', () => {
  const back = (reference: string) => moved(reference, -300n, { kind: 'refund' })
  const ours = booked(null, -300n, { kind: 'OrderRefunded' })
  assert.deepEqual(compared([back('r1')], [ours]).differences, [])
  assert.deepEqual(compared([back('r1'), back('r2')], [ours]).differences, [difference('r2', -300n, null, 'refund')])
})

test("what goes to the platform's own bank is told apart; beyond so many, differences are counted", () => {
  const movements = [moved('po', -800n, { kind: 'bank' }), moved('a', 1n), moved('b', 2n), moved('c', 3n)]
  const { totals, differences } = compared(movements, [], 2)
  assert.deepEqual(totals, [{ ...sums('EUR', 6n, 0n), banked: 800n, omitted: 1 }])
  assert.equal(differences.length, 2)
})

test('a period of a subscription is a payment, and what went back of one a refund', () => {
  const movements = [moved('paid', 799n), moved('unwanted', 799n), moved('back', -799n, { kind: 'refund' })]
  const cleared = [
    booked('paid', 799n, { kind: 'SubscriptionPeriodPaid' }),
    booked('unwanted', 799n, { kind: 'SubscriptionChargeUnwanted' }),
    booked('back', -799n, { kind: 'SubscriptionChargeReturned' }),
  ]
  assert.deepEqual(compared(movements, cleared), { totals: [sums('EUR', 799n, 799n)], differences: [] })
})
