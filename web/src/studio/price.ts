// Prices as people type them, to minor units and back, without passing through a float.

/** The largest price that the studio takes, in whole units of the currency. */
export const mostUnits = 10_000

export type ReadPrice = Readonly<{ ok: true; amount: number }> | Readonly<{ ok: false; why: 'wrong' | 'high' }>

/** "3.99" or "3,99" with two decimals is 399; "500" with none is 500. More decimals than the currency has are wrong. */
export const readPrice = (text: string, decimals: number): ReadPrice => {
  const found = /^(\d{1,12})(?:[.,](\d+))?$/.exec(text.trim())
  const [, units = '', part = ''] = found ?? []
  if (!found || part.length > decimals) return { ok: false, why: 'wrong' }
  const amount = Number(units + part.padEnd(decimals, '0'))
  if (amount === 0) return { ok: false, why: 'wrong' }
  return amount > mostUnits * 10 ** decimals ? { ok: false, why: 'high' } : { ok: true, amount }
}

/** 399 with two decimals is "3.99". */
export const writePrice = (amount: number, decimals: number): string => {
  const digits = String(amount).padStart(decimals + 1, '0')
  return decimals ? `${digits.slice(0, -decimals)}.${digits.slice(-decimals)}` : digits
}

/** A whole number within bounds, or undefined. */
export const readWhole = (text: string, least: number, most: number): number | undefined => {
  const value = /^\d{1,6}$/.test(text.trim()) ? Number(text) : Number.NaN
  return value >= least && value <= most ? value : undefined
}
