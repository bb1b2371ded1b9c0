// A day at the provider: asked for while it can be, told by currency, and its fees booked once however often it is told.
import { test } from 'node:test'
import { specFor } from '../../test/given.ts'
import { decide } from './decider.ts'
import { evolve, newSeller } from './seller.ts'

const given = specFor(decide, evolve, newSeller)
const at = (text: string) => Date.parse(`${text}T12:00:00Z`)
const day = '2026-11-27'
const now = at(day)
const about = { sellerId: 'record', reconciliationId: 'one' }
const ask = (which: string) => ({ type: 'AskReconciliation', now, ...about, day: which, personId: 'operator' }) as const
const sums = { provider: 1299n, ledger: 0n, omitted: 0 }
const difference = { kind: 'payment', reference: 'pay', provider: 1299n, ledger: null }
const record = (when: number, fees: bigint, currency = 'EUR', banked = 0n) =>
  ({
    type: 'RecordReconciliation',
    ...{ now: when, ...about, day },
    totals: [{ currency, ...sums, fees, banked }],
    differences: [{ currency, ...difference }],
  }) as const
const found = (when: number, fees: bigint, newFees: bigint, currency = 'EUR') =>
  ({
    type: 'CurrencyReconciled',
    ...{ at: when, ...about, day, currency, ...sums },
    ...{ fees, newFees, banked: 0n, newBanked: 0n, differences: [difference] },
  }) as const
const ended = (when: number) => ({ type: 'ReconciliationEnded', at: when, ...about, day }) as const

test('a day may be asked for from its beginning until it is forgotten', () => {
  for (const which of [day, '2026-11-01', '2026-09-28'])
    given()
      .when(ask(which))
      .then({ type: 'ReconciliationAsked', at: now, ...about, day: which, personId: 'operator' })
  for (const which of ['2026-11-28', '2026-09-27', '2026-02-30', '27.11.2026', ''])
    given().when(ask(which)).refused('invalid-request')
})

test('what was found is told by currency; a day without any is compared too', () => {
  given()
    .when(record(now, 44n))
    .then(found(now, 44n, 44n), ended(now))
  given()
    .when({ ...record(now, 44n), totals: [], differences: [] })
    .then(ended(now))
})

test('compared again, only fees that were not known are booked', () => {
  const first = found(now, 44n, 44n)
  given(first)
    .when(record(now + 1, 44n))
    .then(found(now + 1, 44n, 0n), ended(now + 1))
  given(first)
    .when(record(now + 1, 50n))
    .then(found(now + 1, 50n, 6n), ended(now + 1))
  given(first)
    .when(record(now + 1, 7n, 'USD'))
    .then(found(now + 1, 7n, 7n, 'USD'), ended(now + 1))
  const [spring, later] = ['2026-11-20', at('2027-01-15')]
  const other = { ...found(later, 9n, 9n), day: '2027-01-14' }
  given({ ...first, day: spring }, first, other)
    .when(record(later, 44n))
    .then(found(later, 44n, 0n), ended(later))
})
