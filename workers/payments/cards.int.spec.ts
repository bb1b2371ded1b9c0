// Cards that are kept, between their decider and both providers: saved once they paid, chosen, removed, forgotten.
import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { after, before, describe, test } from 'node:test'
import { createLogger } from '../../platform/logger.ts'
import { problem } from '../../platform/problems.ts'
import type { Service } from '../../platform/service.ts'
import { happeningsOn } from '../../projectors/happening.ts'
import { eventually } from '../../runtime/eventually.ts'
import { idOf, memoryCodec, memoryLog, topicsOf } from '../../runtime/index.ts'
import { sealedFrom } from '../../schemas/sealed.ts'
import type { CardKeeper } from './card-keeper.ts'
import { cardsContract } from './cards.contract.ts'
import { cardsWorker } from './cards.ts'
import { sandboxCards } from './sandbox-cards.ts'
import { openHouse } from './spec-house.ts'
import { type OpenedProvider, openSandbox, type ProviderPlace } from './spec-sandbox.ts'
import { openStripe, withoutStripePeer } from './spec-stripe.ts'
import { stripeCards } from './stripe-cards.ts'

const partitions = 2
const logger = createLogger('cards', 'silent')
const erased = new Set<string>()
/** Seals as the key store's client does; the whole way with the key store is test/cards.int.spec.ts. */
let isAway = false
const seal = async <Field extends string>(subject: string, fields: Readonly<Record<Field, string>>) => {
  if (erased.has(subject)) throw problem('erased')
  if (isAway) throw problem('unavailable')
  const all = Object.entries<string>(fields).map(([field, text]) => [field, sealedFrom(subject, bytesOf(text))])
  return Object.fromEntries(all)
}
/** At least as long as a nonce and a tag. */
const bytesOf = (text: string) => Buffer.from(text.padEnd(28))

type Opened = OpenedProvider &
  Readonly<{
    /** the token of a card that nobody has used */
    card(): Promise<string>
    /** as the provider itself says */
    isKept(token: string, customerId: string): Promise<boolean>
  }>

const openAtSandbox = async (place: ProviderPlace): Promise<Opened> => {
  const opened = await openSandbox(place)
  const order = { amount: 1n, currency: 'EUR' }
  return {
    ...opened,
    card: async () => 'pm_success',
    isKept: (paymentMethod, customerId) =>
      opened.provider
        .create({ ...order, orderId: randomUUID(), viewerId: randomUUID(), paymentMethod, customerId })
        .then(() => true)
        .catch(() => false),
  }
}

const openAtStripe = async (place: ProviderPlace): Promise<Opened> => {
  const opened = await openStripe(place)
  return {
    ...opened,
    card: () => opened.peer.card('4242424242424242'),
    isKept: async (token) => (await opened.peer.customerOf(token)) !== null,
  }
}

const cases = [
  { name: 'sandbox', skip: undefined, open: openAtSandbox, keeper: sandboxCards },
  { name: 'stripe', skip: withoutStripePeer(), open: openAtStripe, keeper: stripeCards },
] as const

