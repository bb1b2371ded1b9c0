// Kafka is gone for a while: what changes something is refused with nothing half done, reads go on, and afterwards all of
// it is well again within a minute, with everything that was acknowledged (F4).
import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { after, before, test } from 'node:test'
import { setTimeout as wait } from 'node:timers/promises'
import { folderObjects } from '../../platform/objects.ts'
import { type Api, eventually } from '../../start/client/api.ts'
import { loggedIn } from '../../start/demo/people.ts'
import { playThrough } from '../../start/demo/play.ts'
import { type AppProcess, appProcess } from '../app.ts'
import { type Answer, ask, isPutOff } from '../ask.ts'
import {
  bought,
  type FilmInStore,
  fetched,
  filmBytes,
  filmInStore,
  newPerson,
  type Order,
  orderIs,
  orderOf,
  type Person,
  type Playback,
  playsAre,
} from '../given-film.ts'
import { wholeLog } from '../whole-log.ts'
import { type Broker, startBroker } from './broker.ts'

/** How long it is gone; the proof takes ten minutes. */
const downSeconds = Number(process.env.MATINEE_PROOF_DOWN_SECONDS ?? 20)
/** What was under way when it fell is not certain; so long after that everything is. */
const certainAfterMs = 6_000
const recoveredWithinMs = 60_000

let broker: Broker
let app: AppProcess
let seller: Api
let viewer: Person
let late: Person
let film: FilmInStore
let playback: Playback
let load: ReturnType<typeof drafting> | undefined

before(async () => {
  broker = await startBroker()
  app = await appProcess({ name: 'kafka-down', env: { MATINEE_KAFKA: broker.address } })
  seller = await loggedIn(app.url, app.people.seller)
  film = await filmInStore(seller, 'Stands through it', 4)
  viewer = await newPerson(app.url, 'viewer')
  late = await newPerson(app.url, 'viewer')
  await bought(viewer, film)
  playback = await viewer.post<Playback>('/v1/playbacks', { filmId: film.filmId })
  await playThrough(viewer, playback)
  await playsAre(seller, film.filmId, 1)
})
after(async () => {
  // Whatever failed: an open proxy would keep this process alive.
  await Promise.allSettled([load?.stop()])
  await Promise.allSettled([app?.stop()])
  await broker?.close()
})

/** Drafts films one after the other, each with a key of its own, until it is told to stop. */
const drafting = () => {
  const told = new Map<string, Answer>()
  let going = true
  const one = async () => {
    while (going) {
      const key = randomUUID()
      told.set(key, await ask(app.url, 'POST', '/v1/films', { token: seller.token(), body: { title: key }, key }))
      await wait(20)
    }
  }
  const all = Promise.all([1, 2, 3, 4].map(one))
  const stop = async () => {
    going = false
    await all
  }
  return { told, stop }
}

const count = (told: ReadonlyMap<string, Answer>, holds: (answer: Answer) => boolean) =>
  [...told.values()].filter(holds).length

const events = (from: number) => ({
  events: [1, 2].map((n) => ({
    sequence: from + n,
    type: 'heartbeat',
    clientAt: new Date().toISOString(),
    ...{ positionMs: 1_000, playedMs: 1_000, stalledMs: 0, bufferMs: 0, height: 240, bitrate: 1, droppedFrames: 0 },
  })),
})

const longest = { timeout: downSeconds * 1_000 + 240_000 }

