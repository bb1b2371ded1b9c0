// A seller's month as CSV (RFC 4180): what was owed to them at its beginning, each change, and what is owed at its end.

/** A change of what is owed to a seller: `amount` in minor units of `currency`, below zero when it went. */
export type Movement = Readonly<{
  at: number
  kind: 'sale' | 'refund' | 'payout' | 'payout-failed'
  orderId: string | null
  currency: string
  amount: bigint
}>

/** By currency, minor units. */
export type Owed = Readonly<Record<string, bigint>>

/** As people write it, with a dot: 12.34 EUR, 1234 JPY, 1.234 KWD. Decimals of ISO 4217 by way of CLDR. */
export const decimalText = (amount: bigint, currency: string): string => {
  const format = new Intl.NumberFormat('en', { style: 'currency', currency })
  const decimals = format.resolvedOptions().maximumFractionDigits ?? 2
  const digits = String(amount < 0n ? -amount : amount).padStart(decimals + 1, '0')
  const whole = digits.slice(0, digits.length - decimals)
  const text = decimals === 0 ? whole : `${whole}.${digits.slice(-decimals)}`
  return amount < 0n ? `-${text}` : text
}

const header = 'at,kind,order,currency,amount,balance'

/** `from`, `until`: ms since 1970. Movements in their order; each line's balance is that of its currency after it. */
export const statementCsv = (
  { from, until }: Readonly<{ from: number; until: number }>,
  opening: Owed,
  movements: readonly Movement[],
): string => {
  const balance: Record<string, bigint> = { ...opening }
  const line = (at: number, kind: string, order: string, currency: string, amount: string) => {
    const stands = decimalText(balance[currency] ?? 0n, currency)
    return [new Date(at).toISOString(), kind, order, currency, amount, stands].join(',')
  }
  const currencies = [...new Set([...Object.keys(opening), ...movements.map(({ currency }) => currency)])].sort()
  const lines = [header, ...currencies.map((currency) => line(from, 'opening', '', currency, ''))]
  for (const { at, kind, orderId, currency, amount } of movements) {
    balance[currency] = (balance[currency] ?? 0n) + amount
    lines.push(line(at, kind, orderId ?? '', currency, decimalText(amount, currency)))
  }
  lines.push(...currencies.map((currency) => line(until, 'closing', '', currency, '')))
  return `${lines.join('\r\n')}\r\n`
}
