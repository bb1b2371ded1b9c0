// All views at once on a real Postgres: what happened on the log is what they answer.
import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { createLogger } from '../platform/logger.ts'
import { compile, openPostgres, type ReadStore } from '../platform/postgres.ts'
import { viewPositions } from '../platform/postgres-positions.ts'
import { parsePosition } from '../runtime/index.ts'
import { freshInstallation } from '../test/installation.ts'
import { closuresAfter } from './closures/view.ts'
import { lastFailures } from './failures/view.ts'
import { draftedFilms, filmById, filmForCommands, publishedFilms } from './films/view.ts'
import { id, memoryHappenings } from './happening.ts'
import { incidentsAfter, lastIncidents } from './incidents/view.ts'
import { libraryOf } from './library/view.ts'
import { loadProjections } from './load.ts'
import { orderById, ordersOf } from './orders/view.ts'
import { outcomeOf } from './outcomes/view.ts'
import { openPlaybacksOfSession, playbackById } from './playbacks/view.ts'
import { lastMinutes, minutesAfter } from './qoe-minutes/view.ts'
import { recommendedFor } from './recommendations/view.ts'
import { projectorsRoom } from './room.ts'
import { sweepOnce } from './sweep.ts'

const env = await freshInstallation('projectors')
const logger = createLogger('test', 'warn')
const postgres = openPostgres({ url: env.MATINEE_POSTGRES ?? '', room: 'test', logger })
const { log, codec, happen } = await memoryHappenings()
const room = await projectorsRoom({ log, codec, postgres, logger })
after(async () => {
  await room.stop()
  await postgres.close()
})
await room.ready

const positions = viewPositions(postgres)
const views = [...(await positions.standings(0)).keys()]
const caughtUp = async (position: string) =>
  assert.ok(await positions.reached(views, parsePosition(position), 10_000), `not caught up to ${position}`)

const [film, seller, viewer, order] = [id('film'), id('seller'), id('viewer'), id('order')]
const minute = 60_000
const now = Date.now()

const drafted = (n: number, more = {}) =>
  ({ type: 'FilmDrafted', at: now + n, filmId: id('film', n), sellerId: seller, title: `Film ${n}`, ...more }) as const
const published = (n: number) =>
  ({ type: 'FilmPublished', at: now + n, filmId: id('film', n), sellerId: seller }) as const
const set = (uploadId: string) => ({
  uploadId,
  jobId: id('job'),
  durationMs: minute,
  width: 1280,
  height: 720,
  hasAudio: true,
  prefix: `films/${film}/${id('job')}`,
  hls: 'master.m3u8',
  dash: 'manifest.mpd',
  poster: 'poster.jpg',
  thumbnails: 'thumbnails.vtt',
  renditions: [],
})
const uploaded = {
  type: 'SourceUploaded',
  filmId: film,
  sellerId: seller,
  uploadId: id('upload'),
  objectKey: 'key',
  sha256: '00',
  bytes: 5,
  contentType: 'video/mp4',
} as const
const requested = {
  type: 'TranscodeRequested',
  filmId: film,
  uploadId: id('upload'),
  jobId: id('job'),
  objectKey: 'key',
  bytes: 5,
  sha256: '00',
} as const

test('a film goes from its draft over its upload to what commands need of it', async () => {
  const state = async () => (await filmById(postgres, film))?.mediaState
  await caughtUp(await happen([{ type: 'FilmDrafted', filmId: film, sellerId: seller, title: 'A \0 title', at: now }]))
  assert.equal(await state(), 'none')
  assert.equal((await filmById(postgres, film))?.title, 'A \uFFFD title')
  await caughtUp(await happen([uploaded, requested]))
  assert.equal(await state(), 'uploaded')
  await caughtUp(await happen([{ type: 'TranscodeStarted', filmId: film, jobId: id('job'), attempt: id('attempt') }]))
  assert.equal(await state(), 'processing')
  const terms = {
    quality: 'HD',
    territories: ['DE'],
    preorderFrom: null,
    opens: '2026-12-01T00:00',
    closes: null,
  } as const
  const offer = { offerId: id('offer'), version: 2, kind: 'RENT', amount: 399n, currency: 'EUR', ...terms } as const
  await caughtUp(
    await happen([
      { type: 'RenditionsReady', filmId: film, ...set(id('upload')) },
      { type: 'OffersSet', filmId: film, offers: [{ ...offer, startWithin: 30 * minute, watchWithin: minute }] },
      { type: 'FilmPublished', filmId: film, sellerId: seller, at: now },
    ]),
  )
  const found = await filmForCommands(postgres, film)
  assert.deepEqual(found?.offers, [{ ...offer, startWithin: 30 * minute, watchWithin: minute }])
  assert.deepEqual([found?.mediaState, found?.available, found?.sellerId], ['ready', true, seller])
  assert.deepEqual(found?.media, set(id('upload')))
  await caughtUp(await happen([{ type: 'FilmTakenDown', filmId: film, operatorId: id('op'), reason: 'rights' }]))
  assert.equal((await filmForCommands(postgres, film))?.available, false)
  assert.equal(await filmForCommands(postgres, id('no film')), undefined)
})

