// Every room as a process of its own on the same servers, as in production: the main job, and payments that fall.
import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { createLogger } from '../platform/logger.ts'
import type { Service } from '../platform/service.ts'
import { draw } from '../start/demo/draw.ts'
import { ensureDemoPeople, loggedIn } from '../start/demo/people.ts'
import { playThrough } from '../start/demo/play.ts'
import { type Step, walk } from '../start/demo/walk.ts'
import { gateway } from '../start/gateway.ts'
import { migrate } from '../start/migrate.ts'
import { markedProcesses, ownerVariable } from '../start/servers/guard.ts'
import { newPlace, type Place } from './app.ts'
import { provideOutage } from './commerce/outage.ts'
import { areSilent } from './degradation/servers.ts'
import {
  bought,
  fetched,
  filmInStore,
  newPerson,
  type Order,
  orderIs,
  orderOf,
  type Playback,
  playsAre,
} from './given-film.ts'
import { type RoomProcess, startRoom } from './room-process.ts'
import { type TcpProxy, tcpProxy } from './tcp-proxy.ts'

const payments = 'workers/payments/main.ts'
const mains = [
  'command-api/deciders/main.ts',
  'command-api/http/main.ts',
  'projectors/main.ts',
  'query-api/main.ts',
  'workers/film-pipeline/main.ts',
  'workers/bookkeeping/main.ts',
  'media-workers/main.ts',
  payments,
  'stream-processors/qoe/main.ts',
  'stream-processors/recommendations/main.ts',
]

/** How long the provider is away; the proof takes a minute. */
const outageSeconds = Number(process.env.MATINEE_PROOF_OUTAGE_SECONDS ?? 5)

const owner = randomUUID()
const rooms = new Map<string, RoomProcess>()
let place: Place
let front: Service
let provider: TcpProxy
let start: (main: string, more?: Readonly<Record<string, string>>) => Promise<void>
const urlOf = (main: string) => rooms.get(main)?.url ?? ''

before(async () => {
  place = await newPlace({ name: 'separate' })
  const { env, folder, url } = place
  const logger = createLogger('test', 'warn')
  await migrate(env, logger)
  provider = await tcpProxy({ host: '127.0.0.1', port: Number(new URL(env.MATINEE_PAYMENTS_URL ?? '').port) })
  const common = {
    ...{ ...env, [ownerVariable]: owner, MATINEE_PORT: '0', MATINEE_LOG_LEVEL: 'info' },
    MATINEE_PAYMENTS_URL: `http://127.0.0.1:${provider.port}`,
  }
  start = async (main, more = {}) => {
    rooms.set(main, await startRoom(main, { env: { ...common, ...more }, logs: join(folder, 'logs') }))
  }
  // In no order: each waits for what it needs.
  await Promise.all(mains.map((main) => start(main)))
  await start('edge/main.ts', { MATINEE_QUERY_URL: urlOf('query-api/main.ts') })
  const [commandApi, queryApi, edge] = ['command-api/http', 'query-api', 'edge'].map((room) => urlOf(`${room}/main.ts`))
  front = await gateway({
    upstreams: { commandApi: commandApi ?? '', queryApi: queryApi ?? '', edge: edge ?? '' },
    host: '127.0.0.1',
    port: Number(new URL(url).port),
    logger,
  })
})

after(async () => {
  await front?.stop()
  await Promise.all([...rooms.values()].map((room) => room.stop()))
  await provider?.close()
  await place?.stop()
})

test('the walk goes all the way through rooms that share nothing in memory', async () => {
  const { url, env, folder } = place
  assert.equal((await fetch(`${url}/readyz`)).status, 200)
  const people = await ensureDemoPeople(url, folder, env.MATINEE_SETUP_SECRET ?? '')
  const steps: Step[] = []
  const result = await walk({ url, people, ffmpeg: draw, onStep: (step) => steps.push(step) })
  assert.deepEqual(
    steps.filter(({ ok }) => !ok),
    [],
  )
  assert.ok(result.ok && steps.length >= 9)
})

test('with the payments worker killed films play on, and what is ordered meanwhile is paid once it is back', async () => {
  const { url, env, folder } = place
  const people = await ensureDemoPeople(url, folder, env.MATINEE_SETUP_SECRET ?? '')
  const seller = await loggedIn(url, people.seller)
  const film = await filmInStore(seller, 'Plays on')
  const [owning, ordering] = [await newPerson(url, 'viewer'), await newPerson(url, 'viewer')]
  await bought(owning, film)
  const earlier = await owning.post<Playback>('/v1/playbacks', { filmId: film.filmId })

  await rooms.get(payments)?.kill()
  const { orderId } = await ordering.post<Order>('/v1/orders', orderOf(film, 'rent'))
  assert.equal((await fetched(url, earlier.hls)).status, 200)
  const later = await owning.post<Playback>('/v1/playbacks', { filmId: film.filmId })
  assert.notEqual(later.playbackId, earlier.playbackId)
  for (const { hls, dash } of [earlier, later])
    assert.deepEqual([(await fetched(url, hls)).status, (await fetched(url, dash)).status], [200, 200])
  await playThrough(owning, later)
  await playsAre(seller, film.filmId, 1)
  assert.equal((await ordering.get<Order>(`/v1/orders/${orderId}`)).status, 'placed')

  await start(payments)
  await orderIs(ordering, orderId, 'paid')
  assert.equal((await ordering.get<{ items: object[] }>('/v1/library')).items.length, 1)
})

const longest = { timeout: 240_000 + outageSeconds * 1_000 }

test(
  'without the payment provider purchases are put off and leave nothing; what is owned plays on',
  longest,
  async () => {
    const { url, env, folder } = place
    const people = await ensureDemoPeople(url, folder, env.MATINEE_SETUP_SECRET ?? '')
    const film = await filmInStore(await loggedIn(url, people.seller), 'In an outage')
    const cut = { takeAway: () => provider.set(areSilent ? 'stalled' : 'refuse'), giveBack: () => provider.set('pass') }
    const result = await provideOutage({ url, env, film, provider: cut }, outageSeconds)
    console.log(JSON.stringify(result))
    assert.deepEqual(result.playbackErrors, [])
    assert.ok(result.putOff > 0 && result.rounds > 0)
  },
)

test('each stops in order on SIGTERM, and nothing is left', async () => {
  await front.stop()
  const exits = await Promise.all([...rooms].map(async ([main, room]) => [main, await room.stop()] as const))
  for (const [main, exit] of exits) assert.deepEqual([main, exit], [main, { code: 0, signal: null }])
  assert.deepEqual(markedProcesses(owner), [])
})
