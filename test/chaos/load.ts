// The load: clients of the public API who register, order, play and edit, and repeat under the same key what was not
// answered for good. Everything that they ask and hear goes into the history.

import { randomUUID } from 'node:crypto'
import { createWriteStream } from 'node:fs'
import { setTimeout as wait } from 'node:timers/promises'
import { currentLicence } from '../../domain/commerce/rules.ts'
import type { FilmInStore } from '../given-film.ts'
import { type Answer, ask } from './http.ts'
import type { Random } from './random.ts'

type Ask = Readonly<{
  what: string
  method: string
  path: string
  body?: object
  token?: string | undefined
  /** what the log must hold once when it is accepted: for the checker */
  holds: Readonly<Record<string, string | number>>
}>

export type LoadSeen = {
  acknowledged: number
  unknown: number
  repeats: number
  /** answers that had what was written before */
  read: number
  unanswered: number
  /** attempts that were answered by 500, which no fault excuses: by what was asked */
  internal: Map<string, number>
  /** attempts that were not answered for good, whatever came */
  putOff: number
  /** orders that were placed, the newest last */
  orders: string[]
  /** attempts without a whole answer, by port */
  cutAt: Map<number, number>
}

export type Load = Readonly<{
  seen: LoadSeen
  /** A line for the history. */
  note(line: object): void
  stop(): Promise<void>
}>

export type Seller = Readonly<{ login: string; password: string; personId: string }>

const final = ({ status, body, position }: Answer): boolean =>
  (status >= 200 && status < 300 && body.status !== 'pending') ||
  (status >= 400 && status < 500 && status !== 429 && status !== 401 && (position !== undefined || status !== 409))

/** edits per second, however many clients and however quick the answers */
const most = 400
/** ms: what was refused without a decision would be so again at once */
const notDecided = 500

const typeOf = ({ body }: Answer): string =>
  String(body.type ?? '')
    .split('/')
    .at(-1) ?? ''

