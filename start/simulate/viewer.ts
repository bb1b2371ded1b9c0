// One simulated viewer: registers, looks around, rents or buys, watches, tells, and comes back for another film.

import { setTimeout as pause } from 'node:timers/promises'
import { currentLicence } from '../../domain/commerce/rules.ts'
import { type Api, ApiProblem, apiClient, eventually } from '../client/api.ts'
import type { Random } from './random.ts'
import { viewing } from './viewing.ts'

type Offer = Readonly<{ offerId: string; version: number; kind: 'buy' | 'rent' }>
type Card = Readonly<{ filmId: string; title: string; durationMs: number; offers: readonly Offer[] }>
type Playback = Readonly<{ playbackId: string; hls: string; token: string; durationMs: number }>

export type Tally = { viewers: number; orders: number; declined: number; plays: number; events: number; errors: number }

export type Audience = Readonly<{
  url: string
  setupSecret: string
  until: number
  tally: Tally
  /** called with what went wrong for one viewer; the others go on */
  onError(error: unknown): void
}>

/** Most people's cards work; some do not, and one bank is slow. */
const cardFor = (random: Random) =>
  random.chance(0.06) ? 'pm_declined' : random.chance(0.1) ? 'pm_delay' : 'pm_success'

const order = async (api: Api, film: Card, random: Random, audience: Audience): Promise<boolean> => {
  const wanted = random.chance(0.7) ? 'rent' : 'buy'
  const offer = film.offers.find((o) => o.kind === wanted) ?? film.offers[0]
  if (!offer) return false
  audience.tally.orders++
  const { orderId } = await api.post<{ orderId: string }>('/v1/orders', {
    filmId: film.filmId,
    offerId: offer.offerId,
    offerVersion: offer.version,
    paymentMethod: cardFor(random),
    licenceVersion: currentLicence,
  })
  const status = await eventually(`order ${orderId}`, 60_000, async () => {
    const { status } = await api.get<{ status: string }>(`/v1/orders/${orderId}`)
    return ['paid', 'failed', 'expired'].includes(status) ? status : undefined
  })
  if (status !== 'paid') audience.tally.declined++
  return status === 'paid'
}

const watch = async (api: Api, film: Card, random: Random, audience: Audience) => {
  const playback = await api.post<Playback>('/v1/playbacks', { filmId: film.filmId })
  const manifest = await api.raw(playback.hls)
  await manifest.body?.cancel()
  const left = Math.max(12_000, audience.until - Date.now())
  const length = Math.min(left, random.between(8_000, film.durationMs * 1.2))
  const tell = (events: readonly unknown[]) =>
    api.post(`/v1/playbacks/${playback.playbackId}/events`, { events }, { token: playback.token })

  audience.tally.plays++
  let batch: unknown[] = []
  for (const { afterMs, event } of viewing(random, film.durationMs, length, Date.now(), {
    failureRate: 0.02,
    stallRate: 0.05,
  })) {
    await pause(afterMs)
    batch.push(event)
    if (batch.length < 2 && event.type !== 'end' && event.type !== 'fail') continue
    await tell(batch)
    if (random.chance(0.05)) await tell(batch)
    audience.tally.events += batch.length
    batch = []
  }
  await api.call('DELETE', `/v1/playbacks/${playback.playbackId}`)
}

/** Films in an order that this viewer likes: each has a favourite, and those near it in the list come next. */
const byTaste = (films: readonly Card[], random: Random) => {
  const favourite = Math.floor(random.next() * films.length)
  const liking = (i: number) => Math.abs(i - favourite) + random.next() * 1.5
  return films
    .map((film, i) => ({ film, liking: liking(i) }))
    .sort((a, b) => a.liking - b.liking)
    .map(({ film }) => film)
}

/** Runs until the audience's time is over; `number` makes the log-in unique within the run. */
export const simulatedViewer = async (
  run: string,
  number: number,
  random: Random,
  audience: Audience,
): Promise<void> => {
  try {
    const api = apiClient(audience.url)
    const [login, password] = [
      `simulated-${run}-${number}`,
      `simulated-${run}-${number}-${Math.floor(random.next() * 1e9)}`,
    ]
    await api.call('POST', '/v1/people', {
      body: { login, password, roles: ['viewer'], simulated: true },
      headers: { 'setup-secret': audience.setupSecret },
    })
    await api.logIn(login, password)
    audience.tally.viewers++
    await api.get('/v1/recommendations')
    const { items } = await api.get<{ items: Card[] }>('/v1/films?limit=50')
    for (const film of byTaste(items, random)) {
      if (Date.now() > audience.until - 5_000) break
      if (await order(api, film, random, audience)) await watch(api, film, random, audience)
      else await pause(random.between(500, 2_000))
    }
  } catch (error) {
    audience.tally.errors++
    if (!(error instanceof ApiProblem && error.type === 'film-unavailable')) audience.onError(error)
  }
}
