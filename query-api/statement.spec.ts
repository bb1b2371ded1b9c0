// A statement adds up in each currency, with its own decimals.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { decimalText, linesOf, type Movement, statementCsv } from './statement.ts'

test('amounts have the decimals of their currency', () => {
  const texts = [decimalText(1299n, 'EUR'), decimalText(-5n, 'EUR'), decimalText(1299n, 'JPY'), decimalText(-1n, 'KWD')]
  assert.deepEqual(texts, ['12.99', '-0.05', '1299', '-0.001'])
})

const month = { from: Date.UTC(2026, 10, 1), until: Date.UTC(2026, 11, 1) }

test('what was owed, what changed, what is owed', () => {
  const at = Date.UTC(2026, 10, 21, 20, 15)
  const movements: readonly Movement[] = [
    { at, kind: 'sale', orderId: 'o1', currency: 'EUR', amount: 764n },
    { at, kind: 'refund', orderId: 'o1', currency: 'EUR', amount: -382n },
    { at, kind: 'payout', orderId: null, currency: 'JPY', amount: -500n },
  ]
  assert.deepEqual(statementCsv(linesOf(month, { JPY: 500n }, movements)).split('\r\n'), [
    'at,kind,order,currency,amount,balance',
    '2026-11-01T00:00:00.000Z,opening,,EUR,,0.00',
    '2026-11-01T00:00:00.000Z,opening,,JPY,,500',
    '2026-11-21T20:15:00.000Z,sale,o1,EUR,7.64,7.64',
    '2026-11-21T20:15:00.000Z,refund,o1,EUR,-3.82,3.82',
    '2026-11-21T20:15:00.000Z,payout,,JPY,-500,0',
    '2026-12-01T00:00:00.000Z,closing,,EUR,,3.82',
    '2026-12-01T00:00:00.000Z,closing,,JPY,,0',
    '',
  ])
})

test('any month: the closing line is the opening one and all that changed, to the last digit', () => {
  const movement = fc.record({
    at: fc.constant(month.from),
    kind: fc.constant('sale' as const),
    orderId: fc.constant(null),
    currency: fc.constantFrom('JPY', 'EUR', 'KWD'),
    amount: fc.bigInt({ min: -99_999_999n, max: 99_999_999n }),
  })
  const opening = fc.dictionary(
    fc.constantFrom('JPY', 'EUR', 'KWD'),
    fc.bigInt({ min: -(10n ** 12n), max: 10n ** 12n }),
  )
  fc.assert(
    fc.property(opening, fc.array(movement), (owed, movements) => {
      const sums: Record<string, bigint> = { ...owed }
      for (const { currency, amount } of movements) sums[currency] = (sums[currency] ?? 0n) + amount
      const closing = statementCsv(linesOf(month, owed, movements))
        .split('\r\n')
        .filter((line) => line.includes(',closing,'))
        .map((line) => [line.split(',')[3], line.split(',')[5]])
      const wanted = Object.entries(sums).map(([currency, sum]) => [currency, decimalText(sum, currency)])
      assert.deepEqual(closing, wanted.sort())
    }),
    { numRuns: 1_000 },
  )
})
