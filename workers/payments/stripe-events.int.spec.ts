// What localstripe never sends: refunds, disputes, cancelled intents, accounts, payouts. Bodies in stripe-mock's shape,
// signed by Stripe's own SDK, into the real route; the worker then asks localstripe what is so. The worker sleeps between
// looks: only the event can be what woke it.
import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { after, before, describe, test } from 'node:test'
import Stripe from 'stripe'
import { currentTerms } from '../../domain/sellers/rules.ts'
import { createLogger } from '../../platform/logger.ts'
import type { Service } from '../../platform/service.ts'
import { eventually } from '../../runtime/eventually.ts'
import { happened, idOf, memoryCodec, memoryLog, topicsOf } from '../../runtime/index.ts'
import type { SellersEvent } from '../../schemas/generated/types/sellers.ts'
import { sealedFrom } from '../../schemas/sealed.ts'
import { startStripeMock, withoutStripeMock } from '../../test/stripe-mock.ts'
import { payoutsWorker } from './payouts.ts'
import { fast, openHouse, type Placed } from './spec-house.ts'
import type { ProviderPlace } from './spec-sandbox.ts'
import { openStripe, withoutStripePeer } from './spec-stripe.ts'
import { accountOf, stripeAccounts } from './stripe-accounts.ts'

const apiKey = 'sk_test_house'
const partitions = 2

