// The ten questions of docs/analytics.md, as the reader asks them: their SQL is taken from the page, the answers by hand.
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { after, test } from 'node:test'
import { openClickhouseReader, openClickhouseWriter } from '../../platform/clickhouse.ts'
import { createLogger } from '../../platform/logger.ts'
import { openPostgres } from '../../platform/postgres.ts'
import { freshInstallation } from '../../test/installation.ts'
import { type Happening, id, memoryHappenings } from '../happening.ts'
import { analyticsRoom } from './room.ts'

const env = await freshInstallation('questions')
const logger = createLogger('test', 'silent')
const postgres = openPostgres({ url: env.MATINEE_POSTGRES ?? '', room: 'test', logger })
const place = { url: env.MATINEE_CLICKHOUSE ?? '', database: env.MATINEE_CLICKHOUSE_DATABASE ?? '', room: 'test' }
const clickhouse = openClickhouseWriter({ ...place, credentials: env.MATINEE_CLICKHOUSE_WRITER ?? '' })
const reader = openClickhouseReader({ ...place, credentials: env.MATINEE_CLICKHOUSE_READER ?? '' })
const { log, codec, happen } = await memoryHappenings()

const [seller, western, drama] = [id('seller'), id('western'), id('drama')]
const [ann, ben, cas] = [id('ann'), id('ben'), id('cas')]
const noon = Math.floor(Date.now() / 86_400_000) * 86_400_000 + 1
const yesterday = noon - 86_400_000
const dayOf = (at: number) => new Date(at).toISOString().slice(0, 10)

const film = (filmId: string, title: string, durationMs: number): Happening[] => [
  { type: 'FilmDrafted', filmId, sellerId: seller, title },
  {
    type: 'RenditionsReady',
    filmId,
    uploadId: id(title, 'upload'),
    jobId: id(title, 'job'),
    durationMs,
    width: 1280,
    height: 720,
    hasAudio: true,
    prefix: 'p',
    hls: 'h',
    dash: 'd',
    poster: 'p.jpg',
    thumbnails: null,
    renditions: [],
  },
]
const place_ = (viewerId: string, filmId: string, at: number, sequence: number) => ({
  playbackId: id('playback', viewerId, filmId, Math.floor(at / 86_400_000)),
  viewerId,
  filmId,
  sequence,
  clientAt: at,
  at,
})
const started = (viewerId: string, filmId: string, at: number, startupMs: number, protocol = 'hls'): Happening => ({
  type: 'PlayStarted',
  ...place_(viewerId, filmId, at, 1),
  positionMs: 0,
  startupMs,
  protocol,
  player: 'spec',
  height: 720,
})
const ended = (viewerId: string, filmId: string, at: number, playedMs: number): Happening => ({
  type: 'PlayEnded',
  ...place_(viewerId, filmId, at, 3),
  positionMs: playedMs,
  playedMs,
  completed: false,
})
const stalled = (viewerId: string, filmId: string, at: number, stalledMs: number): Happening => ({
  type: 'PlayStalled',
  ...place_(viewerId, filmId, at, 2),
  positionMs: 0,
  stalledMs,
})
const failed = (viewerId: string, filmId: string, code: string): Happening => ({
  type: 'PlayFailed',
  ...place_(viewerId, filmId, noon, 9),
  positionMs: 0,
  startup: true,
  code,
})
const order = (viewerId: string, filmId: string, kind: 'BUY' | 'RENT', amount: bigint) => ({
  viewerId,
  orderId: id('order', viewerId, filmId),
  filmId,
  sellerId: seller,
  kind,
  amount,
  currency: 'EUR',
})
const placed = (of: ReturnType<typeof order>): Happening => ({
  type: 'OrderPlaced',
  ...of,
  offerId: id('offer'),
  offerVersion: 1,
  startWithin: null,
  watchWithin: null,
  refundWithin: null,
  licenceVersion: '2026-11',
  ...{ quality: null, territory: null, availableFrom: null, couponId: null, discount: null, discountBy: null },
  ...{ sellerShare: 7_000, taxRate: null, taxCountry: null },
  provider: 'sandbox',
  paymentMethod: 'pm',
  ...{ customerId: null, saveCard: false },
})
const paid = (of: ReturnType<typeof order>): Happening => ({
  ...{ type: 'PaymentTaken', couponId: null, at: noon, ...of, paymentId: 'pi' },
  ...{ taxAmount: 0n, taxCountry: null, taxRate: null, sellerAmount: null, heldUntil: null },
})

