// What every provider that renews subscriptions must do: run by each adapter's int spec against a real server.
import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { test } from 'node:test'
import type { Billing, WantedSubscription } from './billing.ts'
import { ProviderRefused, ProviderUnavailable } from './provider.ts'

export type BillingContract = Readonly<{
  billing: () => Billing
  /** the same adapter for a port where nobody listens */
  unreachable: () => Billing
  card: string
  /** undefined when the server keeps no state (stripe-mock): then only requests and shapes are checked */
  stateful: Readonly<{ declined: string; authenticated: string; approve(url: string): Promise<unknown> }> | undefined
}>

const back = 'http://shop.example/plans'
const terms = { planId: randomUUID(), planVersion: 1, amount: 799n, currency: 'EUR', period: 'MONTH' } as const

export const billingContract = ({ billing, unreachable, card, stateful }: BillingContract): void => {
  const wish = (part: Partial<WantedSubscription> = {}): WantedSubscription => ({
    ...{ subscriptionId: randomUUID(), viewerId: randomUUID(), terms, trialDays: 0, paymentMethod: card, ...part },
  })

  test('every call about a subscription is understood', async () => {
    const { providerSubscriptionId: id } = await billing().start(wish())
    assert.ok(id.length > 0)
    const other = { ...terms, planId: randomUUID(), amount: 999n }
    for (const told of [
      await billing().confirm(id, back),
      await billing().retrieve(id),
      await billing().setCancelled(id, true),
      await billing().setCancelled(id, false),
      await billing().change(id, other),
      await billing().end(id),
    ])
      assert.equal(told.providerSubscriptionId, id)
    assert.ok(Array.isArray(await billing().invoices(id)))
    assert.ok((await billing().start(wish({ trialDays: 7 }))).providerSubscriptionId.length > 0)
  })

  test('a provider of subscriptions that does not answer is unavailable', async () => {
    const gone = unreachable()
    for (const call of [
      () => gone.start(wish()),
      () => gone.confirm('sub_1', back),
      () => gone.retrieve('sub_1'),
      () => gone.invoices('sub_1'),
      () => gone.setCancelled('sub_1', true),
      () => gone.change('sub_1', terms),
      () => gone.end('sub_1'),
    ])
      await assert.rejects(call, ProviderUnavailable)
  })

  if (!stateful) return
  const { declined, authenticated, approve } = stateful
  const confirmed = async (part: Partial<WantedSubscription> = {}) => {
    const { providerSubscriptionId } = await billing().start(wish(part))
    return billing().confirm(providerSubscriptionId, back)
  }

  test('told twice it is one subscription, which charges nothing before it is confirmed and then once', async () => {
    const one = wish()
    const [first, again] = await Promise.all([billing().start(one), billing().start(one)])
    assert.deepEqual([first.status, first], ['unconfirmed', again])
    const { providerSubscriptionId: id } = first
    assert.deepEqual(await billing().invoices(id), [])
    assert.equal((await billing().confirm(id, back)).status, 'active')
    assert.equal((await billing().confirm(id, back)).status, 'active')
    const invoices = await billing().invoices(id)
    assert.deepEqual(
      invoices.map(({ status, amount, currency, planId }) => [status, amount, currency, planId]),
      [['paid', 799n, 'EUR', terms.planId]],
    )
    const [{ periodStart = 0, periodEnd = 0, paidAt, paymentId } = {}] = invoices
    assert.ok(periodStart < periodEnd && paidAt !== null && paymentId)
  })

  test('a trial charges nothing; a declined card ends it before it begins', async () => {
    const trial = await confirmed({ trialDays: 7 })
    assert.equal(trial.status, 'trialing')
    assert.deepEqual(await billing().invoices(trial.providerSubscriptionId), [])
    const refused = await confirmed({ paymentMethod: declined })
    assert.ok(refused.status === 'ended' || refused.status === 'failed')
    assert.equal(refused.reason, 'card-declined')
  })

  test('a first payment that must be approved is active once it is', async () => {
    const asked = await confirmed({ paymentMethod: authenticated })
    assert.ok(asked.status === 'action-required')
    await approve(asked.url)
    assert.equal((await billing().retrieve(asked.providerSubscriptionId)).status, 'active')
  })

  test('cancelling, taking it back and another plan are told, and charge nothing', async () => {
    const { providerSubscriptionId: id } = await confirmed()
    assert.equal((await billing().setCancelled(id, true)).cancelAtPeriodEnd, true)
    assert.equal((await billing().setCancelled(id, false)).cancelAtPeriodEnd, false)
    assert.equal((await billing().change(id, { ...terms, planId: 'other' })).planId, 'other')
    assert.equal((await billing().invoices(id)).length, 1)
  })

  test('ended it stays ended, whatever is asked', async () => {
    const { providerSubscriptionId: id } = await confirmed()
    for (const told of [
      await billing().end(id),
      await billing().end(id),
      await billing().setCancelled(id, false),
      await billing().confirm(id, back),
    ])
      assert.equal(told.status, 'ended')
  })

  test('a subscription that is not there is refused', async () => {
    await assert.rejects(() => billing().retrieve('sub_none'), ProviderRefused)
  })
}
