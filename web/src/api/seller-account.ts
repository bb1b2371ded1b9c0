// A seller's own account: who is paid, what is theirs, what was sold.
import { command, type Page, query } from './client.ts'
import { ApiError } from './problem.ts'

/** The version of the terms that this page shows and asks to accept. */
export const termsVersion = '2026-11'

export type Details = Readonly<{
  legalName: string
  email: string
  /** ISO 3166-1 alpha-2 */
  country: string
}>

/** null: erased */
export type Profile = Readonly<{ legalName: string | null; email: string | null; country: string }>

/** `none`: not applied yet. */
export const profile = (signal?: AbortSignal): Promise<Profile | 'none'> =>
  query<Profile>({ path: '/v1/seller/profile', signal }).catch((error: unknown) => {
    if (error instanceof ApiError && error.status === 404) return 'none'
    throw error
  })

export const apply = (key: string, details: Details): Promise<void> =>
  command({ method: 'POST', path: '/v1/seller/application', body: { ...details, termsVersion }, key })

export const changeDetails = (key: string, details: Details): Promise<void> =>
  command({ method: 'PUT', path: '/v1/seller/details', body: details, key })

/** Minor units of `currency`. */
export type Balance = Readonly<{
  currency: string
  available: number
  held: number
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
