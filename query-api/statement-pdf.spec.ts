// The PDF read back: the figures of the CSV, whole however long, a head and a number on each page, letters from anywhere.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { extractText } from 'unpdf'
import { linesOf, type Movement, statementCsv } from './statement.ts'
import { statementPdf, summaryOf } from './statement-pdf.ts'

const month = { from: Date.UTC(2026, 10, 1), until: Date.UTC(2026, 11, 1) }
const payee = { legalName: 'Grete Müller, Łódź & Ωμέγα', email: 'grete@example.org', country: 'DE' }
const movements = Array.from({ length: 130 }, (_, n): Movement => {
  const kind = (['sale', 'refund', 'payout', 'payout-failed'] as const)[n % 4] ?? 'sale'
  const amount = BigInt((n % 4 === 1 || n % 4 === 2 ? -1 : 1) * (100 + n))
  return { at: month.from + n, kind, orderId: `order-${n}`, currency: ['EUR', 'JPY', 'KWD'][n % 3] ?? '', amount }
})
const lines = linesOf(month, { EUR: 12_345_678_901n, JPY: -500n }, movements)
const read = async (pdf: Buffer) =>
  (await extractText(new Uint8Array(pdf))).text.map((page) => page.replaceAll(/\s+/g, ' '))

test('every line of the CSV stands in it, in its order, with all its digits', async () => {
  const pages = await read(await statementPdf(month, payee, lines))
  const text = pages.join(' ')
  let place = text.indexOf('When (UTC)')
  for (const line of statementCsv(lines).trimEnd().split('\r\n').slice(1)) {
    const [, , order = '', currency, amount = '', balance] = line.split(',')
    const found = text.indexOf([order, currency, amount, balance].filter(Boolean).join(' '), place)
    assert.ok(found >= place, `${line} after ${text.slice(place, place + 200)}`)
    place = found
  }
  assert.ok(pages.length > 2)
  for (const [n, page] of pages.entries()) {
    assert.ok(page.includes(`page ${n + 1} of ${pages.length}`), page)
    assert.ok(page.includes('When (UTC) What Order Currency Amount Balance'), page)
  }
  for (const part of ['Statement 2026-11', 'from 2026-11-01 to 2026-11-30', ...Object.values(payee)])
    assert.ok(pages[0]?.includes(part), part)
})

test('the sums are those of the lines, and lead from the beginning to the end', async () => {
  const [first = ''] = await read(await statementPdf(month, payee, lines))
  for (const row of summaryOf(lines)) assert.ok(first.includes(row.join(' ')), row.join(' '))
  const simple = linesOf(month, { EUR: 500n }, [
    { at: 1, kind: 'sale', orderId: 'o', currency: 'EUR', amount: 764n },
    { at: 2, kind: 'refund', orderId: 'o', currency: 'EUR', amount: -382n },
    { at: 3, kind: 'payout', orderId: null, currency: 'EUR', amount: -800n },
    { at: 4, kind: 'payout-failed', orderId: null, currency: 'EUR', amount: 800n },
    { at: 5, kind: 'payout', orderId: null, currency: 'EUR', amount: -82n },
  ])
  assert.deepEqual(summaryOf(simple), [['EUR', '5.00', '7.64', '-3.82', '-0.82', '8.00']])
})

test('the same content is the same bytes, another one is not; nothing is said so', async () => {
  const [one, same] = [await statementPdf(month, payee, lines), await statementPdf(month, payee, lines)]
  assert.ok(one.equals(same))
  assert.ok(!one.equals(await statementPdf(month, { ...payee, country: 'AT' }, lines)))
  const erased = { legalName: null, email: null, country: 'DE' }
  assert.match((await read(await statementPdf(month, erased, []))).join(), /– DE Nothing was owed/)
})
