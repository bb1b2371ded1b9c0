// A statement as its seller's accountant reads it: lines of text, decimals by the currency, added up by hand.
import assert from 'node:assert/strict'

const decimals: Readonly<Record<string, number>> = { JPY: 0, EUR: 2, KWD: 3 }

const minor = (text: string, currency: string): bigint => {
  const [, sign = '', whole = '', fraction = ''] =
    /^(-?)(\d+)(?:\.(\d+))?$/.exec(text) ?? assert.fail(`no sum: ${text}`)
  assert.equal(fraction.length, decimals[currency], `${text} ${currency}`)
  return BigInt(`${sign}${whole}${fraction}`)
}

export type Totals = Readonly<Record<'sale' | 'refund' | 'payout' | 'payout-failed' | 'closing', bigint>>

/** Of one currency over all months; each line's balance must follow from the one before, each month from the last. */
export const addUp = (months: readonly string[], currency: string): Totals => {
  const totals: Record<string, bigint> = {}
  let balance = 0n
  for (const csv of months) {
    const lines = csv.split('\r\n').slice(1, -1)
    for (const line of lines) {
      const [, kind = '', , of, amount = '', stands = ''] = line.split(',')
      if (of !== currency) continue
      if (amount) {
        const moved = minor(amount, currency)
        balance += moved
        totals[kind] = (totals[kind] ?? 0n) + moved
      }
      assert.equal(minor(stands, currency), balance, line)
    }
  }
  const of = (kind: string) => totals[kind] ?? 0n
  const [sale, refund, payout, failed] = [of('sale'), of('refund'), of('payout'), of('payout-failed')]
  return { sale, refund, payout, 'payout-failed': failed, closing: balance }
}
