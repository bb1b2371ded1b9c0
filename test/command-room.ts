// The command API on a log in memory, with the real deciders and the real projections: for its specs without servers.
import { randomBytes } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pino } from 'pino'
import { deciders } from '../command-api/deciders/deciders.ts'
import type { CommandApi, People } from '../command-api/http/deps.ts'
import { placeByHeader } from '../command-api/http/places/found.ts'
import { leasesIn } from '../command-api/http/play/playing.ts'
import { commandApi } from '../command-api/http/room.ts'
import { noting } from '../command-api/http/seen.ts'
import { standardRates } from '../command-api/http/tax/rates.ts'
import type { Film, Order, PlaybackSession, Views } from '../command-api/http/views.ts'
import { createAuth, ensureKeys, type Role } from '../platform/auth.ts'
import { createApp } from '../platform/http.ts'
import { createMetrics } from '../platform/metrics.ts'
import { folderObjects } from '../platform/objects.ts'
import { problem } from '../platform/problems.ts'
import { sealingBy } from '../platform/sealing.ts'
import type { UnmatchedWebhook } from '../platform/unmatched-webhooks.ts'
import { type FilmPlansRow, filmPlans } from '../projectors/film-plans/handlers.ts'
import { films } from '../projectors/films/handlers.ts'
import { type EntitlementRow, library } from '../projectors/library/handlers.ts'
import { orders } from '../projectors/orders/handlers.ts'
import { type PersonRow, people as peopleView } from '../projectors/people/handlers.ts'
import { type PlanRow, plans as plansView } from '../projectors/plans/handlers.ts'
import { playbacks } from '../projectors/playbacks/handlers.ts'
import { type SellerRow, sellers as sellersView } from '../projectors/sellers/handlers.ts'
import { accountOf } from '../projectors/sellers/view.ts'
import { type SubscriptionRow, subscriptions as subscriptionsView } from '../projectors/subscriptions/handlers.ts'
import {
  deciderRoom,
  idOf,
  memoryCodec,
  memoryLog,
  memoryProjectionStore,
  openCommands,
  openFacts,
  partitionOf,
  runProjection,
  topicsOf,
} from '../runtime/index.ts'

const partitions = 2
const secret = 'webhook-secret'

