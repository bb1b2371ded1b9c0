// The payment provider is away for a while: purchases are put off and leave nothing, what is owned plays on, and afterwards
// the same keys are served.
import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { setTimeout as wait } from 'node:timers/promises'
import { type Api, eventually } from '../../start/client/api.ts'
import { type Answer, ask } from '../ask.ts'
import { playsOn } from '../degradation/abilities.ts'
import {
  bought,
  type FilmInStore,
  libraryHas,
  newPerson,
  type Order,
  orderIs,
  orderOf,
  type Person,
  type Playback,
} from '../given-film.ts'
import { sandboxBank } from '../sandbox-bank.ts'
import { wholeLog } from '../whole-log.ts'

export type Shop = Readonly<{
  url: string
  /** of the provider itself, past what is cut */
  env: Readonly<Record<string, string>>
  film: FilmInStore
  provider: Readonly<{ takeAway(): Promise<unknown>; giveBack(): Promise<unknown> }>
}>

export type OutageResult = Readonly<{
  /** of absence */
  seconds: number
  /** until the first purchase was put off, and until one was taken again, after it came back */
  openedAfter: number
  closedAfter: number
  putOff: number
  rounds: number
  playbackErrors: readonly string[]
  /** purchases that were taken before it was noticed, and those that were put off: all paid in the end, once each */
  waited: number
  purchases: number
}>

type Buyer = Readonly<{ person: Person; key: string }>

const [waiting, late] = [3, 4]
const openedWithin = 40_000
const closedWithin = 60_000

/** Ends when the provider was away for so many seconds and all was paid afterwards. */
export const provideOutage = async (shop: Shop, seconds: number): Promise<OutageResult> => {
  const { url, film, env, provider } = shop
  const buyers = (count: number) =>
    Promise.all(
      Array.from({ length: count }, async () => ({ person: await newPerson(url, 'viewer'), key: randomUUID() })),
    )
  const order = ({ person, key }: Buyer): Promise<Answer> =>
    ask(url, 'POST', '/v1/orders', { token: person.token(), body: orderOf(film, 'buy'), key })
  const [owner, returning] = await Promise.all([newPerson(url, 'viewer'), newPerson(url, 'viewer')])
  const [, returned] = await Promise.all([bought(owner, film), bought(returning, film)])
  const early = await buyers(waiting)
  const later = await buyers(late)

  await provider.takeAway()
  const gone = performance.now()
  const since = (from: number) => Math.round(performance.now() - from) / 1_000
  const taken = await Promise.all(early.map(order))
  for (const { status } of taken) assert.equal(status, 201, 'taken until it is noticed')
  const owning = { person: owner, key: '' }
  await eventually('purchases are put off', openedWithin, async () =>
    // Refused in any case, so nothing is bought by asking.
    isPutOff(await order({ ...owning, key: randomUUID() })) ? true : undefined,
  )
  const openedAfter = since(gone)
  assert.equal((await ask(url, 'POST', `/v1/orders/${returned}/refund`, { token: returning.token() })).status, 201)

  let [rounds, putOff] = [0, 0]
  const playbackErrors: string[] = []
  while (rounds === 0 || since(gone) < openedAfter + seconds) {
    playbackErrors.push(...(await playRound(url, owner, film)))
    for (const answer of await Promise.all(later.map(order))) {
      assert.ok(isPutOff(answer), `${since(gone)} s: ${answer.status} ${answer.problem} ${answer.retryAfter}`)
      putOff++
    }
    rounds++
    await wait(500)
  }
  const repeated = await Promise.all(early.map(order))
  assert.deepEqual(
    repeated.map(({ status, body }) => [status, body.orderId]),
    taken.map(({ body }) => [201, body.orderId]),
    'what was placed is answered with that order',
  )
  await leftNothing(env, later)

  await provider.giveBack()
  const [away, back] = [since(gone), performance.now()]
  const [first] = later as [Buyer, ...Buyer[]]
  await eventually('purchases go on', closedWithin, async () =>
    (await order(first)).status === 201 ? true : undefined,
  )
  const closedAfter = since(back)
  const all = [...early, ...later]
  const placed = await Promise.all(
    all.map(({ person, key }) => person.post<Order>('/v1/orders', orderOf(film, 'buy'), { key })),
  )
  assert.deepEqual(
    placed.slice(0, early.length).map(({ orderId }) => orderId),
    taken.map(({ body }) => body.orderId),
  )
  await Promise.all(all.map(({ person }, i) => paidOnce(env, person, placed[i]?.orderId ?? '')))
  await orderIs(returning, returned, 'refunded')
  const [waited, purchases] = [early.length, all.length]
  return { ...{ seconds: away, openedAfter, closedAfter, putOff, rounds }, playbackErrors, waited, purchases }
}

const isPutOff = ({ status, problem, retryAfter = 0 }: Answer): boolean =>
  status === 503 && problem === 'payments-unavailable' && retryAfter >= 1 && retryAfter <= 30

/** A playback from its start on, and the library: what of it failed. */
const playRound = async (url: string, owner: Api, { filmId }: FilmInStore): Promise<string[]> => {
  const token = owner.token()
  const started = await ask(url, 'POST', '/v1/playbacks', { token, body: { filmId } })
  if (started.status !== 201) return [`start: ${started.status} ${started.problem}`]
  const playback = started.body as Playback
  const renewed = await ask(url, 'POST', `/v1/playbacks/${playback.playbackId}/token`, { token })
  const plays = await playsOn({ url, playback })
  const library = await ask(url, 'GET', '/v1/library', { token })
  const closed = await ask(url, 'DELETE', `/v1/playbacks/${playback.playbackId}`, { token })
  const items = (library.body as { items?: object[] }).items?.length
  return [
    ...(renewed.status === 200 ? [] : [`renew: ${renewed.status} ${renewed.problem}`]),
    ...(plays === 'works' ? [] : [`segment: ${plays}`]),
    ...(library.status === 200 && items === 1 ? [] : [`library: ${library.status}, ${items} films`]),
    ...(closed.status === 204 ? [] : [`close: ${closed.status} ${closed.problem}`]),
  ]
}

/** Of those who were put off neither a command nor an event is on the log, but that they exist. */
const leftNothing = async (env: Shop['env'], buyers: readonly Buyer[]): Promise<void> => {
  const ids = new Set(buyers.map(({ person }) => person.personId))
  const log = await wholeLog(env, ['commands.commerce', 'commerce'])
  assert.ok(log.some(({ type }) => type === 'OrderPlaced'))
  assert.deepEqual(
    log.flatMap(({ record: { key }, type }) => (ids.has(String(key)) ? [type] : [])),
    [],
  )
}

const paidOnce = async (env: Shop['env'], person: Person, orderId: string): Promise<void> => {
  await orderIs(person, orderId, 'paid')
  const payments = await sandboxBank(env).paymentsOf(orderId)
  assert.deepEqual(
    payments.map(({ status, amount, refunded }) => [status, amount, refunded]),
    [['succeeded', 900, 0]],
  )
  await libraryHas(person, 1)
}
