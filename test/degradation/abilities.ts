// What people do with the product, each tried once from outside, and how it went.
import { randomUUID } from 'node:crypto'
import { setTimeout as wait } from 'node:timers/promises'
import { ranges } from '../../start/demo/play.ts'
import { type Answer, type Ask, ask, isPutOff } from '../ask.ts'
import { type FilmInStore, fetched, filmBytes, type Order, orderOf, type Person, type Playback } from '../given-film.ts'
import { openStream } from '../sse.ts'
import type { Renewing } from './kafka-gone.ts'

/**
 * `later`: taken, and done once the server is back; `stale`: answered, and the answer says that it may be old; `put off`:
 * 503 with Retry-After, nothing happened. Anything else tells its status.
 */
export type Cell = 'works' | 'stale' | 'later' | 'put off' | `fails: ${string}`

/** Made before anything is taken away; `film` is in the store, `owner` has it and plays it. */
export type Scene = Readonly<{
  url: string
  owner: Renewing
  seller: Renewing
  operator: Renewing
  film: FilmInStore
  playback: Playback
}>

/** Made anew for each server, while all are there. */
export type Fresh = {
  buyer: Person & Renewing
  renter: Person & Renewing
  /** of another person; each is good once */
  refreshToken: string
  draft: string
  sequence: number
  /** ms that an order may take to be paid; short when it cannot be */
  paidWithin: number
  /** orders that were taken and not paid: to be paid once the server is back */
  unpaid: { person: Person; orderId: string }[]
}

export type Ability = Readonly<{ name: string; attempt(scene: Scene, fresh: Fresh): Promise<Cell> }>

const cellOf = (answer: Answer): Cell => {
  const { status, problem, headers, body } = answer
  if (status === 202 && body.status === 'pending') return 'later'
  if (status >= 200 && status < 300) return headers.get('stale') ? 'stale' : 'works'
  return isPutOff(answer) ? 'put off' : `fails: ${status} ${problem}`
}

const call = async (scene: Scene, method: string, path: string, options: Ask = {}): Promise<Cell> =>
  cellOf(await ask(scene.url, method, path, options))

const ordered = async (
  scene: Scene,
  { unpaid, paidWithin }: Fresh,
  person: Person,
  kind: 'buy' | 'rent',
): Promise<Cell> => {
  const answer = await ask(scene.url, 'POST', '/v1/orders', { token: person.token(), body: orderOf(scene.film, kind) })
  const cell = cellOf(answer)
  if (cell !== 'works') return cell
  const orderId = String(answer.body.orderId)
  for (const until = Date.now() + paidWithin; Date.now() < until; await wait(100)) {
    const { body } = await ask(scene.url, 'GET', `/v1/orders/${orderId}`, { token: person.token() })
    if ((body as Partial<Order>).status === 'paid') return 'works'
  }
  unpaid.push({ person, orderId })
  return 'later'
}

/** The manifest, a rendition's list and its first bytes. */
export const playsOn = async ({ url, playback }: Pick<Scene, 'url' | 'playback'>): Promise<Cell> => {
  const text = async (path: string) => {
    const { status, bytes } = await fetched(url, path)
    if (status !== 200) throw new Error(String(status))
    return bytes.toString()
  }
  const firstOf = (playlist: string) => playlist.split('\n').find((line) => line && !line.startsWith('#')) ?? ''
  try {
    const variant = new URL(firstOf(await text(playback.hls)), new URL(playback.hls, url)).pathname
    const [part] = ranges(await text(variant))
    const file = new URL(part?.file ?? '', new URL(variant, url)).pathname
    const { status, bytes } = await fetched(url, file, { range: `bytes=${part?.from}-${(part?.from ?? 0) + 99}` })
    return status === 206 && bytes.length === 100 ? 'works' : `fails: ${status}`
  } catch (error) {
    return `fails: ${String(error)}`
  }
}