for (const { name, skip, open, keeper } of cases)
  describe(`cards kept at ${name}`, { skip: skip ?? false }, () => {
    const [log, codec] = [memoryLog(), memoryCodec()]
    const openAll = () => openHouse(log, codec, { partitions, name, open })
    let house: Awaited<ReturnType<typeof openAll>>
    let worker: Service
    const forgotten: string[] = []
    const options = () => ({
      url: house.env.MATINEE_PAYMENTS_URL ?? '',
      apiKey: house.env.MATINEE_PAYMENTS_KEY ?? '',
    })

    before(async () => {
      await log.createTopics(topicsOf(partitions))
      house = await openAll()
      await house.startWorker()
      const provider = keeper(options())
      const noted: CardKeeper = {
        ...provider,
        forget: async (customerId) => {
          await provider.forget(customerId)
          forgotten.push(customerId)
        },
      }
      const backoff = { first: 5, most: 20 }
      const own = { log, codec, commands: house.commands, sealing: { seal }, logger, backoff }
      worker = await cardsWorker({ ...own, provider: noted })
    })
    after(async () => {
      await worker?.stop()
      await house?.stop()
    })

    cardsContract({
      cards: () => keeper(options()),
      payments: () => house.provider,
      unreachable: () => keeper({ url: 'http://127.0.0.1:9', apiKey: 'sk_test_none' }),
      good: () => house.card(),
      stateful: true,
    })

    const send = async (command: Readonly<{ type: 'RemoveCard'; viewerId: string; cardId: string }>) => {
      const sender = { key: command.viewerId, commandId: randomUUID(), bodyHash: 'card', actor: 'spec' }
      return (await house.commands.submit('commerce', command, sender)).status
    }
    const kept = async (viewerId: string = randomUUID(), count = 1) => {
      const placed = await house.place(await house.card(), viewerId, { saveCard: true })
      await house.told('EntitlementGranted', placed.orderId)
      const card = (await house.toldOf('CardSaved', viewerId, count)).at(-1)
      assert.ok(card)
      return card
    }
    const isGone = ({ token, customerId }: Readonly<{ token: string; customerId: string }>) =>
      eventually(`${token} is gone`, async () => !(await house.isKept(token, customerId)))

    test('a card is kept once it has paid, and what is told of it is sealed', async () => {
      const { cardId, token, customerId, viewerId, lastFour } = await kept()
      assert.equal(cardId, idOf('card', name, token))
      assert.equal(lastFour, sealedFrom(viewerId, bytesOf('4242')))
      assert.equal(await house.isKept(token, customerId), true)
    })

    test('an order that does not say so keeps none', async () => {
      const placed = await house.place(await house.card())
      await house.told('EntitlementGranted', placed.orderId)
      await kept(placed.viewerId)
      assert.equal((await house.toldOf('CardSaved', placed.viewerId)).length, 1)
    })

    test('it pays the next order of its viewer, and no other', async () => {
      const { cardId, viewerId } = await kept()
      const next = await house.place('', viewerId, { cardId })
      await house.told('EntitlementGranted', next.orderId)
      await house.assertPaidOnce(next)
      await assert.rejects(() => house.place('', randomUUID(), { cardId }), /card-removed/)
    })

    test('a viewer has one customer, however many cards', async () => {
      const first = await kept()
      const second = await kept(first.viewerId, 2)
      assert.equal(second.customerId, first.customerId)
      assert.notEqual(second.token, first.token)
    })

    test('removed it pays nothing here, and the provider forgets it', async () => {
      const card = await kept()
      const { viewerId, cardId } = card
      assert.equal(await send({ type: 'RemoveCard', viewerId, cardId }), 'accepted')
      await assert.rejects(() => house.place('', viewerId, { cardId }), /card-removed/)
      await isGone(card)
    })

    test('while the key store is away an order is paid; its card is kept once it is back', async (t) => {
      t.after(() => {
        isAway = false
      })
      isAway = true
      const placed = await house.place(await house.card(), randomUUID(), { saveCard: true })
      await house.told('EntitlementGranted', placed.orderId)
      isAway = false
      await house.toldOf('CardSaved', placed.viewerId)
    })

    test('an erased viewer leaves no card and no customer', async () => {
      const card = await kept()
      const { viewerId: personId, customerId } = card
      const erasure = { type: 'PersonErased', personId, operatorId: randomUUID(), reason: 'asked' } as const
      await happeningsOn(log, codec, partitions).happen([erasure])
      await house.toldOf('CustomerForgotten', personId)
      await isGone(card)
      await eventually('the customer is forgotten', () => forgotten.includes(customerId))
    })

    test('who is erased before their card is kept leaves nothing either', async () => {
      const viewerId = randomUUID()
      erased.add(viewerId)
      const before = forgotten.length
      const placed = await house.place(await house.card(), viewerId, { saveCard: true })
      await house.told('EntitlementGranted', placed.orderId)
      await eventually('the customer is forgotten', () => forgotten.length > before)
    })
  })