test('the catalogue pages through what is published, newest first, without a gap or a repeat', async () => {
  const many = Array.from({ length: 25 }, (_, n) => n)
  await caughtUp(await happen(many.flatMap((n) => [drafted(n), ...(n % 5 === 4 ? [] : [published(n >> 1)])])))
  const seen: string[] = []
  for (let after: { at: number; filmId: string } | undefined; ; ) {
    const page = await publishedFilms(postgres, { limit: 4, ...(after ? { after } : {}) })
    seen.push(...page.map(({ filmId }) => filmId))
    const last = page.at(-1)
    if (!last) break
    after = { at: last.publishedAt ?? 0, filmId: last.filmId }
  }
  const all = await publishedFilms(postgres, { limit: 100 })
  assert.deepEqual(
    seen,
    all.map(({ filmId }) => filmId),
  )
  assert.equal(new Set(seen).size, 12)
  assert.equal((await draftedFilms(postgres, { sellerId: seller, limit: 100 })).length, 26)
  assert.equal((await draftedFilms(postgres, { sellerId: id('other'), limit: 100 })).length, 0)
})

test('films are found by genre and by a part of their title, whatever it holds', async () => {
  const describe = (n: number, title: string, genres: readonly string[]) =>
    ({
      type: 'FilmDescribed',
      filmId: id('film', n),
      title,
      synopsis: '',
      genres,
      year: null,
      ageRating: null,
    }) as const
  await caughtUp(await happen([describe(0, '100 % Rain_y', ['drama']), describe(1, '100 Rainny', ['drama', 'war'])]))
  const titles = async (query: { genre?: string; q?: string }) =>
    (await publishedFilms(postgres, { limit: 10, ...query })).map(({ title }) => title).sort()
  assert.deepEqual(await titles({ genre: 'drama' }), ['100 % Rain_y', '100 Rainny'])
  assert.deepEqual(await titles({ genre: 'war', q: 'RAIN' }), ['100 Rainny'])
  assert.deepEqual(await titles({ q: '% r' }), ['100 % Rain_y'])
  assert.deepEqual(await titles({ q: 'n_y' }), ['100 % Rain_y'])
})

const placed = {
  type: 'OrderPlaced',
  viewerId: viewer,
  orderId: order,
  filmId: film,
  sellerId: seller,
  kind: 'RENT',
  offerId: id('offer'),
  offerVersion: 2,
  amount: 399n,
  currency: 'EUR',
  startWithin: 30 * minute,
  watchWithin: minute,
  refundWithin: null,
  licenceVersion: '2026-11',
  ...{ quality: null, territory: null, availableFrom: null, couponId: null, discount: null, discountBy: null },
  ...{ sellerShare: 7_000, taxRate: null, taxCountry: null },
  provider: 'sandbox',
  paymentMethod: 'pm_ok',
  ...{ customerId: null, saveCard: false },
  at: now,
} as const
const money = { paymentId: 'pi_1', amount: 399n, currency: 'EUR' }

test('an order becomes a receipt and an entitlement whose clocks run', async () => {
  const ids = { viewerId: viewer, orderId: order, filmId: film }
  await caughtUp(
    await happen([
      placed,
      {
        ...{ type: 'PaymentTaken', couponId: null, ...ids, sellerId: seller, kind: 'RENT', ...money, at: now + 5 },
        ...{ taxAmount: 0n, taxCountry: null, taxRate: null, sellerAmount: null, heldUntil: null },
      },
      {
        type: 'EntitlementGranted',
        ...ids,
        kind: 'RENT',
        startBy: now + 30 * minute,
        watchWithin: minute,
        ...{ quality: null, availableFrom: null },
        at: now + 5,
      },
    ]),
  )
  const receipt = await orderById(postgres, order)
  assert.deepEqual(
    [receipt?.status, receipt?.amount, receipt?.paidAt, receipt?.title],
    ['paid', 399n, now + 5, 'A \uFFFD title'],
  )
  assert.equal((await ordersOf(postgres, id('other viewer'), { limit: 10 })).length, 0)
  const status = async (at: number) => (await libraryOf(postgres, viewer, { now: at, limit: 10 }))[0]?.status
  assert.equal(await status(now), 'waiting')
  assert.equal(await status(now + 31 * minute), 'over')
  await caughtUp(await happen([{ type: 'RentalStarted', ...ids, endsAt: now + 2 * minute }]))
  assert.equal(await status(now + minute), 'running')
  assert.equal(await status(now + 2 * minute), 'over')
})

