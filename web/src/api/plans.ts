// Plans, and the viewer's subscription to one.
import { command, type Page, query } from './client.ts'
import { licenceVersion } from './terms.ts'

export type Plan = Readonly<{
  planId: string
  name: string
  version: number
  period: 'month' | 'year'
  /** before the first payment */
  trialDays: number
  /** minor units, tax included */
  prices: readonly Readonly<{ amount: number; currency: string }>[]
}>

export type Subscription = Readonly<{
  subscriptionId: string
  planId: string
  planName: string
  amount: number
  currency: string
  period: 'month' | 'year'
  status: 'pending' | 'action-required' | 'trialing' | 'active' | 'past-due' | 'ended'
  /** it ends with what is paid */
  cancelled: boolean
  paidUntil: string | null
  /** null: its films do not play */
  playsUntil: string | null
  /** from the next period on */
  next: Readonly<{ planId: string; planName: string; amount: number }> | null
  actionUrl: string | null
  /** why it ended, or why the last payment failed: a stable type */
  reason: string | null
}>

export const plans = (cursor?: string, signal?: AbortSignal): Promise<Page<Plan>> =>
  query({ path: '/v1/plans', query: { cursor, limit: 50 }, signal })

/** `putInto`: by the seller, to whom alone it is told. */
export const plansOfFilm = (
  filmId: string,
  signal?: AbortSignal,
): Promise<Readonly<{ planIds: readonly string[]; putInto: readonly string[] }>> =>
  query({ path: `/v1/films/${filmId}/plans`, signal })

export const setPlansOfFilm = (key: string, filmId: string, planIds: readonly string[]): Promise<unknown> =>
  command({ method: 'PUT', path: `/v1/films/${filmId}/plans`, body: { planIds }, key })

/** The newest one; null when there was none. */
export const subscription = async (signal?: AbortSignal): Promise<Subscription | null> =>
  (await query<Readonly<{ subscription: Subscription | null }>>({ path: '/v1/subscription', signal })).subscription

type Wish = Readonly<{ planId: string; planVersion: number; currency: string; paymentMethod: string }>

/** `key` is the wish: sent twice, it is one subscription. */
export const subscribe = (key: string, wish: Wish): Promise<Readonly<{ subscriptionId: string }>> =>
  command({ method: 'POST', path: '/v1/subscriptions', body: { ...wish, licenceVersion }, key })

export const cancelSubscription = (key: string, subscriptionId: string): Promise<unknown> =>
  command({ method: 'POST', path: `/v1/subscriptions/${subscriptionId}/cancellation`, key })

export const resumeSubscription = (key: string, subscriptionId: string): Promise<unknown> =>
  command({ method: 'DELETE', path: `/v1/subscriptions/${subscriptionId}/cancellation`, key })

export const changePlan = (
  key: string,
  subscriptionId: string,
  to: Pick<Plan, 'planId' | 'version'>,
): Promise<unknown> =>
  command({
    ...{ method: 'PUT', path: `/v1/subscriptions/${subscriptionId}/plan`, key },
    body: { planId: to.planId, planVersion: to.version },
  })