const minute = 60_000
await happen([...film(western, 'A western', 10 * minute), ...film(drama, 'A drama', 20 * minute)])
await happen([
  started(ann, western, yesterday, 100),
  ended(ann, western, yesterday, 5 * minute),
  started(ann, western, noon, 300),
  stalled(ann, western, noon, minute),
  ended(ann, western, noon, 10 * minute),
  started(ben, western, noon, 200, 'dash'),
  ended(ben, western, noon, 4 * minute),
  started(ben, drama, noon, 500),
  ended(ben, drama, noon, 5 * minute),
  failed(cas, drama, 'network'),
  failed(cas, western, 'network'),
  failed(ann, western, 'decode'),
])
const orders = [order(ann, western, 'RENT', 399n), order(ben, western, 'RENT', 399n), order(ben, drama, 'BUY', 1299n)]
await happen([
  ...orders.flatMap((one) => [placed(one), paid(one)]),
  placed(order(cas, drama, 'BUY', 1299n)),
  {
    ...{ type: 'PaymentFailed', couponId: null },
    viewerId: cas,
    orderId: id('order', cas, drama),
    filmId: drama,
    paymentId: null,
    reason: 'card-declined',
  },
])
const room = await analyticsRoom({
  ...{ log, codec, postgres, clickhouse, logger, pace: 0 },
  stateDir: env.MATINEE_STATE ?? '',
})
await room.ready
after(async () => {
  await room.stop()
  await Promise.all([reader.close(), clickhouse.close(), postgres.close()])
})

const answers: readonly (readonly object[])[] = [
  [
    { title: 'A western', plays: 3, minutes: 19 },
    { title: 'A drama', plays: 1, minutes: 5 },
  ],
  [
    { day: dayOf(yesterday), minutes: 5 },
    { day: dayOf(noon), minutes: 19 },
  ],
  [
    { day: dayOf(yesterday), viewers: 1 },
    { day: dayOf(noon), viewers: 2 },
  ],
  [
    { title: 'A drama', currency: 'EUR', taken: 12.99, sales: 1 },
    { title: 'A western', currency: 'EUR', taken: 7.98, sales: 2 },
  ],
  [
    { kind: 'RENT', sales: 2, percent: 66.7 },
    { kind: 'BUY', sales: 1, percent: 33.3 },
  ],
  [{ placed: 4, paid: 3, expired: 0, failed: 1, reasons: ['card-declined'] }],
  [
    { protocol: 'dash', plays: 1, median_ms: 200, p95_ms: 200 },
    { protocol: 'hls', plays: 3, median_ms: 300, p95_ms: 500 },
  ],
  [
    { title: 'A western', stalled_share: 0.05 },
    { title: 'A drama', stalled_share: 0 },
  ],
  [
    { code: 'network', failures: 2, before_the_first_frame: 2, films: 2 },
    { code: 'decode', failures: 1, before_the_first_frame: 1, films: 1 },
  ],
  [
    { title: 'A western', plays: 3, share_watched: 0.63 },
    { title: 'A drama', plays: 1, share_watched: 0.25 },
  ],
]

const page = readFileSync(new URL('../../docs/analytics.md', import.meta.url).pathname, 'utf8')
const questions = [...page.matchAll(/^### (\d+)\. (.+?)\n[\s\S]*?```sql\n([\s\S]*?)```/gm)].map(([, n, text, sql]) => ({
  n: Number(n),
  text,
  sql: sql ?? '',
}))

test('the page asks ten questions', () =>
  assert.deepEqual(
    questions.map(({ n }) => n),
    [1, 2, 3, 4, 5, 6, 7, 8, 9, 10],
  ))

for (const { n, text, sql } of questions)
  test(`${n}. ${text}`, async () => {
    assert.deepEqual(await reader.rows(sql), answers[n - 1])
  })

test('the reader cannot write, nor ask for more rows than fit', async () => {
  await assert.rejects(reader.rows('insert into playback_v1 (type) values (1)'))
  await assert.rejects(reader.rows('drop table playback_v1'))
  await assert.rejects(reader.rows('select number from numbers(200000)'), /[Ll]imit for result exceeded/)
})
