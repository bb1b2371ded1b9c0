// For specs: the real way of a purchase around the worker: deciders, the webhook route, and the provider as a server.
import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { CommandApi } from '../../command-api/http/deps.ts'
import { webhookRoute } from '../../command-api/http/routes/webhooks.ts'
import { createSubmit } from '../../command-api/http/submit.ts'
import { commerceDecider } from '../../domain/commerce/decider.ts'
import { currentLicence } from '../../domain/commerce/rules.ts'
import { sellersDecider } from '../../domain/sellers/decider.ts'
import { type App, createApp, serve } from '../../platform/http.ts'
import { createLogger } from '../../platform/logger.ts'
import { createMetrics } from '../../platform/metrics.ts'
import type { Service } from '../../platform/service.ts'
import {
  type Codec,
  type Commands,
  deciderRoom,
  happenedOf,
  idOf,
  type Log,
  memoryCodec,
  memoryLog,
  openCommands,
  topicsOf,
} from '../../runtime/index.ts'
import type { CommerceEvent } from '../../schemas/generated/types/commerce.ts'
import type { Billing } from './billing.ts'
import { subscriptionEvents } from './open-subscription.ts'
import type { PaymentProvider } from './provider.ts'
import { type OpenedProvider, openSandbox, type ProviderPlace } from './spec-sandbox.ts'
import { type PaymentsTiming, paymentsWorker } from './worker.ts'

const logger = createLogger('payments spec', process.env.SPEC_LOG ?? 'silent')
const webhookSecret = 'whsec_house'

export const fast: Partial<PaymentsTiming> = {
  look: 50,
  lookMost: 200,
  retry: 20,
  retryMost: 100,
  told: 500,
  rest: 100,
}

export type WorkerOptions = Readonly<{
  provider?: PaymentProvider
  billing?: Billing
  commands?: Pick<Commands, 'submit'>
  /** a store of its own; the house's usual one unless given */
  stateDir?: string
  sayCircuitOpen?: (until: number) => void
  timing?: Partial<PaymentsTiming>
  now?: () => number
}>

export type Placed = Readonly<{ orderId: string; viewerId: string; filmId: string }>

/** Times out after `within` ms with the events that there were. */
const waitFor = async <T>(what: () => string, look: () => T | undefined, within = 60_000): Promise<T> => {
  const end = Date.now() + within
  for (;;) {
    const seen = look()
    if (seen !== undefined) return seen
    if (Date.now() > end) throw new Error(`did not happen: ${what()}`)
    await new Promise((resolve) => setTimeout(resolve, 10))
  }
}

