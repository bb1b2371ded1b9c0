// Cancelling against the provider's renewal: the viewer cancels around the moment at which the provider charges.
import assert from 'node:assert/strict'
import { type Api, eventually } from '../start/client/api.ts'
import { newPerson } from './given-film.ts'
import { mine, type Plan, type SubscriptionSeen, subscribeTo, subscriptionIs } from './given-plan.ts'
import { racer } from './racer.ts'
import type { sandboxBank } from './sandbox-bank.ts'

export type RenewalResult = Readonly<{ races: number; renewed: number; cancelled: number; returned: number }>

/** ms around the end of the period at which the viewer cancels. */
const [earliest, latest] = [-100, 100]

type Bank = ReturnType<typeof sandboxBank>
type Booked = Readonly<{ kind: string }>

/** So many viewers race at once, each race by a subscription of its own. */
export const raceRenewals = async (
  { url, operator, plan, bank }: Readonly<{ url: string; operator: Api; plan: Plan; bank: Bank }>,
  { races, viewers }: Readonly<{ races: number; viewers: number }>,
): Promise<RenewalResult> => {
  const cancelling = await racer()
  let begun = 0
  const result = { races: 0, renewed: 0, cancelled: 0, returned: 0 }

  const race = async (): Promise<void> => {
    const n = begun++
    const viewer = await newPerson(url, 'viewer')
    const subscriptionId = await subscribeTo(viewer, plan)
    const left = (seen: SubscriptionSeen) => Date.parse(seen.paidUntil ?? '') - Date.now()
    const first = await subscriptionIs(viewer, 'paid for a while', (seen) => left(seen) > 300)
    const end = Date.parse(first.paidUntil ?? '')
    const at = end + earliest + Math.random() * (latest - earliest)
    const path = `/v1/subscriptions/${subscriptionId}/cancellation`
    const told = await cancelling.run({ race: n, url, token: viewer.token() ?? '', path, at })
    assert.equal(told.status, 200, JSON.stringify(told))
    const stands = await subscriptionIs(viewer, 'cancelled', ({ cancelled }) => cancelled)
    const ended = await subscriptionIs(viewer, 'ended', ({ status }) => status === 'ended')

    const { invoices } = await bank.subscription(subscriptionId)
    const paid = invoices.filter(({ status }) => status === 'paid')
    const kinds = await eventually('all is booked', 60_000, async () => {
      const { items } = await operator.get<{ items: Booked[] }>(`/v1/operator/ledger?orderId=${subscriptionId}`)
      const kept = items.filter(({ kind }) => kind === 'SubscriptionPeriodPaid').length
      const back = items.filter(({ kind }) => kind === 'SubscriptionChargeReturned').length
      return kept + back === paid.length ? { kept, back } : undefined
    })
    assert.equal(ended.paidUntil, stands.paidUntil, 'nothing is added once it is cancelled')
    // What the viewer got is what was kept: the end of the last period that was paid for, and not a moment more.
    assert.equal(Date.parse(ended.paidUntil ?? ''), paid[kinds.kept - 1]?.periodEnd)
    assert.equal((await mine(viewer))?.playsUntil, null)
    const refunded = await Promise.all(paid.map(({ paymentId }) => bank.refunded(paymentId ?? '')))
    assert.deepEqual(
      refunded,
      paid.map(({ amount }, i) => (i < kinds.kept ? 0 : amount)),
    )
    result.races++
    result.returned += kinds.back
    if (paid.slice(0, kinds.kept).some(({ periodStart }) => periodStart === end)) result.renewed++
    else result.cancelled++
  }

  try {
    await Promise.all(
      Array.from({ length: viewers }, async () => {
        while (begun < races) await race()
      }),
    )
    return result
  } finally {
    await cancelling.close()
  }
}
