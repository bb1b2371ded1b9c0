// The worker between a decider and the real sandbox server, on the log in memory: cards, troubles, and a crash anywhere.
import assert from 'node:assert/strict'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { payWithin } from '../../domain/commerce/rules.ts'
import type { Service } from '../../platform/service.ts'
import type { PaymentProvider } from './provider.ts'
import { ProviderUnavailable } from './provider.ts'
import { fast, type House, memoryHouse } from './spec-house.ts'

let house: House
let worker: Service
before(async () => {
  house = await memoryHouse()
  worker = await house.startWorker()
})
after(() => house.stop())

test('a good card: three steps, each on the log, and the film plays', async () => {
  const placed = await house.place('pm_success')
  await house.told('EntitlementGranted', placed.orderId)
  const steps = house.types(placed.orderId).filter((type) => type !== 'PaymentUpdateNoticed')
  assert.deepEqual(steps, ['OrderPlaced', 'PaymentAttached', 'PaymentTaken', 'EntitlementGranted'])
  await house.assertPaidOnce(placed)
})

test('a declined card gives nothing, says why, and leaves no open payment', async () => {
  for (const [card, reason] of [
    ['pm_declined', 'card-declined'],
    ['pm_insufficient_funds', 'insufficient-funds'],
  ] as const) {
    const placed = await house.place(card)
    assert.equal((await house.told('PaymentFailed', placed.orderId)).reason, reason)
    const outcome = await house.play(placed)
    assert.deepEqual([outcome.status, outcome.status === 'refused' && outcome.problem], ['refused', 'not-entitled'])
  }
})

test('a card that the provider does not know fails without a payment', async () => {
  const { orderId } = await house.place('pm_unheard_of')
  const { paymentId, reason } = await house.told('PaymentFailed', orderId)
  assert.deepEqual([paymentId, reason], [null, 'invalid-request'])
})

test('a slow payment is taken when it comes', async () => {
  const placed = await house.place('pm_delay')
  await house.told('EntitlementGranted', placed.orderId)
  await house.assertPaidOnce(placed)
})

const decide = (url: string, decision: string) =>
  fetch(url, { method: 'POST', body: new URLSearchParams({ decision }), redirect: 'manual' })

test('3-D Secure: the viewer is sent to the bank, and back to the order', async () => {
  const placed = await house.place('pm_3ds')
  const { actionUrl } = await house.told('PaymentActionRequired', placed.orderId)
  const pending = await house.play(placed)
  assert.equal(pending.status === 'refused' && pending.problem, 'payment-pending')
  const answer = await decide(actionUrl, 'approve')
  assert.equal(answer.headers.get('location'), `http://shop.example/orders/${placed.orderId}`)
  await house.told('EntitlementGranted', placed.orderId)
  await house.assertPaidOnce(placed)
  assert.equal(house.types(placed.orderId).filter((type) => type === 'PaymentActionRequired').length, 1)
})

test('3-D Secure declined ends the order', async () => {
  const { orderId } = await house.place('pm_3ds')
  await decide((await house.told('PaymentActionRequired', orderId)).actionUrl, 'decline')
  assert.equal((await house.told('PaymentFailed', orderId)).reason, 'authentication-failed')
})

test('a command that failed in the decider is decided under another id once the decider is mended', async () => {
  const failed = new Set<string>()
  const asked: string[] = []
  const other = await house.startWorker({
    stateDir: join(house.folder, 'payments-failing'),
    commands: {
      submit: async (context, command, submission) => {
        const { commandId } = submission
        if (command.type !== 'AttachPayment') return house.commands.submit(context, command, submission)
        asked.push(commandId)
        // The first two ids met a decider that threw: that is their stored outcome for good.
        if (failed.size < 2) failed.add(commandId)
        if (!failed.has(commandId)) return house.commands.submit(context, command, submission)
        return { status: 'failed', commandId, position: 'commerce/0@1', detail: 'it threw' }
      },
    },
  })
  await worker.stop()
  const placed = await house.place('pm_success')
  await house.told('EntitlementGranted', placed.orderId)
  await house.assertPaidOnce(placed)
  assert.equal(failed.size, 2)
  assert.ok(asked.filter((one) => one === asked[0]).length > 1, 'the first id is asked for first, each time')
  await other.stop()
  worker = await house.startWorker()
})