const watchesLive = async ({ url, operator }: Scene): Promise<Cell> => {
  const token = operator.token()
  const path = '/v1/operator/live'
  const stream = await openStream(url, path, { authorization: `Bearer ${token}` }).catch(() => undefined)
  if (!stream) {
    const answer = await ask(url, 'GET', path, { token, limitMs: 8_000 })
    return isPutOff(answer) ? 'put off' : `fails: ${answer.status} ${answer.problem}`
  }
  const event = await stream.next('lag', 10_000).catch(() => undefined)
  stream.close()
  return event ? 'works' : 'fails: a stream without an event'
}

const events = (sequence: number) => ({
  events: [{ sequence, type: 'pause', clientAt: new Date().toISOString(), positionMs: 1_000, playedMs: 0 }],
})

export const abilities: readonly Ability[] = [
  { name: 'browse the store', attempt: (scene) => call(scene, 'GET', '/v1/films') },
  { name: 'search', attempt: (scene) => call(scene, 'GET', '/v1/films?q=stand') },
  { name: "open a film's page", attempt: (scene) => call(scene, 'GET', `/v1/films/${scene.film.filmId}`) },
  {
    name: 'register',
    attempt: (scene) => {
      const body = { login: `new-${randomUUID()}`, password: `password-${randomUUID()}`, roles: ['viewer'] }
      return call(scene, 'POST', '/v1/people', { body })
    },
  },
  {
    name: 'log in',
    attempt: (scene, { buyer: { login, password } }) =>
      call(scene, 'POST', '/v1/sessions', { body: { login, password } }),
  },
  {
    name: 'stay logged in (renew tokens)',
    attempt: async ({ url }, fresh) => {
      const answer = await ask(url, 'POST', '/v1/sessions/refresh', { body: { refreshToken: fresh.refreshToken } })
      if (answer.status === 200) fresh.refreshToken = String(answer.body.refreshToken)
      return cellOf(answer)
    },
  },
  { name: 'buy', attempt: (scene, fresh) => ordered(scene, fresh, fresh.buyer, 'buy') },
  { name: 'rent', attempt: (scene, fresh) => ordered(scene, fresh, fresh.renter, 'rent') },
  { name: 'see the library', attempt: (scene) => call(scene, 'GET', '/v1/library', { token: scene.owner.token() }) },
  {
    name: 'start playing',
    attempt: (scene) =>
      call(scene, 'POST', '/v1/playbacks', { token: scene.owner.token(), body: { filmId: scene.film.filmId } }),
  },
  { name: 'play on', attempt: playsOn },
  {
    name: 'send play events',
    attempt: (scene, { sequence }) =>
      call(scene, 'POST', `/v1/playbacks/${scene.playback.playbackId}/events`, {
        token: scene.playback.token,
        body: events(sequence),
      }),
  },
  {
    name: 'get recommendations',
    attempt: (scene) => call(scene, 'GET', '/v1/recommendations', { token: scene.owner.token() }),
  },
  {
    name: 'upload a film',
    attempt: (scene, { draft }) =>
      call(scene, 'PUT', `/v1/films/${draft}/source`, {
        token: scene.seller.token(),
        raw: { bytes: filmBytes(100_000), type: 'video/mp4' },
      }),
  },
  {
    name: 'publish a film',
    attempt: (scene) =>
      call(scene, 'POST', `/v1/films/${scene.film.filmId}/publication`, { token: scene.seller.token() }),
  },
  {
    name: "read a seller's analytics",
    attempt: (scene) => call(scene, 'GET', `/v1/analytics/films/${scene.film.filmId}`, { token: scene.seller.token() }),
  },
  {
    name: "open the operator's page",
    attempt: (scene) => call(scene, 'GET', '/v1/operator/projections', { token: scene.operator.token() }),
  },
  { name: 'watch it live (server-sent events)', attempt: watchesLive },
]