test(
  'Kafka gone: what changes something is put off and leaves nothing, reads and playing go on; back: all well',
  longest,
  async () => {
    const { url } = app
    const drafts = drafting()
    load = drafts
    await eventually('films are drafted', 30_000, async () =>
      count(drafts.told, ({ status }) => status === 201) >= 50 ? true : undefined,
    )
    await broker.kill()
    const gone = performance.now()
    await eventually('the first is put off', 30_000, async () => (count(drafts.told, isPutOff) ? true : undefined))
    await wait(Math.max(0, certainAfterMs - (performance.now() - gone)))
    await drafts.stop()
    const upload = { bytes: filmBytes(200_000), type: 'video/mp4' }
    const newcomer = { login: `late-${randomUUID()}`, password: `password-${randomUUID()}`, roles: ['viewer'] }
    const changing = (): readonly (readonly [string, () => Promise<Answer>])[] => [
      ['draft', () => ask(url, 'POST', '/v1/films', { token: seller.token(), body: { title: 'never' } })],
      ['publish', () => ask(url, 'POST', `/v1/films/${film.filmId}/publication`, { token: seller.token() })],
      ['order', () => ask(url, 'POST', '/v1/orders', { token: late.token(), body: orderOf(film, 'rent') })],
      ['playback', () => ask(url, 'POST', '/v1/playbacks', { token: viewer.token(), body: { filmId: film.filmId } })],
      ['register', () => ask(url, 'POST', '/v1/people', { body: newcomer, key: 'newcomer' })],
      ['log in', () => ask(url, 'POST', '/v1/sessions', { body: { login: late.login, password: late.password } })],
      ['upload', () => ask(url, 'PUT', `/v1/films/${film.filmId}/source`, { token: seller.token(), raw: upload })],
      [
        'play events',
        () =>
          ask(url, 'POST', `/v1/playbacks/${playback.playbackId}/events`, { token: playback.token, body: events(10) }),
      ],
    ]
    let rounds = 0
    while (rounds === 0 || performance.now() - gone < downSeconds * 1_000) {
      for (const [what, call] of changing()) {
        const answer = await call()
        assert.ok(isPutOff(answer), `${what}: ${answer.status} ${answer.problem} after ${Math.round(answer.ms)} ms`)
        assert.ok(answer.ms < 5_000, `${what} was put off after ${Math.round(answer.ms)} ms`)
      }
      assert.equal((await ask(url, 'GET', '/v1/films')).status, 200)
      assert.equal((await ask(url, 'GET', '/v1/library', { token: viewer.token() })).status, 200)
      assert.equal((await fetched(url, playback.hls)).status, 200)
      assert.equal((await ask(url, 'GET', '/readyz')).status, 503)
      rounds++
      // A long absence need not be filled with calls.
      if (downSeconds > 60) await wait(5_000)
      if (rounds % 5 === 0) console.log(`gone for ${Math.round((performance.now() - gone) / 1_000)} s, all put off`)
    }

    const began = performance.now()
    await broker.start()
    const up = performance.now()
    await recovered()
    const seconds = (from: number, to: number) => ((to - from) / 1_000).toFixed(1)
    const now = performance.now()
    console.log(
      `Kafka gone for ${seconds(gone, began)} s (${rounds} rounds), up again in ${seconds(began, up)} s, ` +
        `all well ${seconds(up, now)} s later`,
    )
    assert.ok(now - began < recoveredWithinMs, `all well only after ${seconds(began, now)} s`)
    assert.equal((await ask(url, 'POST', '/v1/people', { body: newcomer, key: 'newcomer' })).status, 201)
    await nothingHalfDone(drafts.told)
  },
)

/** Every part says so, and each was seen to work: deciders, views, payments, play events and analytics. */
const recovered = async (): Promise<void> => {
  const { url } = app
  await eventually('ready', recoveredWithinMs, async () =>
    (await ask(url, 'GET', '/readyz')).status === 200 ? true : undefined,
  )
  const { orderId } = await late.post<Order>('/v1/orders', orderOf(film, 'rent'))
  await orderIs(late, orderId, 'paid')
  const again = await late.post<Playback>('/v1/playbacks', { filmId: film.filmId })
  await playThrough(late, again)
  await playsAre(seller, film.filmId, 2)
}

const nothingHalfDone = async (told: ReadonlyMap<string, Answer>): Promise<void> => {
  const log = await wholeLog(app.env, ['catalogue', 'commands.catalogue', 'identity', 'commerce', 'playback'])
  const drafted = new Map(log.filter(({ type }) => type === 'FilmDrafted').map((r) => [String(r.fields.title), r]))
  const asked = new Set(log.filter(({ type }) => type === 'DraftFilm').map(({ fields }) => String(fields.title)))
  for (const [title, answer] of told) {
    const which = `${title}: ${answer.status} ${answer.problem}`
    if (answer.status === 201) assert.equal(drafted.get(title)?.fields.filmId, answer.body.filmId, `lost ${which}`)
    else if (isPutOff(answer)) assert.ok(!asked.has(title), `was handed over all the same ${which}`)
    // Only what was under way when it fell may be in doubt, and says so.
    else assert.ok(answer.status === 202 || answer.status === 504, which)
  }
  const times = (wanted: string) => log.filter(({ type }) => type === wanted).length
  assert.equal(drafted.size, times('FilmDrafted'), 'drafted once each')
  assert.ok(!asked.has('never'))
  assert.deepEqual(
    ['OrderPlaced', 'PaymentTaken', 'EntitlementGranted', 'PlaybackGranted', 'SourceUploaded', 'PlayHeartbeat'].map(
      times,
    ),
    [2, 2, 2, 2, 1, 0],
  )
  const objects = await folderObjects({ root: app.env.MATINEE_OBJECTS ?? '' })
  assert.ok((await objects.list('uploads')).length <= 1, 'the bytes of an upload that was put off are gone')
}

test('SIGTERM while there is no broker: it ends in order, in time', { timeout: 120_000 }, async () => {
  await broker.kill()
  await eventually('it is noticed', 60_000, async () =>
    (await ask(app.url, 'GET', '/readyz')).status === 503 ? true : undefined,
  )
  const began = performance.now()
  // Fails when it ended with another code than 0, or had to be killed.
  await app.stop()
  console.log(`ended ${((performance.now() - began) / 1_000).toFixed(1)} s after SIGTERM, without a broker`)
})