test('webhooks late, twice and out of order: one charge, one grant', async (t) => {
  t.after(() => house.behaviour({}))
  for (const trouble of [{ delayMs: 150 }, { times: 3 }, { reverse: true, times: 2, delayMs: 50 }]) {
    await house.behaviour(trouble)
    const orders = await Promise.all(['pm_success', 'pm_delay'].map((card) => house.place(card)))
    for (const placed of orders) {
      await house.told('EntitlementGranted', placed.orderId)
      await house.told('PaymentUpdateNoticed', placed.orderId)
      await house.assertPaidOnce(placed)
    }
  }
})

/** With the worker asleep between looks, only a webhook can be what woke it. */
test('a webhook alone brings the news', async () => {
  await worker.stop()
  worker = await house.startWorker({ timing: { ...fast, look: 60_000, lookMost: 60_000, told: 60_000 } })
  const placed = await house.place('pm_delay')
  await house.told('EntitlementGranted', placed.orderId)
  await house.assertPaidOnce(placed)
  await worker.stop()
  worker = await house.startWorker()
})

test('while the provider is down nothing is lost, what is paid plays, and afterwards all is paid once', async (t) => {
  t.after(() => house.outage('off'))
  const paid = await house.place('pm_success')
  await house.told('EntitlementGranted', paid.orderId)
  for (const outage of ['refuse', 'lose-answers']) {
    await house.outage(outage)
    const orders = await Promise.all([1, 2, 3, 4, 5, 6].map(() => house.place('pm_success')))
    const detail = () => worker.health().detail as { circuit: string; orders: number }
    const end = Date.now() + 60_000
    while (detail().circuit !== 'open') {
      assert.ok(Date.now() < end, 'the circuit never opened')
      await new Promise((resolve) => setTimeout(resolve, 5))
    }
    assert.equal(worker.health().ok, true)
    assert.equal((await house.play(paid)).status, 'accepted')
    await house.outage('off')
    for (const placed of orders) {
      await house.told('EntitlementGranted', placed.orderId)
      await house.assertPaidOnce(placed)
    }
  }
})

test('while the provider is down it says so again and again, and tries as often as its rest is over', async (t) => {
  t.after(() => house.outage('off'))
  await worker.stop()
  const said: { at: number; until: number }[] = []
  const sayCircuitOpen = (until: number) => void said.push({ at: Date.now(), until })
  worker = await house.startWorker({ sayCircuitOpen, timing: { ...fast, rest: 1_500 } })
  await house.outage('refuse')
  const placed = await house.place('pm_success')
  const seen = async (what: string, holds: () => boolean) => {
    for (const end = Date.now() + 60_000; !holds(); await new Promise((resolve) => setTimeout(resolve, 10)))
      assert.ok(Date.now() < end, what)
  }
  const rests = () => new Set(said.map(({ until }) => until)).size
  await seen('opened once more', () => rests() >= 2 && said.length >= 4)
  assert.ok(said.every(({ at, until }) => until - at <= 1_500))
  await house.outage('off')
  await house.told('EntitlementGranted', placed.orderId)
  await worker.stop()
  worker = await house.startWorker()
})

test('an order that is not paid in time is cancelled at the provider, then expires', async () => {
  const placed = await house.place('pm_3ds')
  await house.told('PaymentActionRequired', placed.orderId)
  await worker.stop()
  worker = await house.startWorker({ now: () => Date.now() + payWithin })
  await house.told('OrderExpired', placed.orderId)
  assert.deepEqual(
    (await house.provider.list(placed.orderId)).map(({ status }) => status),
    ['cancelled'],
  )
  await worker.stop()
  worker = await house.startWorker()
})

test('paid in the last moment, unseen: it is not expired but taken', async () => {
  const placed = await house.place('pm_3ds')
  const { actionUrl } = await house.told('PaymentActionRequired', placed.orderId)
  await worker.stop()
  await house.behaviour({ delayMs: 60_000 })
  await decide(actionUrl, 'approve')
  worker = await house.startWorker({ now: () => Date.now() + payWithin })
  await house.told('EntitlementGranted', placed.orderId)
  await house.assertPaidOnce(placed)
  await house.behaviour({})
  await worker.stop()
  worker = await house.startWorker()
})