export const startLoad = async (options: {
  ports: readonly number[]
  /** of the query API, for those who read what they wrote */
  readPort: number
  historyFile: string
  seller: Seller
  drafts: readonly string[]
  film: FilmInStore
  clients: number
  random: Random
}): Promise<Load> => {
  const { ports, seller, drafts, film, clients, random } = options
  const history = createWriteStream(options.historyFile, { flags: 'a' })
  const seen: LoadSeen = {
    acknowledged: 0,
    unknown: 0,
    repeats: 0,
    read: 0,
    unanswered: 0,
    internal: new Map(),
    putOff: 0,
    orders: [],
    cutAt: new Map(),
  }
  const note = (line: object) => void history.write(`${JSON.stringify({ at: Date.now(), ...line })}\n`)
  let running = true
  let turn = 0

  /** Until it is answered for good; undefined when the load ended before. */
  const carry = async (asked: Ask, key: string = randomUUID()): Promise<Answer | undefined> => {
    note({ asked: key, what: asked.what, holds: asked.holds })
    for (let attempt = 1; running || attempt < 40; attempt++) {
      const port = ports[turn++ % ports.length] ?? 0
      const headers = { 'idempotency-key': key, ...(asked.token ? { authorization: `Bearer ${asked.token}` } : {}) }
      const answer = await ask(port, asked.method, asked.path, headers, asked.body)
      if (answer.status === 401 || typeOf(answer) === 'session-closed') {
        note({ refused: key, status: answer.status })
        await wait(notDecided)
        return undefined
      }
      if (final(answer)) {
        const { status, position } = answer
        const isDecided = position !== undefined
        note({ answered: key, what: asked.what, holds: asked.holds, status, type: typeOf(answer), position, attempt })
        if (isDecided) seen.acknowledged++
        else if (status >= 400) await wait(notDecided)
        if (attempt > 1) seen.repeats++
        return answer
      }
      seen.putOff++
      if (answer.status === 500) seen.internal.set(asked.what, (seen.internal.get(asked.what) ?? 0) + 1)
      if (answer.status === 0) {
        seen.unanswered++
        seen.cutAt.set(port, (seen.cutAt.get(port) ?? 0) + 1)
      }
      if (answer.status === 0 || answer.status === 202 || answer.status === 504) seen.unknown++
      await wait(Math.min(2_000, answer.retryAfter * 1_000 || 50 * attempt) * (0.5 + Math.random()))
    }
    note({ givenUp: key })
    return undefined
  }

  let sellerToken = ''
  const logIn = async (login: string, password: string): Promise<string | undefined> => {
    const answer = await carry({
      what: 'logIn',
      method: 'POST',
      path: '/v1/sessions',
      body: { login, password },
      holds: {},
    })
    return answer?.body.accessToken as string | undefined
  }
  const renewing = (async () => {
    while (running) {
      sellerToken = (await logIn(seller.login, seller.password)) ?? sellerToken
      for (let i = 0; running && i < 240; i++) await wait(1_000)
    }
  })()
  while (sellerToken === '') await wait(50)

  // Not all that the machine can: what comes up again needs some of it, and a run of an hour has to be judged.
  let turnAt = 0
  const myTurn = async () => {
    const now = performance.now()
    turnAt = Math.max(turnAt, now) + 1_000 / most
    await wait(turnAt - now)
  }

  const edit = async () => {
    await myTurn()
    if (!running) return
    const filmId = random.of(drafts)
    const title = `t-${randomUUID()}`
    const holds = { topic: 'catalogue', type: 'FilmDescribed', key: filmId, field: 'title', value: title }
    const asked = {
      what: 'edit',
      method: 'PATCH',
      path: `/v1/films/${filmId}`,
      body: { title },
      token: sellerToken,
      holds,
    }
    const key = randomUUID()
    const answer = await carry(asked, key)
    // Now and then asked again although it was answered: the same outcome must come.
    if (answer && answer.status < 300 && random.below(50) === 0) await carry({ ...asked, what: 'editAgain' }, key)
  }

  /** A new viewer every so often: registers, orders, is refused the second time, plays or gives it back. */
  const viewer = async () => {
    const [login, password] = [`v-${randomUUID()}`, `password-${randomUUID()}`]
    const body = { login, password, roles: ['viewer'] }
    const registered = await carry({ what: 'register', method: 'POST', path: '/v1/people', body, holds: {} })
    const token = registered && (await logIn(login, password))
    const viewerId = String(registered?.body.personId)
    if (!token) return
    const wanted = random.of(['buy', 'rent'])
    const offer = film.offers.find(({ kind }) => kind === wanted)
    const order = {
      filmId: film.filmId,
      offerId: offer?.offerId,
      offerVersion: offer?.version,
      paymentMethod: 'pm_success',
      licenceVersion: currentLicence,
    }
    const ordering = { method: 'POST', path: '/v1/orders', body: order, token }
    const holds = { topic: 'commerce', type: 'OrderPlaced', key: viewerId, field: 'viewerId', value: viewerId }
    const placed = await carry({ what: 'order', ...ordering, holds })
    if (placed?.status !== 201) return
    seen.orders.push(String(placed.body.orderId))
    // Bought already, or the first order still waits for its payment: refused, and that stands on the log too.
    for (let i = 0; i < 2 && running; i++) await carry({ what: 'orderAgain', ...ordering, holds: {} })
    const orderId = String(placed.body.orderId)
    const returning = { method: 'POST', path: `/v1/orders/${orderId}/refund`, token }
    const returned = { topic: 'commerce', type: 'RefundRequested', key: viewerId, field: 'viewerId', value: viewerId }
    if (random.below(3) === 0)
      for (let tries = 0; tries < 20 && running; tries++) {
        await wait(500)
        const answer = await carry({ what: 'giveBack', ...returning, holds: returned })
        if (answer?.status === 201) return
      }
    for (let tries = 0; tries < 20 && running; tries++) {
      await wait(500)
      const playing = await carry({
        what: 'play',
        method: 'POST',
        path: '/v1/playbacks',
        body: { filmId: film.filmId },
        token,
        holds: {},
      })
      if (playing?.status !== 201) continue
      const { playbackId, token: playToken } = playing.body as { playbackId: string; token: string }
      for (let batch = 0; batch < 3 && running; batch++) {
        const clientAt = new Date().toISOString()
        const events = [1, 2, 3, 4].map((n) => ({
          sequence: batch * 4 + n,
          type: 'pause',
          clientAt,
          positionMs: n * 1_000,
          playedMs: 1_000,
        }))
        const path = `/v1/playbacks/${playbackId}/events`
        await carry({
          what: 'playEvents',
          method: 'POST',
          path,
          body: { events },
          token: playToken,
          holds: { playbackId, from: batch * 4 + 1, to: batch * 4 + 4 },
        })
      }
      return
    }
  }

  /** Reads what it wrote, and never an older state than the last one: each answer's position is asked for next (P4). */
  const reader = async () => {
    const filmId = random.of(drafts)
    let min = ''
    for (let turn = 0; turn < 5 && running; turn++) {
      const title = `t-${randomUUID()}`
      const holds = { topic: 'catalogue', type: 'FilmDescribed', key: filmId, field: 'title', value: title }
      const path = `/v1/films/${filmId}`
      const written = await carry({ what: 'edit', method: 'PATCH', path, body: { title }, token: sellerToken, holds })
      if (written?.status !== 200 || !written.position) return
      for (min = written.position; running; await wait(100)) {
        const headers = { authorization: `Bearer ${sellerToken}`, 'min-position': min, prefer: 'fresh' }
        const read = await ask(options.readPort, 'GET', path, headers)
        if (read.status !== 200) continue
        note({ read: filmId, min, position: read.position ?? '', title: String(read.body.title) })
        seen.read++
        min = read.position ?? min
        break
      }
    }
  }

  /** The shelf is what Redis keeps for a while. */
  const browser = async () => void (await ask(options.readPort, 'GET', '/v1/films', {}))

  const loop = async (work: () => Promise<void>, pauseMs: number): Promise<void> => {
    while (running) {
      await work()
      if (pauseMs) await wait(pauseMs)
    }
  }
  const loops = [
    ...Array.from({ length: clients }, () => loop(edit, 0)),
    loop(viewer, 300),
    loop(viewer, 300),
    loop(reader, 200),
    loop(browser, 200),
  ]

  return {
    seen,
    note,
    stop: async () => {
      running = false
      await Promise.all([...loops, renewing])
      await new Promise((resolve) => history.end(resolve))
    },
  }
}
