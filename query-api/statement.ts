// A seller's month, and as CSV (RFC 4180): what was owed to them at its beginning, each change, and what is owed at its end.

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

/** [from, until), ms since 1970. */
export type Month = Readonly<{ from: number; until: number }>

/** `amount` null: a line of the beginning or the end; `balance`: of its currency after it. Minor units. */
export type Line = Readonly<{
  at: number
  kind: 'opening' | Movement['kind'] | 'closing'
  orderId: string | null
  currency: string
  amount: bigint | null
  balance: bigint
}>

/** What was owed, each movement in its order, what is owed then: the one source of every form of a statement. */
export const linesOf = ({ from, until }: Month, opening: Owed, movements: readonly Movement[]): readonly Line[] => {
  const balance: Record<string, bigint> = { ...opening }
  const standing = (at: number, kind: 'opening' | 'closing') =>
    currencies.map(
      (currency): Line => ({ at, kind, orderId: null, currency, amount: null, balance: balance[currency] ?? 0n }),
    )
  const currencies = [...new Set([...Object.keys(opening), ...movements.map(({ currency }) => currency)])].sort()
  const lines = standing(from, 'opening')
  for (const movement of movements) {
    const { currency, amount } = movement
    balance[currency] = (balance[currency] ?? 0n) + amount
    lines.push({ ...movement, balance: balance[currency] })
  }
  return [...lines, ...standing(until, 'closing')]
}

const header = 'at,kind,order,currency,amount,balance'

export const statementCsv = (lines: readonly Line[]): string => {
  const texts = lines.map(({ at, kind, orderId, currency, amount, balance }) => {
    const moved = amount === null ? '' : decimalText(amount, currency)
    return [new Date(at).toISOString(), kind, orderId ?? '', currency, moved, decimalText(balance, currency)].join(',')
  })
  return `${[header, ...texts].join('\r\n')}\r\n`
}
