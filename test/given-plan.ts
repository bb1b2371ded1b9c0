// What tests of subscriptions begin with, by the public API: a plan with films, a subscriber.
import { currentLicence } from '../domain/commerce/rules.ts'
import { type Api, eventually } from '../start/client/api.ts'

export type Plan = Readonly<{ planId: string; version: number }>
export type SubscriptionSeen = Readonly<{
  subscriptionId: string
  planId: string
  amount: number
  status: string
  cancelled: boolean
  paidUntil: string | null
  playsUntil: string | null
  next: Readonly<{ planId: string }> | null
  actionUrl: string | null
  reason: string | null
}>

export const planTerms = (part: object = {}) => ({
  ...{ name: 'All films', period: 'month', trialDays: 0, prices: [{ amount: 799, currency: 'EUR' }] },
  ...{ genres: [], filmIds: [], ...part },
})

export const newPlan = (operator: Api, part: object = {}): Promise<Plan> =>
  operator.post<Plan>('/v1/operator/plans', planTerms(part))

/** The seller puts the film into them. */
export const putInto = (seller: Api, filmId: string, ...plans: readonly Plan[]) =>
  seller.call('PUT', `/v1/films/${filmId}/plans`, { body: { planIds: plans.map(({ planId }) => planId) } })

export const wishFor = ({ planId, version }: Plan, paymentMethod = 'pm_success') => ({
  ...{ planId, planVersion: version, currency: 'EUR', paymentMethod, licenceVersion: currentLicence },
})

export const subscribeTo = async (viewer: Api, plan: Plan, paymentMethod?: string): Promise<string> =>
  (await viewer.post<{ subscriptionId: string }>('/v1/subscriptions', wishFor(plan, paymentMethod))).subscriptionId

export const mine = async (viewer: Api): Promise<SubscriptionSeen | null> =>
  (await viewer.get<{ subscription: SubscriptionSeen | null }>('/v1/subscription')).subscription

/** Until the viewer's newest subscription is as wanted. */
export const subscriptionIs = (
  viewer: Api,
  what: string,
  isSo: (seen: SubscriptionSeen) => boolean,
): Promise<SubscriptionSeen> =>
  eventually(`the subscription is ${what}`, 60_000, async () => {
    const seen = await mine(viewer)
    return seen && isSo(seen) ? seen : undefined
  })