const granted = (n: number, expiresAt: number) =>
  ({
    type: 'PlaybackGranted',
    viewerId: id('viewer', n),
    filmId: film,
    playbackId: id('playback', n),
    sessionId: id('session'),
    orderId: order,
    jobId: id('job'),
    expiresAt,
    seatId: null,
    ...{ device: null, quality: null },
  }) as const
const closed = (n: number) =>
  ({
    type: 'PlaybackClosed',
    viewerId: id('viewer', n),
    filmId: film,
    playbackId: id('playback', n),
    reason: 'VIEWER',
  }) as const

test('a log-out finds the playbacks that are still open', async () => {
  await caughtUp(await happen([granted(1, now + minute), granted(2, now + minute), granted(3, now - 1), closed(2)]))
  const open = await openPlaybacksOfSession(postgres, id('session'), now)
  assert.deepEqual(open, [{ playbackId: id('playback', 1), viewerId: id('viewer', 1), filmId: film }])
  assert.equal((await playbackById(postgres, id('playback', 2)))?.closedAt !== null, true)
})

test('an expired playback leaves the feed, a film that is down stays', async () => {
  await caughtUp(await happen([granted(900, now - 3 * 86_400_000), closed(900)]))
  const listed = async () =>
    (await closuresAfter(postgres, 0n, 1_000)).map(({ playbackId, filmId }) => playbackId ?? filmId)
  assert.ok((await listed()).includes(id('playback', 900)))
  const closures = (await loadProjections()).find(({ projection }) => projection.name === 'closures')
  assert.ok(closures)
  assert.ok((await sweepOnce(postgres, closures.projection, closures.keep ?? { column: '', days: 0 }, now)) >= 1)
  assert.ok(!(await listed()).includes(id('playback', 900)))
  assert.ok((await listed()).includes(film))
})

test('a command that was not answered in time is found by its id, with who sent it', async () => {
  const commandId = id('command')
  await caughtUp(
    await happen(
      [{ type: 'CommandRejected', commandType: 'PlaceOrder', problem: 'price-changed', detail: 'Ask again.' }],
      {
        commandId,
        actor: viewer,
      },
    ),
  )
  const outcome = await outcomeOf(postgres, commandId)
  assert.deepEqual(
    [outcome?.actor, outcome?.status, outcome?.problem, outcome?.position.startsWith('commerce/')],
    [viewer, 'refused', 'price-changed', true],
  )
  assert.equal(await outcomeOf(postgres, id('other command')), undefined)
  assert.equal((await lastFailures(postgres, { limit: 1 }))[0]?.reason, 'price-changed')
})

test('a viewer without a list of its own sees what is trending', async () => {
  assert.deepEqual(await recommendedFor(postgres, viewer), { basis: 'TRENDING', items: [] })
  const items = [{ filmId: film, score: 2 }]
  await caughtUp(await happen([{ type: 'TrendingFilms', listId: 'trending', items }]))
  assert.deepEqual((await recommendedFor(postgres, viewer)).items, items)
  await caughtUp(await happen([{ type: 'ViewerRecommendations', viewerId: viewer, basis: 'PERSONAL', items }]))
  assert.equal((await recommendedFor(postgres, viewer)).basis, 'PERSONAL')
})

test('no page of a list reads its whole table', async () => {
  const client = await postgres.pool.connect()
  const plans: string[] = []
  const explaining: ReadStore = {
    rows: async (strings, ...values) => {
      const { text, parameters } = compile({ strings, values })
      const { rows } = await client.query(`explain ${text}`, parameters)
      plans.push(`${text}\n${rows.map((row) => row['QUERY PLAN']).join('\n')}`)
      return []
    },
  }
  const after = { at: now, filmId: film, orderId: order, eventId: 'x', incidentId: film }
  const [place, limit] = [{ after, limit: 5 }, 5]
  try {
    await client.query('set enable_seqscan = off; set enable_sort = off; set enable_bitmapscan = off')
    await publishedFilms(explaining, { limit })
    await publishedFilms(explaining, place)
    await draftedFilms(explaining, { ...place, sellerId: seller })
    await draftedFilms(explaining, place)
    await libraryOf(explaining, viewer, { ...place, now })
    await ordersOf(explaining, viewer, place)
    await lastFailures(explaining, place)
    await lastIncidents(explaining, place)
    await incidentsAfter(explaining, 5n, limit)
    await minutesAfter(explaining, 5n, limit)
    await lastMinutes(explaining, { filmId: film, limit })
    await closuresAfter(explaining, 5n, limit)
    await openPlaybacksOfSession(explaining, id('session'), now)
  } finally {
    client.release(true)
  }
  assert.equal(plans.length, 13)
  for (const plan of plans.slice(0, -1)) assert.doesNotMatch(plan, /Seq Scan|Sort/)
  assert.doesNotMatch(plans.at(-1) ?? '', /Seq Scan/)
})
