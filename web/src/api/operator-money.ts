// Who sells, where the money stands, and forgetting a person.
import { command, type Page, query } from './client.ts'

/** Name and address are null once the person was erased. */
export type OperatorSeller = Readonly<{
  sellerId: string
  legalName: string | null
  email: string | null
  country: string
  appliedAt: string
}>

export const operatorSellers = (cursor?: string, signal?: AbortSignal): Promise<Page<OperatorSeller>> =>
  query({ path: '/v1/operator/sellers', query: { cursor, limit: 20 }, signal })

/** `balance` in minor units, a debit above zero. */
export type Account = Readonly<{ account: string; currency: string; balance: number; entries: number }>

export const accounts = (cursor?: string, signal?: AbortSignal): Promise<Page<Account>> =>
  query({ path: '/v1/operator/accounts', query: { cursor, limit: 50 }, signal })

/** What a payment provider told about no order of ours. */
export type UnmatchedWebhook = Readonly<{
  eventId: string
  provider: string
  type: string
  paymentId: string | null
  orderId: string | null
  at: string
}>

export const unmatchedWebhooks = (cursor?: string, signal?: AbortSignal): Promise<Page<UnmatchedWebhook>> =>
  query({ path: '/v1/operator/webhooks', query: { cursor, limit: 20 }, signal })

export const erase = (key: string, personId: string, reason: string): Promise<void> =>
  command({ method: 'POST', path: `/v1/operator/people/${personId}/erasure`, body: { reason }, key })

type Difference = Readonly<{ kind: string; reference: string; provider: number | null; ledger: number | null }>

/** Sums in minor units; `differences`: what only one side has (null: the other has not), or both have otherwise. */
export type Reconciliation = Readonly<{
  day: string
  endedAt: string | null
  currencies: readonly Readonly<{
    currency: string
    provider: number
    ledger: number
    difference: number
    fees: number
    differences: readonly Difference[]
    omitted: number
  }>[]
}>

export const reconciliations = (cursor?: string, signal?: AbortSignal): Promise<Page<Reconciliation>> =>
  query({ path: '/v1/operator/reconciliations', query: { cursor, limit: 10 }, signal })

export const askReconciliation = (key: string, day: string): Promise<void> =>
  command({ method: 'POST', path: '/v1/operator/reconciliations', body: { day }, key })
