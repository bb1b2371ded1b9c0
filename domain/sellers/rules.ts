// Who may sell here, and when what was earned is theirs. The one place that knows.
import { isCountry } from '../places/rules.ts'

/** Of the seller's terms that hold now; an application names the version that was read. */
export const currentTerms = '2026-11'

export const limits = { legalName: 200, email: 254 } as const

/** As the seller says it, before it is sealed. */
export type Details = Readonly<{ legalName: string; email: string; country: string }>

/** What is wrong with each field, in words for the seller. */
export const faultsOfDetails = ({ legalName, email, country }: Details): Partial<Record<keyof Details, string>> => ({
  ...(legalName.trim() === '' || legalName.length > limits.legalName
    ? { legalName: `has 1 to ${limits.legalName} characters` }
    : {}),
  // RFC 5321 is tried by writing to it; this only catches what cannot be one.
  ...(email.length <= limits.email && /^[^\s@]+@[^\s@.]+([.][^\s@.]+)+$/.test(email) ? {} : { email: 'is no address' }),
  ...(isCountry(country) ? {} : { country: 'is not a code of ISO 3166-1' }),
})

/** Matinee itself: it sells in its own name, and pays those who uploaded. On its key stand invoices and the days at the provider. */
export const sellerOfRecord = '05b16a68-7d63-8c28-bbd2-d7e668b7c52c'

const day = 86_400_000

/** In which a day at the payment provider may be compared with the ledger; today is one of them. */
export const reconcilableDays = 62

/** Such as 2026-11-27, UTC. */
export const dayOf = (at: number): string => new Date(at).toISOString().slice(0, 10)

/** ms since 1970; undefined: no such day */
export const startOfDay = (text: string): number | undefined => {
  const start = /^[0-9]{4}-[0-9]{2}-[0-9]{2}$/.test(text) ? Date.parse(`${text}T00:00:00Z`) : Number.NaN
  return Number.isNaN(start) ? undefined : start
}

/**
 * What is held until some time of a day is available from the next day (UTC) on: so a seller has one sum per day and
 * currency on hold, not one per sale. ms since 1970.
 */
export const availableFrom = (heldUntil: number): number => Math.ceil(heldUntil / day) * day