describe("Stripe's other events", { skip: withoutStripePeer() ?? withoutStripeMock() ?? false }, () => {
  const [log, codec] = [memoryLog(), memoryCodec()]
  let mock: Awaited<ReturnType<typeof startStripeMock>>
  let samples: Stripe
  const open = () =>
    openHouse(log, codec, {
      ...{ partitions, name: 'stripe' },
      open: (place: ProviderPlace) => openStripe({ ...place, connect: mock.url }),
    })
  let house: Awaited<ReturnType<typeof open>>
  const sellers: SellersEvent[] = []
  let payouts: Service

  before(async () => {
    mock = await startStripeMock()
    const { hostname, port } = new URL(mock.url)
    samples = new Stripe(apiKey, { host: hostname, port, protocol: 'http' })
    await log.createTopics(topicsOf(partitions))
    house = await open()
    await log.tail(['sellers'], 'end', (records) => {
      for (const record of records)
        if (record.headers['stream-version']) sellers.push(happened(codec, record).event as SellersEvent)
    })
    await house.startWorker({ timing: { ...fast, look: 60_000, lookMost: 60_000, told: 60_000 } })
    const logger = createLogger('payouts', 'silent')
    const provider = stripeAccounts({ apiKey, url: house.peer.url })
    payouts = await payoutsWorker({ ...{ log, codec, commands: house.commands }, provider, logger })
  })
  after(async () => {
    await payouts?.stop()
    await house?.stop()
    await mock?.stop()
  })

  /** Resolves to what our route answers. */
  const send = async (type: string, object: object): Promise<number> => {
    const event = { ...(await samples.events.retrieve('evt_1')), id: `evt_${randomUUID()}`, type, data: { object } }
    const body = JSON.stringify(event)
    return house.post(body, house.signed(body))
  }

  const paid = async (): Promise<Placed & { intentId: string }> => {
    const placed = await house.place(house.cards.good)
    const { paymentId } = await house.told('PaymentTaken', placed.orderId)
    await house.told('EntitlementGranted', placed.orderId)
    return { ...placed, intentId: paymentId }
  }
  const totals = ({ orderId }: Placed) =>
    house.of(orderId).flatMap((event) => (event.type === 'OrderRefunded' ? [event.total] : []))

  test('a refund made at Stripe is found by charge.refunded, and the rest of it by refund.created', async () => {
    const placed = await paid()
    const about = { payment_intent: placed.intentId, metadata: {} }
    await house.peer.refund(placed.intentId, 100)
    const charge = await samples.charges.retrieve('ch_1')
    assert.equal(await send('charge.refunded', { ...charge, ...about, amount_refunded: 100 }), 202)
    assert.equal((await house.told('OrderRefunded', placed.orderId)).amount, 100n)
    assert.equal((await house.play(placed)).status, 'accepted')
    await house.peer.refund(placed.intentId, 299)
    const refund = await samples.refunds.retrieve('re_1')
    assert.equal(await send('refund.created', { ...refund, ...about, amount: 299 }), 202)
    await house.told('EntitlementRevoked', placed.orderId)
    assert.deepEqual(totals(placed), [100n, 399n])
  })

  test('a refund of ours is made once, and told again by its webhook it is nothing new', async () => {
    const placed = await paid()
    await house.giveBack(placed)
    await house.told('EntitlementRevoked', placed.orderId)
    const refund = await samples.refunds.retrieve('re_1')
    assert.equal(await send('refund.updated', { ...refund, payment_intent: placed.intentId, metadata: {} }), 202)
    await house.told('PaymentUpdateNoticed', placed.orderId)
    const [intent] = await house.provider.list(placed.orderId)
    assert.deepEqual([totals(placed), intent?.refunded], [[399n], 399n])
  })

  test('a dispute is told when it opens and when it is won; one that is lost takes the film', async () => {
    const sample = await samples.disputes.retrieve('dp_1')
    const disputeOf = ({ intentId }: { intentId: string }, status: string) => {
      const about = { id: `dp_${intentId}`, payment_intent: intentId, amount: 399, currency: 'eur', metadata: {} }
      const dispute = { ...sample, ...about, status, reason: 'fraudulent' }
      house.peer.dispute(dispute)
      return dispute
    }
    const [won, lost] = [await paid(), await paid()]
    for (const placed of [won, lost]) {
      assert.equal(await send('charge.dispute.created', disputeOf(placed, 'needs_response')), 202)
      const { amount, reason } = await house.told('DisputeOpened', placed.orderId)
      assert.deepEqual([amount, reason], [399n, 'fraudulent'])
      assert.equal((await house.play(placed)).status, 'accepted')
    }
    assert.equal(await send('charge.dispute.closed', disputeOf(won, 'won')), 202)
    await house.told('DisputeWon', won.orderId)
    assert.equal(await send('charge.dispute.closed', disputeOf(lost, 'lost')), 202)
    await house.told('DisputeLost', lost.orderId)
    await house.told('EntitlementRevoked', lost.orderId)
    assert.deepEqual([(await house.play(won)).status, (await house.play(lost)).status], ['accepted', 'refused'])
  })

  test('an intent that somebody cancelled at Stripe ends its order', async () => {
    const { orderId, viewerId } = await house.place(house.cards.authenticated)
    const { paymentId } = await house.told('PaymentActionRequired', orderId)
    await house.peer.cancel(paymentId)
    const intent = await samples.paymentIntents.retrieve('pi_1')
    const about = { id: paymentId, status: 'canceled', metadata: { orderId, viewerId } }
    assert.equal(await send('payment_intent.canceled', { ...intent, ...about }), 202)
    assert.equal((await house.told('PaymentFailed', orderId)).reason, 'payment-cancelled')
  })

  const sellerTold = <T extends SellersEvent['type']>(type: T, sellerId: string) =>
    eventually(`${type} of ${sellerId}`, () =>
      sellers.find((one): one is Extract<SellersEvent, { type: T }> => one.type === type && one.sellerId === sellerId),
    )

  test("a seller's account that changed is asked for at Stripe", async () => {
    const sellerId = randomUUID()
    const sealed = sealedFrom(sellerId, Buffer.alloc(40))
    const said = { legalName: sealed, email: sealed, country: 'DE', termsVersion: currentTerms }
    const sender = { key: sellerId, commandId: idOf('apply', sellerId), bodyHash: sellerId, actor: 'spec' }
    const command = { type: 'ApplyAsSeller', sellerId, ...said }
    assert.equal((await house.commands.submit('sellers', command as never, sender)).status, 'accepted')
    const { accountId } = await sellerTold('SellerAccountOpened', sellerId)
    const account = await samples.accounts.retrieve(accountId)
    assert.equal(await send('account.updated', { ...account, id: accountId, metadata: { sellerId } }), 202)
    await sellerTold('AccountUpdateNoticed', sellerId)
    const { status } = accountOf(account)
    assert.notEqual(status, 'pending')
    assert.equal((await sellerTold('AccountStatusChanged', sellerId)).status, status.toUpperCase())
  })

  test('payouts of an account to its bank are taken and mean nothing to us', async () => {
    const placed = await paid()
    const [before, known] = [house.types(placed.orderId), sellers.length]
    const payout = await samples.payouts.retrieve('po_1')
    for (const type of ['payout.created', 'payout.paid', 'payout.failed'])
      assert.equal(await send(type, { ...payout, metadata: {} }), 202)
    assert.deepEqual([house.types(placed.orderId), sellers.length], [before, known])
  })
})
