// Subscriptions between their decider, the worker and the real sandbox server, which renews by its own clock.
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { type House, memoryHouse } from './spec-house.ts'
import { subscribing } from './spec-subscriptions.ts'

let house: House
before(async () => {
  house = await memoryHouse()
  await house.startWorker()
  // A month takes 1.5 s.
  await house.behaviour({ dayMs: 50 })
})
after(() => house.stop())

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
})
