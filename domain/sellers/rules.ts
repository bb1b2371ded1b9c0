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

const day = 86_400_000

/**
 * What is held until some time of a day is available from the next day (UTC) on: so a seller has one sum per day and
 * currency on hold, not one per sale. ms since 1970.
 */
export const availableFrom = (heldUntil: number): number => Math.ceil(heldUntil / day) * day
