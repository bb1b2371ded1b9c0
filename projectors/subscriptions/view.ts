// What query-api and command-api may ask of subscriptions.
import type { ReadStore } from '../../platform/postgres.ts'

/** Times in ms since 1970, amounts in minor units; `planName` as the plan is called now. */
export type Subscription = Readonly<{
  subscriptionId: string
  planId: string
  planName: string
  planVersion: number
  amount: bigint
  currency: string
  period: 'MONTH' | 'YEAR'
  status: 'pending' | 'trialing' | 'active' | 'past-due' | 'ended'
  actionUrl: string | null
  grace: number
  paidUntil: number | null
  cancelled: boolean
  next: Readonly<{ planId: string; planName: string; amount: bigint }> | null
  requestedAt: number
  endedAt: number | null
  reason: string | null
}>

type Stored = Omit<Subscription, 'next'> &
  Readonly<{ next: Readonly<{ planId: string; amount: number }> | null; nextName: string | null }>

/** The newest one, which lives or has ended. */
export const subscriptionOf = async (store: ReadStore, viewerId: string): Promise<Subscription | undefined> => {
  const [row] = await store.rows<Stored>`
    select subscription_id, subscriptions.plan_id, coalesce(plans.name, '') as plan_name, plan_version, amount, currency,
      subscriptions.period, status, action_url, grace, paid_until, cancelled, next, requested_at, ended_at, reason,
      (select name from plans as wanted where wanted.plan_id = (next->>'planId')::uuid) as next_name
    from subscriptions left join plans using (plan_id)
    where viewer_id = ${viewerId} order by requested_at desc, subscription_id limit 1`
  if (!row) return undefined
  const { next, nextName, ...rest } = row
  return {
    ...rest,
    next: next && { planId: next.planId, planName: nextName ?? '', amount: BigInt(next.amount) },
  }
}