test('money that comes after the order ended goes back', async () => {
  // A provider that confirms what it said was cancelled: ours does not, so its cancel is kept from it.
  const forgetful: PaymentProvider = {
    ...house.provider,
    cancel: async (id) => {
      const payment = await house.provider.retrieve(id)
      return payment.status === 'taken' ? payment : { ...payment, status: 'cancelled' }
    },
  }
  const placed = await house.place('pm_3ds')
  const { actionUrl } = await house.told('PaymentActionRequired', placed.orderId)
  await worker.stop()
  worker = await house.startWorker({ provider: forgetful, now: () => Date.now() + payWithin })
  await house.told('OrderExpired', placed.orderId)
  await decide(actionUrl, 'approve')
  const end = Date.now() + 60_000
  while ((await house.provider.list(placed.orderId))[0]?.refunded !== 399n) {
    assert.ok(Date.now() < end, 'never refunded')
    await new Promise((resolve) => setTimeout(resolve, 10))
  }
  assert.ok(!house.types(placed.orderId).includes('EntitlementGranted'))
  await worker.stop()
  worker = await house.startWorker()
})

/**
 * The worker's calls to the outside, in order: create, AttachPayment, confirm, RecordPaymentTaken. The `last`-th one is
 * the last: it takes effect without its answer, or takes no effect; whatever comes after it does neither.
 */
const dyingAt = (last: number, takesEffect: boolean, provider: PaymentProvider = house.provider) => {
  let calls = 0
  const through = async <T>(call: () => Promise<T>): Promise<T> => {
    calls += 1
    if (calls < last) return call()
    if (calls === last && takesEffect) await call()
    throw new ProviderUnavailable('the process died here')
  }
  const { commands } = house
  return {
    calls: () => calls,
    provider: {
      ...provider,
      create: (order) => through(() => provider.create(order)),
      confirm: (id, url) => through(() => provider.confirm(id, url)),
      retrieve: (id) => through(() => provider.retrieve(id)),
      cancel: (id) => through(() => provider.cancel(id)),
    } satisfies PaymentProvider,
    commands: { submit: (...all: Parameters<typeof commands.submit>) => through(() => commands.submit(...all)) },
  }
}

for (const store of ['kept', 'lost'])
  test(`a crash between any two steps ends in one charge and one grant (its store ${store})`, async (t) => {
    t.after(() => house.behaviour({}))
    // Nobody tells it: the reconciler alone has to find out.
    await house.behaviour({ delayMs: 60_000 })
    await worker.stop()
    for (const last of [1, 2, 3, 4])
      for (const takesEffect of [true, false]) {
        const stateDir = join(house.folder, `crash-${store}-${last}-${takesEffect}`)
        const dying = dyingAt(last, takesEffect)
        const doomed = await house.startWorker({ ...dying, stateDir, timing: { ...fast, retry: 60_000 } })
        const placed = await house.place('pm_success')
        const end = Date.now() + 60_000
        while (dying.calls() < last) {
          assert.ok(Date.now() < end, `call ${last} was never made`)
          await new Promise((resolve) => setTimeout(resolve, 5))
        }
        await doomed.stop()
        const next = await house.startWorker({ stateDir: store === 'kept' ? stateDir : `${stateDir}-new` })
        await house.told('EntitlementGranted', placed.orderId)
        await house.assertPaidOnce(placed)
        await next.stop()
      }
    worker = await house.startWorker()
  })

/** A worker whose process dies at its first call, which takes effect; then another one with the same provider. */
const crashedAtOnce = async (provider: PaymentProvider, name: string) => {
  const stateDir = join(house.folder, name)
  await worker.stop()
  const dying = dyingAt(1, true, provider)
  const doomed = await house.startWorker({ ...dying, stateDir, timing: { ...fast, retry: 60_000 } })
  const placed = await house.place('pm_success')
  const end = Date.now() + 60_000
  while ((await house.provider.list(placed.orderId)).length === 0) assert.ok(Date.now() < end, 'never created')
  await doomed.stop()
  worker = await house.startWorker({ provider, stateDir })
  await house.told('EntitlementGranted', placed.orderId)
  return (await house.provider.list(placed.orderId)).map(({ status }) => status)
}

test('the order of the steps, not the provider’s idempotency keys, is what makes it one charge', async () => {
  const keyless = { ...house.provider, create: house.createWithoutKey }
  assert.deepEqual(await crashedAtOnce(keyless, 'keyless'), ['taken', 'unconfirmed'])
})

test('negative control: created and confirmed in one call, the same crash charges twice', async () => {
  const naive: PaymentProvider = {
    ...house.provider,
    create: async (order) =>
      house.provider.confirm((await house.createWithoutKey(order)).paymentId, 'http://shop.example'),
  }
  assert.deepEqual(await crashedAtOnce(naive, 'naive'), ['taken', 'taken'])
  await worker.stop()
  worker = await house.startWorker()
})
