// Clients: they ask, wait, ask again with the same key until they know, and read what they wrote. Their network is bad too.
import { setTimeout as sleep } from 'node:timers/promises'
import { currentLicence } from '../../domain/commerce/rules.ts'
import { orders } from '../../projectors/orders/handlers.ts'
import {
  commandIdOf,
  hasReached,
  idOf,
  type Outcome,
  type ProjectionStore,
  parsePosition,
} from '../../runtime/index.ts'
import type { Beat, History, Request } from './history.ts'
import type { Machine } from './machines.ts'
import type { Webhook } from './payment-server.ts'
import type { Afterwards, Playback, Wish } from './plan.ts'
import { type Api, apiOf } from './roles.ts'
import type { World } from './world.ts'

/** Laid aside, and not settled yet. */
export type Letter = Readonly<{ place: string; letterId: string }>

export type ClientDeps = Readonly<{
  world: World
  history: History
  apis: readonly Machine[]
  store: ProjectionStore & Readonly<{ rows(name: string, version: number): ReadonlyMap<string, object> }>
}>

const PATIENCE = 8_000

/** Asks one of the API processes; rejects when there is no answer in time. */
const ask = <T>({ world, apis }: ClientDeps, label: string, work: (api: Api) => Promise<T>): Promise<T> => {
  const { scheduler, dice, plan } = world
  const process = dice.pick(apis).process()
  return new Promise<T>((resolve, reject) => {
    const late = setTimeout(() => reject(new Error('no answer')), PATIENCE)
    const answer = (tell: () => void) =>
      scheduler.after(world.latency(), undefined, `${process.name} answers ${label}`, () => {
        clearTimeout(late)
        tell()
      })
    if (world.strikes(plan.faults.lostRequest)) return
    scheduler.after(world.latency(), process, label, () => {
      const api = apiOf(process)
      if (!api) return void answer(() => reject(new Error('not ready')))
      work(api).then(
        (value) => {
          if (!world.strikes(plan.faults.lostAnswer)) answer(() => resolve(value))
        },
        (error) => answer(() => reject(error)),
      )
    })
  })
}

type Wanted = Readonly<{
  context: string
  actor: string
  key: string
  idempotencyKey: string
  command: { type: string }
}>

const isFinal = (outcome: Outcome): boolean =>
  outcome.status === 'accepted' ||
  outcome.status === 'failed' ||
  outcome.status === 'body-mismatch' ||
  (outcome.status === 'refused' && outcome.problem !== 'command-expired')

/** As long as it takes. */
const insist = async (deps: ClientDeps, wanted: Wanted): Promise<Outcome> => {
  const { world, history } = deps
  const { context, actor, key, idempotencyKey, command } = wanted
  const request: Request = {
    ...{ context, actor, key, idempotencyKey },
    ...{ operation: command.type, answers: [], tries: 0, isDone: false },
  }
  history.requests.push(request)
  for (;;) {
    request.tries++
    if (request.tries > 1) world.seen.note('retried with the same key')
    const answer = await ask(deps, `${command.type} ${idempotencyKey}`, ({ commands }) => {
      // As the API's routes do (command-api/http/submit.ts).
      const commandId = commandIdOf(actor, command.type, key, idempotencyKey)
      return commands.submit(context, command, { key, commandId, bodyHash: idempotencyKey, actor, waitMs: 3_000 })
    }).catch(() => undefined)
    if (answer && answer.status !== 'unavailable') request.answers.push(answer)
    if (answer?.status === 'refused' && answer.problem === 'command-expired') world.seen.note('expired')
    if (answer && isFinal(answer)) {
      // Some want to hear it twice.
      if (request.tries < 9 && world.strikes(0.1)) {
        request.tries = 9
        continue
      }
      request.isDone = true
      return answer
    }
    await sleep(world.dice.between(200, 1_500))
  }
}

/** Waits until a view has come to the position, and looks for the row that the write must have left. */
const readOwnWrite = async (
  { world, history, store }: ClientDeps,
  viewerId: string,
  orderId: string,
  position: string,
) => {
  const read: (typeof history.reads)[number] = { viewerId, orderId, position }
  history.reads.push(read)
  for (let looks = 0; ; looks++) {
    const stands = await store.positions(orders.name, orders.version)
    const isThere = parsePosition(position).every((one) => hasReached(stands.get(`${one.topic}/${one.partition}`), one))
    if (looks === 1) world.seen.note('waited for its own write')
    if (isThere) break
    await sleep(400)
  }
  read.found = store.rows(orders.name, orders.version).has(orderId)
}

/** Whoever wants both gets one of them. */
const afterwards = async (
  deps: ClientDeps,
  order: Readonly<{ viewerId: string; orderId: string; filmId: string }>,
  next: Afterwards,
): Promise<void> => {
  const { viewerId, orderId, filmId } = order
  const about = { context: 'commerce', actor: viewerId, key: viewerId, idempotencyKey: orderId }
  const play = () => {
    const ids = { viewerId, filmId, playbackId: idOf('play', orderId), sessionId: idOf('session', viewerId) }
    const terms = { jobId: idOf('job', filmId), durationMs: 60_000, tokenLife: 60_000, available: true }
    const limits = { seatId: null, device: null, playing: [], mostAtOnce: 3, mostPerRental: 1, planIds: [] }
    return insist(deps, { ...about, command: { type: 'StartPlayback', ...ids, ...terms, ...limits } as never })
  }
  const giveBack = () => {
    const whole = { amount: null, currency: null, askedBy: 'VIEWER', personId: viewerId, reason: 'NOT_PLAYED' }
    const ids = { viewerId, orderId, refundId: idOf('refund', orderId) }
    return insist(deps, { ...about, command: { type: 'RequestRefund', ...ids, ...whole } as never })
  }
  await sleep(deps.world.dice.between(0, 12_000))
  const [played, back] = await Promise.all([
    next === 'give back' ? undefined : play(),
    next === 'play' ? undefined : giveBack(),
  ])
  if (played?.status === 'accepted') deps.world.seen.note('played')
  if (back?.status === 'accepted') deps.world.seen.note(next === 'both' ? 'given back, not played' : 'given back')
}