/** Everything in this process; `stop` ends it. Log-ins are taken as open unless they are in `closed`. */
export const commandRoom = async () => {
  const folder = await mkdtemp(join(tmpdir(), 'command-room-'))
  const logger = pino({ level: 'silent' })
  const log = memoryLog()
  const codec = memoryCodec()
  await codec.prepare()
  await log.createTopics(topicsOf(partitions))
  const decide = () =>
    deciderRoom({ log, codec, deciders, stateDir: join(folder, 'state'), partitions, installation: 'test', logger })
  let deciding = await decide()
  await deciding.ready

  const store = memoryProjectionStore()
  const projections = await Promise.all(
    [films, orders, playbacks, library, peopleView, sellersView, plansView, filmPlans, subscriptionsView].map(
      (projection) => runProjection({ log, codec, projection: projection as typeof films, store, logger }),
    ),
  )
  const noted = noting(log)
  const commands = await openCommands({
    log: noted.log,
    codec,
    contexts: ['catalogue', 'commerce', 'identity', 'media', 'sellers', 'coupons', 'plans'],
    partitions,
    logger,
  })
  const facts = await openFacts({ log, codec, partitions })
  await ensureKeys(join(folder, 'keys.json'))
  const auth = await createAuth({ keysFile: join(folder, 'keys.json'), issuer: 'https://matinee.example' })
  const objects = await folderObjects({ root: join(folder, 'objects') })
  const closed = new Set<string>()
  let circuitOpenUntil: number | undefined

  const row = async <R>(view: { name: string; version: number }, topic: string, key: string, id: string) => {
    const partition = partitionOf(key, partitions)
    const wanted = noted.lastRecord(commands, topic, partition)
    for (;;) {
      const positions = await store.positions(view.name, view.version)
      if ((positions.get(`${topic}/${partition}`) ?? 0n) > wanted) break
      await new Promise((resolve) => setTimeout(resolve, 5))
    }
    return store.rows(view.name, view.version).get(id) as R | undefined
  }
  const views: Views = {
    film: async (filmId) => {
      const found = await row<Film>(films, 'catalogue', filmId, filmId)
      return found && { ...found, filmId }
    },
    order: async (viewerId, orderId) => row<Order>(orders, 'commerce', viewerId, orderId),
    orderOfPayment: async (paymentId) => {
      const all = [...(store.rows(orders.name, orders.version) as ReadonlyMap<string, Order>)]
      const found = all.find(([, one]) => (one as { paymentId?: string }).paymentId === paymentId)
      return found && { orderId: found[0], viewerId: found[1].viewerId }
    },
    anyOrder: async (orderId) => store.rows(orders.name, orders.version).get(orderId) as Order | undefined,
    playback: async (viewerId, playbackId) => {
      const found = await row<PlaybackSession>(playbacks, 'commerce', viewerId, playbackId)
      return found?.viewerId === viewerId ? { ...found, playbackId } : undefined
    },
    knownPlayback: async (playbackId) => {
      const found = store.rows(playbacks.name, playbacks.version).get(playbackId) as PlaybackSession | undefined
      return found && { ...found, playbackId }
    },
    seller: async (sellerId) => {
      const found = await row<SellerRow>(sellersView, 'sellers', sellerId, sellerId)
      return found && accountOf(found)
    },
    country: async (personId) => (await row<PersonRow>(peopleView, 'identity', personId, personId))?.country,
    deadLetter: async () => undefined,
    openPlaybacks: async () => [],
    allOpenPlaybacks: async (viewerId, now) =>
      [...(store.rows(playbacks.name, playbacks.version) as ReadonlyMap<string, PlaybackSession>)].flatMap(
        ([playbackId, one]) =>
          one.viewerId === viewerId && one.closedAt === null && now < one.expiresAt
            ? [{ ...one, playbackId, title: '' }]
            : [],
      ),
    plan: async (planId) => {
      const found = await row<PlanRow>(plansView, 'plans', planId, planId)
      return found && { ...found, planId }
    },
    plansWithFilm: async (filmId) => (await row<FilmPlansRow>(filmPlans, 'catalogue', filmId, filmId))?.planIds ?? [],
    subscription: async (viewerId) => {
      await row(subscriptionsView, 'commerce', viewerId, viewerId)
      const all = [...store.rows(subscriptionsView.name, subscriptionsView.version)] as [string, SubscriptionRow][]
      const found = all.filter(([, one]) => one.viewerId === viewerId).at(-1)
      return found && { ...found[1], subscriptionId: found[0], planName: '', next: null }
    },
    rentalEnd: async (viewerId, orderId) =>
      (await row<EntitlementRow>(library, 'commerce', viewerId, orderId))?.endsAt ?? null,
  }
  const people = { logIns: { isOpen: async (sessionId: string) => !closed.has(sessionId) } } as unknown as People

  const keys = new Map<string, Buffer | undefined>()
  const sealing = sealingBy({
    keyFor: async (subject) => {
      const key = keys.has(subject) ? keys.get(subject) : randomBytes(32)
      if (!key) throw problem('erased')
      keys.set(subject, key)
      return key
    },
    keysOf: async (subjects) =>
      new Map(subjects.flatMap((one) => [[one, keys.get(one)] as const])) as Map<string, Buffer>,
    forget: async (subject) => void keys.set(subject, undefined),
  })
  const unmatched: UnmatchedWebhook[] = []
  const kept = new Map<string, string>()
  const leases = {
    get: async (key: string) => kept.get(key),
    set: async (key: string, value: string) => void kept.set(key, value),
  }
  const api: CommandApi = {
    commands,
    facts,
    views,
    taxRates: standardRates,
    placeOf: placeByHeader('x-country'),
    playing: leasesIn(leases),
    circuit: { openUntil: async () => circuitOpenUntil },
    people,
    sealing,
    operations: {} as CommandApi['operations'],
    keepUnmatched: async (webhook) => void unmatched.push(webhook),
    objects,
    auth,
    logger,
    settings: {
      setupSecret: 'set-up',
      uploadLimit: 1_000_000,
      playbackTokenLife: 0,
      refundWithin: 14 * 86_400_000,
      subscriptionGrace: 7 * 86_400_000,
      ...{ sellerShare: 7_000, payoutMinimum: 100n, publicUrl: 'https://matinee.example' },
      streams: { atOnce: 3, perRental: 1 },
      payments: { provider: 'sandbox', webhookSecret: secret },
      waitMs: 2_000,
    },
  }
  const app = await createApp({ logger, title: 'test', auth, metrics: createMetrics() })
  await commandApi(app, api)
  await app.ready()

  return {
    app,
    log,
    codec,
    objects,
    commands,
    closed,
    secret,
    folder,
    /** The bearer of a person, whose session is named after them. */
    bearer: async (name: string, ...roles: Role[]) => ({
      authorization: `Bearer ${await auth.signAccess({ personId: idOf(name), sessionId: idOf('session', name), roles, simulated: name.startsWith('simulated') })}`,
    }),
    auth,
    sealing,
    unmatched,
    /** of the payment provider; undefined: closed */
    circuit: (until: number | undefined) => {
      circuitOpenUntil = until
    },
    /** The deciders fall, and come back. */
    fall: () => deciding.stop(),
    rise: async () => {
      deciding = await decide()
      await deciding.ready
    },
    stop: async () => {
      await app.close()
      await Promise.all(projections.map((one) => one.stop()))
      await commands.close()
      await facts.close()
      await deciding.stop()
      await log.close()
      await rm(folder, { recursive: true })
    },
  }
}

export type CommandRoom = Awaited<ReturnType<typeof commandRoom>>