export const openHouse = async <Opened extends OpenedProvider>(
  log: Log,
  codec: Codec,
  {
    partitions,
    installation = 'spec',
    name,
    open,
  }: {
    partitions: number
    installation?: string
    name: PaymentProvider['name']
    open: (place: ProviderPlace) => Promise<Opened>
  },
) => {
  const folder = await mkdtemp(join(tmpdir(), 'matinee-payments-'))
  const room = await deciderRoom({
    log,
    codec,
    deciders: [commerceDecider, sellersDecider] as never,
    stateDir: join(folder, 'deciders'),
    partitions,
    installation,
    logger,
  })
  await room.ready
  const commands = await openCommands({ log, codec, contexts: ['commerce', 'sellers'], partitions, logger })

  const events: CommerceEvent[] = []
  const names: ReadonlySet<string> = new Set([
    'OrderPlaced',
    'PaymentAttached',
    'PaymentActionRequired',
    'PaymentTaken',
    'PaymentFailed',
    'OrderExpired',
    'EntitlementGranted',
    'PaymentUpdateNoticed',
    'PlaybackGranted',
    'RefundRequested',
    'OrderRefunded',
    'RefundFailed',
    'DisputeOpened',
    'DisputeWon',
    'DisputeLost',
    'EntitlementRevoked',
    'CardSaved',
    'CustomerForgotten',
    ...subscriptionEvents,
  ])
  const tail = await log.tail(['commerce'], 'end', async (records) => {
    for (const { event } of await happenedOf(codec, records, names)) events.push(event as unknown as CommerceEvent)
  })

  const app = await createApp({ logger, title: 'webhooks of a spec' })
  const settings = { payments: { provider: name, webhookSecret } }
  /** As its projection says it. */
  const orderOfPayment = async (paymentId: string) =>
    events.find((event) => event.type === 'PaymentAttached' && event.paymentId === paymentId)
  const views = { orderOfPayment }
  const submit = createSubmit(commands, createMetrics())
  await app.register(async (part) =>
    webhookRoute(
      part as App,
      { settings, logger, views, keepUnmatched: async () => undefined } as unknown as CommandApi,
      submit,
    ),
  )
  const api = await serve(app, { name: 'webhooks', host: '127.0.0.1', port: 0 })

  const webhookUrl = `${api.url}/v1/webhooks/payments/${name}`
  const opened = await open({ folder, webhookUrl, webhookSecret })
  const { provider, billing } = opened
  const workers = new Set<Service>()

  const startWorker = async (options: WorkerOptions = {}): Promise<Service> => {
    const stateDir = options.stateDir ?? join(folder, 'payments')
    const usual = { log, codec, commands, provider, billing, logger, publicUrl: 'http://shop.example', timing: fast }
    const worker = await paymentsWorker({ ...usual, ...options, stateDir })
    workers.add(worker)
    await worker.ready
    return worker
  }

  const of = (orderId: string) => events.filter((event) => 'orderId' in event && event.orderId === orderId)
  const types = (orderId: string) => of(orderId).map((event) => event.type)

  const place = async (
    paymentMethod: string,
    viewerId: string = randomUUID(),
    part: Readonly<{ saveCard?: boolean; cardId?: string }> = {},
  ): Promise<Placed> => {
    const [orderId, filmId] = [randomUUID(), randomUUID()]
    const order = { viewerId, orderId, filmId, sellerId: randomUUID(), kind: 'RENT', offerId: randomUUID() } as const
    const terms = {
      offerVersion: 1,
      amount: 399n,
      currency: 'EUR',
      startWithin: 86_400_000,
      watchWithin: 3_600_000,
      refundWithin: null,
      licenceVersion: currentLicence,
      ...{ quality: null, territory: null, preorderFrom: null, opensAt: null, closesAt: null },
      ...{ couponId: null, discount: null, discountBy: null },
      ...{ sellerShare: 7_000, taxRate: null, taxCountry: null, sellerActive: true },
    }
    const command = { type: 'PlaceOrder', ...order, ...terms, validUntil: Date.now() + 60_000 } as const
    const sender = { key: viewerId, commandId: idOf('place', orderId), bodyHash: orderId, actor: viewerId }
    const outcome = await commands.submit(
      'commerce',
      { ...command, provider: name, paymentMethod, cardId: null, saveCard: false, ...part } as never,
      sender,
    )
    assert.equal(outcome.status, 'accepted', 'problem' in outcome ? outcome.problem : outcome.status)
    return { orderId, viewerId, filmId }
  }

  const play = ({ viewerId, filmId }: Placed, planIds: readonly string[] = []) => {
    const ids = { viewerId, filmId, playbackId: randomUUID(), sessionId: randomUUID(), jobId: randomUUID() }
    const command = { type: 'StartPlayback', ...ids, durationMs: 60_000, tokenLife: 60_000, available: true }
    const limits = { seatId: null, device: null, playing: [], mostAtOnce: 100, mostPerRental: 100, planIds }
    const sender = { key: viewerId, commandId: randomUUID(), bodyHash: 'play', actor: viewerId }
    return commands.submit('commerce', { ...command, ...limits } as never, sender)
  }

  /** All of it, by its viewer. */
  const giveBack = ({ viewerId, orderId }: Placed, refundId: string = randomUUID()) => {
    const whole = { amount: null, currency: null, askedBy: 'VIEWER', personId: viewerId, reason: 'NOT_PLAYED' }
    const sender = { key: viewerId, commandId: idOf('give back', refundId), bodyHash: refundId, actor: viewerId }
    return commands.submit(
      'commerce',
      { type: 'RequestRefund', viewerId, orderId, refundId, ...whole } as never,
      sender,
    )
  }

  return {
    ...opened,
    folder,
    webhookUrl,
    commands,
    startWorker,
    place,
    play,
    giveBack,
    types,
    of,
    events: () => events as readonly CommerceEvent[],
    waitFor,
    /** For what must be asked. */
    poll: async <T>(what: string, look: () => Promise<T | undefined>): Promise<T> => {
      for (const end = Date.now() + 60_000; ; ) {
        const seen = await look()
        if (seen !== undefined) return seen
        if (Date.now() > end) throw new Error(`did not happen: ${what}`)
        await new Promise((resolve) => setTimeout(resolve, 20))
      }
    },
    /** The first event of the type for the order. */
    told: <Type extends CommerceEvent['type']>(type: Type, orderId: string) =>
      waitFor(
        () => `${type} among ${types(orderId).join(', ')}`,
        () => of(orderId).find((event): event is Extract<CommerceEvent, { type: Type }> => event.type === type),
      ),
    /** Those of the type about the viewer, once there are so many. */
    toldOf: <Type extends CommerceEvent['type']>(type: Type, viewerId: string, count = 1) =>
      waitFor(
        () => `${count} ${type} of ${viewerId}`,
        () => {
          const found = events.filter(
            (event): event is Extract<CommerceEvent, { type: Type }> =>
              event.type === type && event.viewerId === viewerId,
          )
          return found.length >= count ? found : undefined
        },
      ),
    /**
     * One payment at the provider, taken and kept; one PaymentTaken and one grant on the log; it plays. `abandoned`: made
     * by whom nobody heard of again, and never confirmed.
     */
    assertPaidOnce: async (placed: Placed, abandoned = 0): Promise<void> => {
      const payments = await provider.list(placed.orderId)
      assert.deepEqual(
        payments.map(({ status, amount, refunded }) => [status, amount, refunded]),
        [['taken', 399n, 0n], ...Array.from({ length: abandoned }, () => ['unconfirmed', 399n, 0n])],
      )
      const ends = types(placed.orderId).filter((type) => type === 'PaymentTaken' || type === 'EntitlementGranted')
      assert.deepEqual(ends, ['PaymentTaken', 'EntitlementGranted'])
      assert.equal((await play(placed)).status, 'accepted')
    },
    stop: async (): Promise<void> => {
      await Promise.all([...workers].map((worker) => worker.stop()))
      await opened.stop()
      await api.stop()
      await tail.close()
      await commands.close()
      await room.stop()
      await rm(folder, { recursive: true, force: true })
    },
  }
}

/** Everything in this process but the sandbox server. */
export const memoryHouse = async (partitions = 2) => {
  const log = memoryLog()
  await log.createTopics(topicsOf(partitions))
  return openHouse(log, memoryCodec(), { partitions, name: 'sandbox', open: openSandbox })
}

export type House = Awaited<ReturnType<typeof memoryHouse>>