export const filmId = (n: number): string => idOf('film', n)
const sellerId = idOf('seller')

export const viewer = async (deps: ClientDeps, number: number, wishes: readonly Wish[]): Promise<void> => {
  const viewerId = idOf('viewer', number)
  const pursued: Promise<void>[] = []
  for (const [i, { film, kind, card, after, next }] of wishes.entries()) {
    await sleep(after)
    const idempotencyKey = `${number}-${i}`
    const orderId = idOf('order', viewerId, idempotencyKey)
    const terms =
      kind === 'RENT' ? { startWithin: 86_400_000, watchWithin: 3_600_000 } : { startWithin: null, watchWithin: null }
    const offer = {
      offerId: idOf('offer', film),
      offerVersion: 1,
      amount: kind === 'RENT' ? 399n : 999n,
      currency: 'EUR',
    }
    const order = { viewerId, orderId, filmId: filmId(film), sellerId, kind, ...offer, ...terms }
    const command = {
      type: 'PlaceOrder',
      ...order,
      refundWithin: null,
      licenceVersion: currentLicence,
      ...{ quality: null, territory: null, preorderFrom: null, opensAt: null, closesAt: null },
      ...{ couponId: null, discount: null, discountBy: null },
      ...{ sellerShare: 7_000, taxRate: 1_900, taxCountry: 'DE' },
      provider: 'sandbox',
      paymentMethod: card,
      validUntil: Date.now() + 900_000,
      sellerActive: true,
    }
    const outcome = await insist(deps, { context: 'commerce', actor: viewerId, key: viewerId, idempotencyKey, command })
    if (outcome.status !== 'accepted') continue
    await readOwnWrite(deps, viewerId, orderId, outcome.position)
    if (next !== 'nothing') pursued.push(afterwards(deps, order, next))
  }
  await Promise.all(pursued)
}

export const seller = async (deps: ClientDeps, number: number, after: number): Promise<void> => {
  await sleep(after)
  const film = filmId(100 + number)
  const send = (command: { type: string }) =>
    insist(deps, { context: 'catalogue', actor: sellerId, key: film, idempotencyKey: `u${number}`, command })
  const own = { filmId: film, sellerId }
  await send({ type: 'DraftFilm', ...own, title: 'A film' } as never)
  const upload = {
    uploadId: idOf('upload', number),
    objectKey: `u/${number}`,
    sha256: 'ab',
    bytes: 5,
    contentType: 'video/mp4',
  }
  await send({ type: 'RecordUpload', ...own, ...upload } as never)
}

/** Sends its beats in order, each until it is taken; a beat that was in doubt is sent again as it was. */
export const player = async (deps: ClientDeps, number: number, playback: Playback): Promise<void> => {
  const { history } = deps
  await sleep(playback.from + 1)
  const playbackId = idOf('playback', number)
  for (let sequence = 0; sequence < playback.beats; sequence++) {
    const at = Date.now() - playback.behind
    const beat: Beat = { playbackId, sequence, at, acknowledged: false }
    history.beats.push(beat)
    const about = {
      playbackId,
      viewerId: idOf('viewer', number),
      filmId: filmId(playback.film),
      sequence,
      clientAt: at,
    }
    const figures = { positionMs: 0, playedMs: 1, stalledMs: 0, bufferMs: 0, height: 720, bitrate: 1, droppedFrames: 0 }
    const data = { type: 'PlayHeartbeat', at, ...about, ...figures }
    while (!beat.acknowledged)
      try {
        await ask(deps, `beat ${number}/${sequence}`, ({ facts }) =>
          facts.append('playback', [{ key: playbackId, data }]),
        )
        beat.acknowledged = true
      } catch {
        await sleep(300)
      }
    await sleep(playback.every)
  }
}

/** As the route of webhooks does: a command under the event's own id, and the provider sends it again until it is taken. */
export const webhook = async (deps: ClientDeps, { providerEventId, viewerId, orderId }: Webhook): Promise<void> => {
  const command = { type: 'NotePaymentUpdate', viewerId, orderId, providerEventId, mayBeRefund: false }
  const about = { context: 'commerce', actor: 'sandbox', key: viewerId, idempotencyKey: providerEventId }
  await insist(deps, { ...about, command })
}

const ASKS = 12

/** An operator: once the code is mended, asks for whatever was laid aside to be applied. */
export const operator = async (deps: ClientDeps, letters: () => readonly Letter[]): Promise<never> => {
  const asked = new Map<string, number>()
  for (;;) {
    await sleep(4_000)
    for (const { place, letterId } of letters()) {
      const times = asked.get(letterId) ?? 0
      if (times >= ASKS) continue
      asked.set(letterId, times + 1)
      const about = { place, letterId, askId: idOf('ask', letterId, times), operatorId: idOf('operator') }
      const data = { type: 'RetryAsked', at: Date.now(), ...about, reason: 'mended' }
      await ask(deps, `retry ${letterId}`, ({ facts }) => facts.append('deadletters', [{ key: place, data }])).catch(
        () => undefined,
      )
      deps.world.seen.note('dead letter asked for')
    }
  }
}
