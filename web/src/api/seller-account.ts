// A seller's own account: who is paid, what is theirs, what was sold.
import { command, type Page, query } from './client.ts'
import { failureOf, problemOf } from './problem.ts'
import { accessToken } from './session.ts'
import { termsVersion } from './terms.ts'

export type Details = Readonly<{
  legalName: string
  email: string
  /** ISO 3166-1 alpha-2 */
  country: string
}>

/** null: erased */
export type Profile = Readonly<{
  legalName: string | null
  email: string | null
  country: string
  /** at the payment provider; `active`: may be paid */
  account: Readonly<{ status: 'none' | 'pending' | 'active' | 'restricted'; reason: string | null }>
  /** the provider's page that was asked for, while it is good */
  onboardingUrl: string | null
}>

/** `none`: not applied yet. */
export const profile = async (signal?: AbortSignal): Promise<Profile | 'none'> =>
  (await query<{ profile: Profile | null }>({ path: '/v1/seller/profile', signal })).profile ?? 'none'

export const apply = (key: string, details: Details): Promise<void> =>
  command({ method: 'POST', path: '/v1/seller/application', body: { ...details, termsVersion }, key })

export const changeDetails = (key: string, details: Details): Promise<void> =>
  command({ method: 'PUT', path: '/v1/seller/details', body: details, key })

/** Minor units of `currency`. */
export type Balance = Readonly<{
  currency: string
  available: number
  held: number
  /** of payouts that were asked for */
  onTheWay: number
  /** when the next of what is held becomes available */
  nextAt: string | null
}>

export const balances = async (signal?: AbortSignal): Promise<readonly Balance[]> =>
  (await query<Page<Balance>>({ path: '/v1/seller/balance', signal })).items

/** Minor units of `currency`; `earned` is the seller's part of `amount`, null when none was agreed. */
export type Sale = Readonly<{
  orderId: string
  title: string
  kind: 'buy' | 'rent'
  currency: string
  amount: number
  tax: number
  earned: number | null
  refundedEarned: number
  soldAt: string
}>

export const sales = (cursor?: string, signal?: AbortSignal): Promise<Page<Sale>> =>
  query({ path: '/v1/seller/sales', query: { cursor, limit: 20 }, signal })

/** The profile has the page's address a moment later. */
export const askOnboarding = (key: string): Promise<void> =>
  command({ method: 'POST', path: '/v1/seller/onboarding', key })

export const backFromProvider = (key: string): Promise<void> =>
  command({ method: 'POST', path: '/v1/seller/onboarding/return', key })

export const askPayout = (key: string, currency: string): Promise<void> =>
  command({ method: 'POST', path: '/v1/seller/payouts', body: { currency }, key })

/** `amount` in minor units of `currency`. */
export type Payout = Readonly<{
  payoutId: string
  amount: number
  currency: string
  status: 'requested' | 'made' | 'failed'
  reason: string | null
  requestedAt: string
}>

export const payouts = (cursor?: string, signal?: AbortSignal): Promise<Page<Payout>> =>
  query({ path: '/v1/seller/payouts', query: { cursor, limit: 20 }, signal })

export type StatementForm = 'csv' | 'pdf'

/** A month (such as 2026-11) of the seller's money as a file. */
export const statement = async (month: string, form: StatementForm): Promise<Blob> => {
  try {
    const headers = { authorization: `Bearer ${await accessToken()}` }
    const signal = AbortSignal.timeout(30_000)
    const answer = await fetch(`/v1/seller/statements/${month}${form === 'pdf' ? '/pdf' : ''}`, { headers, signal })
    if (!answer.ok) throw await problemOf(answer)
    return await answer.blob()
  } catch (error) {
    throw failureOf(error, false)
  }
}
