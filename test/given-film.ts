// What tests of the whole product begin with, by the public API: people, a film in the store, an order.

import { randomUUID } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { currentLicence } from '../domain/commerce/rules.ts'
import { type Api, apiClient, eventually } from '../start/client/api.ts'
import { onboarded } from '../start/client/onboarding.ts'
import { draw } from '../start/demo/draw.ts'
import { drawing } from '../start/demo/films.ts'
import { offersOf, readyToPlay, upload } from '../start/demo/load.ts'

export type Offer = Readonly<{ offerId: string; version: number; kind: 'buy' | 'rent'; amount: number }>
export type FilmInStore = Readonly<{ filmId: string; offers: readonly Offer[] }>
export type Playback = Readonly<{
  playbackId: string
  hls: string
  dash: string
  token: string
  tokenExpiresAt: string
  endsAt: string | null
  durationMs: number
}>
export type Order = Readonly<{
  orderId: string
  status: 'placed' | 'action-required' | 'paid' | 'failed' | 'expired' | 'refunded'
  actionUrl: string | null
  reason: string | null
}>

export type Person = Api & Readonly<{ personId: string; login: string; password: string }>

/** Registered and logged in. */
export const newPerson = async (url: string, role: 'viewer' | 'seller', login = `${role}-${randomUUID()}`) => {
  const api = apiClient(url)
  const password = `password-${randomUUID()}`
  await api.post('/v1/people', { login, password, roles: [role] })
  const { personId } = await api.logIn(login, password)
  return { ...api, personId, login, password } as Person
}

/** Calls `work` with a file of so many seconds of picture and sound; small and quickly encoded, unless told otherwise. */
export const withVideo = async <T>(
  seconds: number,
  work: (file: string) => Promise<T>,
  size = '426x240',
): Promise<T> => {
  const folder = await mkdtemp(join(tmpdir(), 'matinee-film-'))
  try {
    const file = join(folder, 'film.mkv')
    const picture = `testsrc2=size=${size}:rate=24`
    const sound = 'sine=frequency=440:sample_rate=48000'
    await draw(drawing({ name: 'film.mkv', seconds, picture, sound, pixelFormat: 'yuv420p' }, file))
    return await work(file)
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

export const draft = async (seller: Api, title: string): Promise<string> =>
  (await seller.post<{ filmId: string }>('/v1/films', { title })).filmId

/** Offered for sale and rent by a seller who is paid, published, and seen by who looks. */
export const publish = async (seller: Api, filmId: string): Promise<FilmInStore> => {
  await onboarded(seller)
  await seller.call('PUT', `/v1/films/${filmId}/offers`, { body: offersOf({ buy: 900, rent: 300 }) })
  await seller.post(`/v1/films/${filmId}/publication`)
  const { offers } = await seller.get<{ offers: Offer[] }>(`/v1/films/${filmId}`)
  return { filmId, offers }
}

export const filmInStore = async (seller: Api, title: string, seconds = 8): Promise<FilmInStore> => {
  const filmId = await draft(seller, title)
  await withVideo(seconds, (file) => upload(seller, filmId, file))
  await readyToPlay(seller, filmId)
  return publish(seller, filmId)
}

export const orderOf = ({ filmId, offers }: FilmInStore, kind: 'buy' | 'rent', paymentMethod = 'pm_success') => {
  const offer = offers.find((one) => one.kind === kind)
  return {
    filmId,
    offerId: offer?.offerId,
    offerVersion: offer?.version,
    paymentMethod,
    licenceVersion: currentLicence,
  }
}

export const orderIs = (viewer: Api, orderId: string, ...statuses: readonly Order['status'][]): Promise<Order> =>
  eventually(`order ${orderId} ${statuses.join(' or ')}`, 60_000, async () => {
    const order = await viewer.get<Order>(`/v1/orders/${orderId}`)
    return statuses.includes(order.status) ? order : undefined
  })

/** Paid. */
export const bought = async (viewer: Api, film: FilmInStore, kind: 'buy' | 'rent' = 'buy'): Promise<string> => {
  const { orderId } = await viewer.post<Order>('/v1/orders', orderOf(film, kind))
  await orderIs(viewer, orderId, 'paid')
  return orderId
}

/** So many films: the library hears of a payment a moment after the order does. */
export const libraryHas = (viewer: Api, films: number): Promise<true> =>
  eventually(`${films} films in the library`, 60_000, async () => {
    const { items } = await viewer.get<{ items: readonly unknown[] }>('/v1/library')
    return items.length === films || undefined
  })

/** An answer, its body read. */
export const fetched = async (url: string, path: string, headers: Record<string, string> = {}) => {
  const answer = await fetch(new URL(path, url), { headers, signal: AbortSignal.timeout(10_000) })
  return { status: answer.status, headers: answer.headers, bytes: Buffer.from(await answer.arrayBuffer()) }
}

/** As the seller's analytics say, which come from the log by way of ClickHouse. */
export const playsAre = (seller: Api, filmId: string, plays: number): Promise<object> =>
  eventually(`${plays} plays of ${filmId}`, 60_000, async () => {
    const seen = await seller.get<{ plays: number }>(`/v1/analytics/films/${filmId}`)
    return seen.plays === plays ? seen : undefined
  })

/** So many bytes that begin as a film does: taken as a source, and nothing that could be played. */
export const filmBytes = (length: number): Uint8Array<ArrayBuffer> => {
  const bytes = new Uint8Array(length)
  bytes.set(Buffer.from('\0\0\0\x18ftypmp42', 'latin1'))
  return bytes
}
