// What a plan may say, and when its periods end. The one place that knows.
import { isCurrency } from '../catalogue/rules.ts'

export const limits = {
  name: 80,
  prices: 20,
  genres: 20,
  filmIds: 500,
  /** minor units */
  amount: 1_000_000n,
  trialDays: 90,
} as const

export type Period = 'MONTH' | 'YEAR'
export type Price = Readonly<{ amount: bigint; currency: string }>

export type PlanTerms = Readonly<{
  name: string
  trialDays: number
  prices: readonly Price[]
  genres: readonly string[]
  filmIds: readonly string[]
}>

/** In words for the operator; undefined: it may be offered. */
export const faultOfPlan = ({ name, trialDays, prices, genres, filmIds }: PlanTerms): string | undefined => {
  if (name.trim() === '' || name.length > limits.name) return `A plan has a name of 1 to ${limits.name} characters.`
  if (trialDays < 0 || trialDays > limits.trialDays) return `A trial takes at most ${limits.trialDays} days.`
  if (prices.length === 0 || prices.length > limits.prices) return `A plan has 1 to ${limits.prices} prices.`
  const currencies = prices.map(({ currency }) => currency)
  const wrong = currencies.find((currency) => !isCurrency(currency))
  if (wrong !== undefined) return `${wrong} is not a code of ISO 4217.`
  if (new Set(currencies).size < currencies.length) return 'A plan has one price in each currency.'
  if (prices.some(({ amount }) => amount <= 0n || amount > limits.amount))
    return `A price is from 1 to ${limits.amount} minor units.`
  if (genres.length > limits.genres) return `A plan names at most ${limits.genres} genres.`
  return filmIds.length > limits.filmIds ? `A plan names at most ${limits.filmIds} films.` : undefined
}

/**
 * When the n-th period ends, ms since 1970: so many months after the anchor by the calendar (UTC), on its day of the
 * month or, where a month has no such day, on the last one. 31 January, then 28 February, then 31 March again: so it is
 * counted from the anchor, never from the period before.
 */
export const endOfPeriod = (anchor: number, period: Period, n: number): number => {
  const at = new Date(anchor)
  const months = at.getUTCMonth() + n * (period === 'YEAR' ? 12 : 1)
  const lastDay = new Date(Date.UTC(at.getUTCFullYear(), months + 1, 0)).getUTCDate()
  const day = Math.min(at.getUTCDate(), lastDay)
  return Date.UTC(at.getUTCFullYear(), months, day) + (anchor - startOfDay(anchor))
}

const day = 86_400_000
const startOfDay = (at: number): number => Math.floor(at / day) * day
