// Subscriptions between their decider, the worker and the real sandbox server, which renews by its own clock.
import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { after, before, test } from 'node:test'
import type { Service } from '../../platform/service.ts'
import type { Billing } from './billing.ts'
import { ProviderUnavailable } from './provider.ts'
import { sandboxBilling } from './sandbox-billing.ts'
import { type House, memoryHouse } from './spec-house.ts'
import { type Subscribed, subscribing } from './spec-subscriptions.ts'

/** A month takes 1.5 s, a payment that failed is tried again after 50 ms, 150 ms, 250 ms and 350 ms. */
const dayMs = 50

let house: House
let worker: Service
before(async () => {
  house = await memoryHouse()
  worker = await house.startWorker()
  await house.behaviour({ dayMs })
})
after(() => house.stop())

const billing = (): Billing =>
  sandboxBilling({ url: house.env.MATINEE_PAYMENTS_URL, apiKey: house.env.MATINEE_PAYMENTS_KEY })

/** Each payment that was taken bought a period, or went back. */
const assertSettled = async (one: Subscribed): Promise<void> => {
  const { atProvider, of } = subscribing(house)
  const { invoices } = await atProvider(one)
  for (const { id, status, paymentId } of invoices) {
    if (status !== 'paid' || paymentId === null) continue
    const events = of(one.subscriptionId).filter((event) => 'invoiceId' in event && event.invoiceId === id)
    const types = events.map(({ type }) => type).filter((type) => type !== 'SubscriptionPaymentFailed')
    const { amount, refunded } = await house.provider.retrieve(paymentId)
    if (types.join() === 'SubscriptionPeriodPaid') assert.equal(refunded, 0n, id)
    else {
      assert.deepEqual(types, ['SubscriptionChargeUnwanted', 'SubscriptionChargeReturned'])
      assert.equal(refunded, amount, id)
    }
  }
}

test('a plan is paid, plays, is renewed by the provider, and ends with what is paid when it is cancelled', async () => {
  const { subscribe, told, play, cancel, atProvider } = subscribing(house)
  const one = await subscribe()
  const first = await told('SubscriptionPeriodPaid', one)
  assert.deepEqual([first.amount, first.taxAmount, first.taxCountry], [799n, 128n, 'DE'])
  assert.equal((await play(one)).status, 'accepted')
  const second = await told('SubscriptionPeriodPaid', one, 2)
  assert.equal(second.periodStart, first.periodEnd)
  assert.equal((await cancel(one)).status, 'accepted')
  await told('SubscriptionEnded', one)
  const { status, invoices } = await atProvider(one)
  assert.deepEqual([status, invoices.map((invoice) => invoice.status)], ['canceled', ['paid', 'paid']])
  const refused = await play(one)
  assert.equal(refused.status === 'refused' && refused.problem, 'not-entitled')
  await assertSettled(one)
})

test('a trial plays without a payment, then the first period is paid; cancelled in it nothing is charged', async () => {
  const { subscribe, told, play, cancel, atProvider } = subscribing(house)
  const [goes, stops] = [await subscribe({ trialDays: 10 }), await subscribe({ trialDays: 10 })]
  const { until } = await told('SubscriptionTrialStarted', goes)
  assert.equal((await play(goes)).status, 'accepted')
  await told('SubscriptionTrialStarted', stops)
  await cancel(stops)
  assert.equal((await told('SubscriptionPeriodPaid', goes)).periodStart, until)
  await told('SubscriptionEnded', stops)
  assert.deepEqual((await atProvider(stops)).invoices, [])
  await cancel(goes)
})

test('a card that is declined at the beginning buys nothing and ends it', async () => {
  const { subscribe, told, types } = subscribing(house)
  for (const wish of [{ paymentMethod: 'pm_declined' }, { paymentMethod: 'pm_declined', trialDays: 10 }]) {
    const one = await subscribe(wish)
    assert.equal((await told('SubscriptionEnded', one)).reason, 'card-declined')
    assert.ok(!types(one.subscriptionId).includes('SubscriptionPeriodPaid'))
  }
})

test('a first payment that must be approved is, and plays then', async () => {
  const { subscribe, told, types, cancel } = subscribing(house)
  const one = await subscribe({ paymentMethod: 'pm_3ds' })
  const { actionUrl } = await told('SubscriptionActionRequired', one)
  assert.ok(!types(one.subscriptionId).includes('SubscriptionPeriodPaid'))
  await fetch(actionUrl, { method: 'POST', body: new URLSearchParams({ decision: 'approve' }), redirect: 'manual' })
  await told('SubscriptionPeriodPaid', one)
  await cancel(one)
})

test('a renewal that fails is tried again by the provider: films play on, and paid in the grace all is well', async () => {
  const { subscribe, told, play, card, cancel } = subscribing(house)
  const one = await subscribe()
  const first = await told('SubscriptionPeriodPaid', one)
  await card(one, 'pm_declined')
  const failed = await told('SubscriptionPaymentFailed', one)
  assert.deepEqual([failed.reason, failed.graceUntil], ['card-declined', first.periodEnd + 60_000])
  assert.equal((await play(one)).status, 'accepted')
  await card(one, 'pm_success')
  const second = await told('SubscriptionPeriodPaid', one, 2)
  assert.deepEqual([second.invoiceId, second.periodStart], [failed.invoiceId, first.periodEnd])
  await cancel(one)
})

