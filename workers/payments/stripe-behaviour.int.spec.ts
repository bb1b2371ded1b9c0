// The Stripe adapter on the real worker and real Kafka against a Stripe that keeps state: worker → Toxiproxy → the test's
// translating proxy (test/stripe/translation.ts rewrites what localstripe cannot take or say) → localstripe, whose signed
// webhooks come to the real route. localstripe knows no idempotency keys: nothing here rests on them.
import assert from 'node:assert/strict'
import type { ChildProcess } from 'node:child_process'
import { after, before, describe, test } from 'node:test'
import { eventually } from '../../runtime/eventually.ts'
import type { Toxic } from '../../test/chaos/toxiproxy.ts'
import type { Step, When } from '../../test/stripe/peer.ts'
import type { Placed } from './spec-house.ts'
import { kafkaHouse } from './spec-kafka.ts'
import { openStripe, withoutStripePeer } from './spec-stripe.ts'

const open = () => kafkaHouse('stripe', openStripe)

describe('Stripe with state', { skip: withoutStripePeer() ?? false }, () => {
  let house: Awaited<ReturnType<typeof open>>
  let worker: ChildProcess
  const all: Placed[] = []

  before(async () => {
    house = await open()
    worker = await house.startProcess()
  })
  after(() => house?.stop())

  const place = async (card: string): Promise<Placed> => {
    const placed = await house.place(card)
    all.push(placed)
    return placed
  }

  const paid = async (...orders: readonly Placed[]) => {
    for (const placed of orders) {
      await house.told('EntitlementGranted', placed.orderId)
      await house.assertPaidOnce(placed)
    }
  }

  const buy = async (): Promise<Placed> => {
    const placed = await place(house.cards.good)
    await paid(placed)
    return placed
  }

  /** By the provider's own list and by the log. */
  const assertBooks = async () => {
    const types = all.flatMap(({ orderId }) => house.types(orderId))
    const purchases = types.filter((type) => type === 'PaymentTaken').length
    const charges = (await house.peer.intents()).filter(({ status }) => status === 'succeeded').length
    const entitlements = types.filter((type) => type === 'EntitlementGranted').length
    assert.deepEqual({ charges, entitlements }, { charges: purchases, entitlements: purchases })
  }

  test('a purchase is paid in three steps, each on the log, and the film plays', async () => {
    const placed = await buy()
    const steps = house.types(placed.orderId).filter((type) => type !== 'PaymentUpdateNoticed')
    assert.deepEqual(steps.slice(0, 4), ['OrderPlaced', 'PaymentAttached', 'PaymentTaken', 'EntitlementGranted'])
    await house.told('PaymentUpdateNoticed', placed.orderId)
    await assertBooks()
  })

  test('a declined card gives nothing, says why, and leaves no open payment', async () => {
    const placed = await place(house.cards.declined)
    assert.equal((await house.told('PaymentFailed', placed.orderId)).reason, 'card-declined')
    const statuses = (await house.provider.list(placed.orderId)).map(({ status }) => status)
    assert.deepEqual(statuses, ['cancelled'])
    assert.equal((await house.play(placed)).status, 'refused')
    await assertBooks()
  })

  test('3-D Secure: the payer is sent to the bank; approved it is paid, declined it ends', async () => {
    const [approved, declined] = [await place(house.cards.authenticated), await place(house.cards.authenticated)]
    for (const [placed, isApproved] of [
      [approved, true],
      [declined, false],
    ] as const) {
      const { actionUrl } = await house.told('PaymentActionRequired', placed.orderId)
      await house.peer.decide(actionUrl, isApproved)
    }
    await paid(approved)
    const { reason } = await house.told('PaymentFailed', declined.orderId)
    assert.equal(reason, 'payment-intent-authentication-failure')
    await assertBooks()
  })

  /** With the intents that are left behind unconfirmed: Stripe would have known the idempotency key. */
  const kills: readonly (readonly [string, Step, When, number])[] = [
    ['ordered, no intent made', 'create', 'asked', 0],
    ['the intent made, its id not on the log', 'create', 'answered', 1],
    ['the id on the log, not confirmed', 'confirm', 'asked', 0],
    ['confirmed and charged, not told', 'confirm', 'answered', 0],
  ]
  for (const [when, step, at, abandoned] of kills)
    test(`killed: ${when}`, async (t) => {
      // Nobody tells it: the next worker alone has to find out.
      house.peer.hold(true)
      t.after(() => house.peer.hold(false))
      const died = new Promise((resolve) =>
        house.peer.at(step, at, async () => {
          resolve(await house.endProcess(worker, 'SIGKILL'))
          return false
        }),
      )
      const placed = await place(house.cards.good)
      await died
      worker = await house.startProcess()
      await house.told('EntitlementGranted', placed.orderId)
      await house.assertPaidOnce(placed, abandoned)
      await assertBooks()
    })

  test('killed: told, and again by a store that is lost', async () => {
    const placed = await buy()
    await house.endProcess(worker, 'SIGKILL')
    worker = await house.startProcess(`${house.folder}/anew`)
    await buy()
    await paid(placed)
    await assertBooks()
  })

  const losses: readonly Toxic[] = [
    { type: 'limit_data', attributes: { bytes: 10 } },
    { type: 'reset_peer', attributes: { timeout: 0 } },
    { type: 'timeout', attributes: { timeout: 500 } },
  ]
  for (const toxic of losses)
    test(`charged, and the answer lost on its way: ${toxic.type}`, async (t) => {
      house.peer.hold(true)
      t.after(() => house.peer.hold(false))
      const lost = new Promise<void>((resolve) =>
        house.peer.at('confirm', 'answered', async () => {
          await house.toxiproxy.poison('stripe', toxic)
          resolve()
          return true
        }),
      )
      const placed = await place(house.cards.good)
      await lost
      const [intent] = await house.provider.list(placed.orderId)
      assert.equal(intent?.status, 'taken')
      assert.ok(!house.types(placed.orderId).includes('PaymentTaken'))
      await house.toxiproxy.cure('stripe', toxic)
      await paid(placed)
      await assertBooks()
    })

  test('while the provider is down orders wait, what is paid plays, and afterwards all is paid once', async () => {
    const before = await buy()
    await house.toxiproxy.enable('stripe', false)
    const orders = await Promise.all([1, 2, 3].map(() => place(house.cards.good)))
    assert.equal((await house.play(before)).status, 'accepted')
    assert.deepEqual(
      orders.flatMap(({ orderId }) => house.types(orderId)),
      ['OrderPlaced', 'OrderPlaced', 'OrderPlaced'],
    )
    await house.toxiproxy.enable('stripe', true)
    await paid(...orders)
    await assertBooks()
  })

  test('the webhook comes before the answer', async (t) => {
    const slow: Toxic = { type: 'latency', attributes: { latency: 2_500, jitter: 0 } }
    await house.toxiproxy.poison('stripe', slow)
    t.after(() => house.toxiproxy.cure('stripe', slow))
    const placed = await place(house.cards.good)
    await paid(placed)
    const types = house.types(placed.orderId)
    assert.ok(types.indexOf('PaymentUpdateNoticed') < types.indexOf('PaymentTaken'), types.join(', '))
    await assertBooks()
  })

  test('every webhook three times and backwards: each is noted once and changes nothing', async (t) => {
    house.peer.hold(true)
    t.after(() => house.peer.hold(false))
    const sent = house.peer.webhooks.length
    const orders = [await buy(), await buy(), await buy()]
    await eventually('their webhooks', () => (house.peer.webhooks.length >= sent + 3 ? true : undefined))
    const before = orders.map(({ orderId }) => house.types(orderId))
    const backwards = house.peer.webhooks.slice(sent).toReversed()
    for (const webhook of [...backwards, ...backwards, ...backwards])
      assert.equal(await house.peer.deliver(webhook), 202)
    for (const { orderId } of orders) await house.told('PaymentUpdateNoticed', orderId)
    assert.deepEqual(
      orders.map(({ orderId }) => house.types(orderId)),
      before.map((types) => [...types, 'PaymentUpdateNoticed']),
    )
    await paid(...orders)
    await assertBooks()
  })

  test('what Stripe did not sign is refused and noted nowhere', async () => {
    const placed = await place(house.cards.authenticated)
    await house.told('PaymentActionRequired', placed.orderId)
    const { orderId, viewerId } = placed
    const object = { object: 'payment_intent', id: 'pi_forged', status: 'succeeded', metadata: { orderId, viewerId } }
    const body = JSON.stringify({
      id: 'evt_forged',
      object: 'event',
      type: 'payment_intent.succeeded',
      data: { object },
    })
    const old = Math.floor(Date.now() / 1_000) - 6 * 60
    const forged = [
      ['', body],
      [house.signed(body, { secret: 'whsec_other' }), body],
      [house.signed(body), `${body} `],
      [house.signed(body, { timestamp: old }), body],
    ] as const
    for (const [signature, sent] of forged) assert.equal(await house.post(sent, signature), 401)
    assert.deepEqual(house.types(orderId), ['OrderPlaced', 'PaymentAttached', 'PaymentActionRequired'])
    // Signed by the secret before and by ours, as while it is changed; and believed for nothing but what it is about.
    const [header, before] = [house.signed(body), house.signed(body, { secret: 'whsec_before' })]
    assert.equal(await house.post(body, `${header},v1=${before.split('v1=')[1]}`), 202)
    await house.told('PaymentUpdateNoticed', orderId)
    assert.ok(!house.types(orderId).includes('PaymentTaken'))
    await assertBooks()
  })
})