test('never paid it ends: when the provider gives up, or when the grace is over before', async () => {
  const { subscribe, told, play, card, atProvider } = subscribing(house)
  const [givenUp, outOfGrace] = [await subscribe(), await subscribe({ grace: 1 })]
  for (const one of [givenUp, outOfGrace]) {
    await told('SubscriptionPeriodPaid', one)
    await card(one, 'pm_insufficient_funds')
  }
  assert.equal((await told('SubscriptionEnded', givenUp)).reason, 'insufficient-funds')
  await told('SubscriptionEnded', outOfGrace)
  for (const one of [givenUp, outOfGrace]) {
    assert.equal((await play(one)).status, 'refused')
    const { status, invoices } = await atProvider(one)
    assert.deepEqual([status, invoices.map((invoice) => invoice.status)], ['canceled', ['paid', 'void']])
  }
})

test('another plan is billed from the next period on, and holds from then on', async () => {
  const { subscribe, told, ask, play, cancel, atProvider } = subscribing(house)
  const one = await subscribe()
  const { viewerId, subscriptionId } = one
  await told('SubscriptionPeriodPaid', one)
  const other = { planId: randomUUID(), planVersion: 1, amount: 999n, currency: 'EUR', period: 'MONTH' } as const
  const validUntil = Date.now() + 60_000
  await ask(viewerId, { type: 'ChangePlan', viewerId, subscriptionId, ...other, validUntil })
  assert.equal((await play({ ...one, planId: other.planId })).status, 'refused')
  const second = await told('SubscriptionPeriodPaid', one, 2)
  assert.deepEqual([second.planId, second.amount], [other.planId, 999n])
  assert.equal((await play({ ...one, planId: other.planId })).status, 'accepted')
  assert.deepEqual(
    (await atProvider(one)).invoices.map(({ amount }) => amount),
    [799, 999],
  )
  await cancel(one)
})

test('cancelled and resumed before the end it is renewed', async () => {
  const { subscribe, told, cancel, resume, types } = subscribing(house)
  const one = await subscribe()
  await told('SubscriptionPeriodPaid', one)
  await cancel(one)
  await told('SubscriptionCancelled', one)
  assert.equal((await resume(one)).status, 'accepted')
  await told('SubscriptionPeriodPaid', one, 2)
  assert.ok(!types(one.subscriptionId).includes('SubscriptionEnded'))
  await cancel(one)
})

test('renewed by the provider before it hears of the cancellation: what was taken goes back by itself', async () => {
  const { subscribe, told, cancel, atProvider, types } = subscribing(house)
  const one = await subscribe()
  await told('SubscriptionPeriodPaid', one)
  // The worker is away: it hears neither the viewer nor the provider.
  await worker.stop()
  await cancel(one)
  await house.poll('the renewal at the provider', async () => {
    const { invoices } = await atProvider(one)
    return invoices.filter(({ status }) => status === 'paid').length === 2 || undefined
  })
  worker = await house.startWorker()
  await told('SubscriptionChargeReturned', one)
  await told('SubscriptionEnded', one)
  assert.ok(types(one.subscriptionId).filter((type) => type === 'SubscriptionPeriodPaid').length === 1)
  await assertSettled(one)
})

test('a worker that was away for longer than the grace ends nothing that was paid in time', async () => {
  const { subscribe, told, cancel, atProvider, types } = subscribing(house)
  const one = await subscribe({ grace: 300 })
  const first = await told('SubscriptionPeriodPaid', one)
  await worker.stop()
  await house.poll('the grace is over here, and the next period paid there', async () => {
    const { invoices } = await atProvider(one)
    const isPaid = invoices.filter(({ status }) => status === 'paid').length >= 2
    return (isPaid && Date.now() > first.periodEnd + 300) || undefined
  })
  worker = await house.startWorker()
  const second = await told('SubscriptionPeriodPaid', one, 2)
  assert.equal(second.periodStart, first.periodEnd)
  assert.ok(!types(one.subscriptionId).includes('SubscriptionChargeUnwanted'))
  assert.equal((await atProvider(one)).status, 'active')
  await cancel(one)
})

test('answers that are lost, and a worker that starts again at each step, charge nobody twice', async () => {
  const { subscribe, told, cancel, atProvider } = subscribing(house)
  await worker.stop()
  const real = billing()
  const lost = new Set<string>()
  /** Done, and nobody hears of it, the first time. */
  const once = async <T>(name: string, call: () => Promise<T>): Promise<T> => {
    const result = await call()
    if (lost.has(name)) return result
    lost.add(name)
    throw new ProviderUnavailable(`the answer to ${name} was lost`)
  }
  const losing: Billing = {
    ...real,
    start: (wanted) => once('start', () => real.start(wanted)),
    confirm: (id, url) => once('confirm', () => real.confirm(id, url)),
    setCancelled: (id, cancelled) => once('setCancelled', () => real.setCancelled(id, cancelled)),
  }
  worker = await house.startWorker({ billing: losing })
  const one = await subscribe()
  await told('SubscriptionAttached', one)
  await worker.stop()
  worker = await house.startWorker({ billing: losing })
  await told('SubscriptionPeriodPaid', one)
  await cancel(one)
  await told('SubscriptionEnded', one)
  assert.deepEqual([...lost].sort(), ['confirm', 'setCancelled', 'start'])
  assert.deepEqual(
    (await atProvider(one)).invoices.map(({ status }) => status),
    ['paid'],
  )
  await assertSettled(one)
})
