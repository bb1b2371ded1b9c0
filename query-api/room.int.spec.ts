// Every read over HTTP, on real servers: what is shown to whom, how fresh, page by page.
import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { undocumented } from '../platform/http/undocumented.ts'
import { type Happening, id } from '../projectors/happening.ts'
import { internalSecret, problemOf, specRoom } from './spec-room.ts'

const room = await specRoom('query-api')
after(room.close)
const { get, happen, person } = room

const [film, seller, viewer, order] = [id('film'), id('seller'), id('viewer'), id('order')]
await person('seller', seller, 'seller')
await person('other seller', id('other seller'), 'seller')
await person('viewer', viewer, 'viewer')
await person('other viewer', id('other viewer'), 'viewer')
await person('operator', id('operator'), 'operator')

const now = Date.now()
const hour = 3_600_000
const drafted = (filmId: string, at: number, title = 'A film'): Happening => ({
  ...{ type: 'FilmDrafted', filmId, sellerId: seller, title, at },
})
const published = (filmId: string, at: number): Happening => ({ type: 'FilmPublished', filmId, sellerId: seller, at })
const offers = [
  {
    offerId: id('offer'),
    version: 2,
    kind: 'RENT',
    amount: 399n,
    currency: 'EUR',
    startWithin: 720 * hour,
    watchWithin: 48 * hour,
    ...{ territories: ['DE', 'JP'], preorderFrom: null, opens: '2026-11-01T00:00', closes: null },
    quality: 'HD',
  },
] as const
const rendition = { width: 426, bandwidth: 400_000, codecs: 'avc1.64001e', frameRate: 24 }
const upload: readonly Happening[] = [
  {
    ...{ type: 'SourceUploaded', filmId: film, sellerId: seller, uploadId: id('upload'), objectKey: 'k' },
    ...{ sha256: '00', bytes: 5, contentType: 'video/mp4' },
  },
  {
    ...{ type: 'RenditionsReady', filmId: film, uploadId: id('upload'), jobId: id('job'), durationMs: 60_000 },
    ...{ width: 1280, height: 720, hasAudio: true, prefix: `films/${film}/${id('job')}`, hls: 'master.m3u8' },
    ...{ dash: 'manifest.mpd', poster: 'poster.jpg', thumbnails: 'thumbnails.vtt' },
    renditions: [
      { ...rendition, name: '240p', height: 240, file: 'v-240.mp4' },
      { ...rendition, name: '720p', height: 720, file: 'v-720.mp4' },
    ],
  },
  { type: 'OffersSet', filmId: film, offers },
]
const bought: readonly Happening[] = [
  {
    ...{ type: 'OrderPlaced', at: now, viewerId: viewer, orderId: order, filmId: film, sellerId: seller, kind: 'RENT' },
    ...{ offerId: id('offer'), offerVersion: 2, amount: 399n, currency: 'EUR', startWithin: hour, watchWithin: hour },
    refundWithin: null,
    licenceVersion: '2026-11',
    ...{ quality: null, territory: null, availableFrom: null, couponId: null, discount: null, discountBy: null },
    ...{ sellerShare: 7_000, taxRate: null, taxCountry: null },
    ...{ provider: 'sandbox', paymentMethod: 'pm_ok', customerId: null, saveCard: false },
  },
  {
    ...{
      type: 'PaymentTaken',
      couponId: null,
      at: now,
      viewerId: viewer,
      orderId: order,
      filmId: film,
      sellerId: seller,
    },
    ...{ kind: 'RENT', paymentId: 'pi', amount: 399n, currency: 'EUR' },
    ...{ taxAmount: 64n, taxCountry: 'DE', taxRate: 1_900, sellerAmount: 234n, heldUntil: now + hour },
  },
  {
    ...{ type: 'EntitlementGranted', at: now, viewerId: viewer, orderId: order, filmId: film, kind: 'RENT' },
    ...{ startBy: now + hour, watchWithin: hour, quality: null, availableFrom: null },
  },
]
const fresh = (position: string) => ({ headers: { 'min-position': position, prefer: 'fresh' } })
type List<T = Record<string, unknown>> = { items: readonly T[]; next: string | null }

test('every route tells all about itself', async () => {
  const document = await get('/openapi.json')
  assert.deepEqual(undocumented(document.body), [])
})

test('a draft is shown to its seller and to operators, to all others it does not exist', async () => {
  const position = await happen([drafted(film, now)])
  for (const [as, status] of [
    ['seller', 200],
    ['operator', 200],
    ['other seller', 404],
    ['viewer', 404],
    ['', 404],
  ] as const)
    assert.equal((await get(`/v1/films/${film}`, { ...fresh(position), as })).status, status, as)
  assert.deepEqual(problemOf(await get(`/v1/films/${id('nothing')}`)), [404, '/problems/not-found'])
  assert.deepEqual(problemOf(await get('/v1/films/5')), [400, '/problems/invalid-request'])
})

test('a published film is a card in the store and a page of its own', async () => {
  const position = await happen([...upload, published(film, now)])
  const card = {
    ...{ filmId: film, title: 'A film', year: null, genres: [], durationMs: 60_000, height: 720 },
    poster: `/images/${film}/${id('job')}/poster.jpg`,
    offers: [
      {
        ...{ offerId: id('offer'), version: 2, kind: 'rent', amount: 399, currency: 'EUR' },
        ...{ startWithinHours: 720, watchWithinHours: 48, quality: 'hd', territories: ['DE', 'JP'] },
        ...{ preorderFrom: null, opens: '2026-11-01T00:00', closes: null, preorderAt: null, closesAt: null },
        opensAt: '2026-11-01T00:00:00.000Z',
      },
    ],
  }
  const store = await get<List>('/v1/films', fresh(position))
  assert.deepEqual(store.body, { items: [card], next: null })
  for (const path of ['/v1/films?country=', `/v1/films/${film}?country=`]) {
    const offersIn = async (country: string) => {
      const { body } = await get<List>(`${path}${country}`)
      return ((body.items?.[0] ?? body) as typeof card).offers
    }
    assert.deepEqual(await offersIn('FR'), [])
    assert.deepEqual(
      (await offersIn('JP')).map(({ opensAt }) => opensAt),
      ['2026-10-31T15:00:00.000Z'],
    )
  }
  const { body } = await get(`/v1/films/${film}`)
  const { renditions, ...rest } = body
  assert.deepEqual(rest, {
    ...card,
    ...{ synopsis: '', ageRating: null, status: 'published', takenDownFor: null, sellerId: seller },
    media: { state: 'ready', reason: null, detail: null },
    thumbnails: `/images/${film}/${id('job')}/thumbnails.vtt`,
  })
  assert.deepEqual(
    (renditions as { name: string; file?: string }[]).map(({ name, file }) => [name, file]),
    [
      ['240p', undefined],
      ['720p', undefined],
    ],
  )
})

test("one's own write is read: the answer waits for it, and says how far it has read", async () => {
  const position = await happen([
    { type: 'FilmDescribed', filmId: film, title: 'Said anew', synopsis: '', genres: [], year: null, ageRating: null },
  ])
  const answer = await get(`/v1/films/${film}`, { headers: { 'min-position': position } })
  assert.equal(answer.body.title, 'Said anew')
  assert.equal(answer.headers.get('stale'), null)
  assert.ok(answer.headers.get('position')?.split(',').includes(position), answer.headers.get('position') ?? '')
})

test('a position that is not reached in two seconds: stale and said so, or 503 for who wants it fresh', async () => {
  const headers = { 'min-position': 'catalogue/0@999999' }
  const begun = Date.now()
  const [stale, refused, elsewhere] = await Promise.all([
    get<List>('/v1/films', { headers }),
    get('/v1/films', { headers: { ...headers, prefer: 'fresh' } }),
    get('/v1/films', { headers: { 'min-position': 'playback/0@999999' } }),
  ])
  assert.ok(Date.now() - begun >= 2_000)
  assert.deepEqual([stale.status, stale.headers.get('stale'), stale.body.items.length], [200, 'true', 1])
  assert.deepEqual(problemOf(refused), [503, '/problems/unavailable'])
  assert.equal(refused.headers.get('retry-after'), '1')
  assert.equal(elsewhere.headers.get('stale'), null)
  assert.deepEqual(problemOf(await get('/v1/films', { headers: { 'min-position': 'x' } })), [
    400,
    '/problems/invalid-request',
  ])
})

test('the store in pages: all of it once, newest first; a cursor that is none is refused', async () => {
  const many = Array.from({ length: 13 }, (_, n) => id('page', n))
  const position = await happen(
    many.flatMap((filmId, n) => [drafted(filmId, now + n, `P${n}`), published(filmId, now + 1 + (n >> 1))]),
  )
  await get('/v1/films', fresh(position))
  const seen: string[] = []
  for (let path = '/v1/films?limit=4'; ; ) {
    const { body } = await get<List<{ filmId: string }>>(path)
    seen.push(...body.items.map(({ filmId }) => filmId))
    if (body.next === null) break
    path = `/v1/films?limit=4&cursor=${body.next}`
  }
  assert.equal(new Set(seen).size, seen.length)
  assert.deepEqual([...seen].sort(), [film, ...many].sort())
  for (const cursor of ['x', Buffer.from('1|a|b').toString('base64url'), Buffer.from("1|' or 1").toString('base64url')])
    assert.deepEqual(problemOf(await get(`/v1/films?cursor=${cursor}`)), [400, '/problems/invalid-request'])
  assert.equal((await get<List>('/v1/films?q=p1')).body.items.length, 4)
  assert.equal((await get('/v1/films?limit=101')).status, 400)
})

test('the front page comes from Redis until a film changes, and is rebuilt when Redis has lost it', async () => {
  const title = async () => (await get<List<{ title: string }>>('/v1/films?limit=1')).body.items[0]?.title
  const before = await title()
  await room.postgres.pool.query(`update films_v1 set title = 'behind the back' where title = $1`, [before])
  assert.equal(await title(), before, 'it was not kept')
  const position = await happen([drafted(id('newest'), now + 99, 'Newest'), published(id('newest'), now + 99)])
  await get('/v1/films?limit=1', fresh(position))
  assert.equal(await title(), 'Newest')
  assert.ok((await room.forgetCached()) > 0)
  assert.equal(await title(), 'Newest')
})

test('a library and its receipts are their viewer’s alone', async () => {
  const position = await happen(bought)
  const library = await get<List<{ orderId: string; status: string; film: { filmId: string } }>>('/v1/library', {
    ...fresh(position),
    as: 'viewer',
  })
  assert.deepEqual(
    library.body.items.map(({ orderId, status, film }) => [orderId, status, film.filmId]),
    [[order, 'waiting', film]],
  )
  const receipt = await get(`/v1/orders/${order}`, { ...fresh(position), as: 'viewer' })
  assert.deepEqual(
    [receipt.body.status, receipt.body.amount, receipt.body.kind, receipt.body.title],
    ['paid', 399, 'rent', 'Said anew'],
  )
  assert.equal((await get<List>('/v1/orders', { as: 'viewer' })).body.items.length, 1)
  assert.equal((await get<List>('/v1/orders', { as: 'other viewer' })).body.items.length, 0)
  assert.equal((await get<List>('/v1/library', { as: 'other viewer' })).body.items.length, 0)
  assert.equal((await get(`/v1/orders/${order}`, { as: 'other viewer' })).status, 404)
  assert.deepEqual(problemOf(await get('/v1/library')), [401, '/problems/unauthenticated'])
  assert.deepEqual(problemOf(await get('/v1/library', { as: 'seller' })), [403, '/problems/forbidden'])
})

test('the outcome of a command is told to who sent it', async () => {
  const commandId = id('command')
  const refusal = {
    type: 'CommandRejected',
    commandType: 'PlaceOrder',
    problem: 'price-changed',
    detail: 'Ask.',
  } as const
  const position = await happen([refusal], { commandId, actor: viewer })
  const known = await get(`/v1/commands/${commandId}`, { ...fresh(position), as: 'viewer' })
  assert.deepEqual([known.body.status, known.body.problem, known.body.position], ['refused', 'price-changed', position])
  assert.equal((await get(`/v1/commands/${commandId}`, { as: 'other viewer' })).status, 404)
  assert.equal((await get(`/v1/commands/${id('unknown')}`, { as: 'viewer' })).body.status, 'pending')
})

test('a newcomer sees what is trending, films out of the store left out', async () => {
  const item = (filmId: string, score: number) => ({ filmId, score })
  const lists: readonly Happening[] = [
    { type: 'TrendingFilms', listId: 'trending', items: [item(id('gone'), 3), item(film, 2)] },
    {
      type: 'ViewerRecommendations',
      viewerId: viewer,
      basis: 'PERSONAL',
      items: [item(id('newest'), 9), item(film, 1)],
    },
  ]
  const position = await happen(lists)
  const shown = async (as: string) => {
    const { body } = await get<{ basis: string; items: { filmId: string }[] }>('/v1/recommendations', {
      ...fresh(position),
      as,
    })
    return [body.basis, ...body.items.map(({ filmId }) => filmId)]
  }
  assert.deepEqual(await shown('viewer'), ['personal', id('newest'), film])
  assert.deepEqual(await shown('other viewer'), ['trending', film])
})

test('edge is told each closure once, and all of them again when the view was built anew', async () => {
  const headers = { 'internal-secret': internalSecret }
  type Feed = { items: { filmId: string | null; closed: boolean }[]; next: string }
  const ask = async (after: string) => (await get<Feed>(`/v1/internal/closures?after=${after}`, { headers })).body
  const position = await happen([{ type: 'FilmTakenDown', filmId: id('down'), operatorId: id('op'), reason: 'rights' }])
  await get('/v1/internal/closures', { headers: { ...headers, ...fresh(position).headers } })
  const first = await ask('0')
  assert.deepEqual(
    first.items.map(({ filmId, closed }) => [filmId, closed]),
    [[id('down'), true]],
  )
  assert.deepEqual((await ask(first.next)).items, [])
  await room.postgres.pool.query(`update projections set incarnation = gen_random_uuid() where name = 'closures'`)
  const until = Date.now() + 60_000
  while ((await ask(first.next)).items.length === 0) assert.ok(Date.now() < until, 'not told again')
  assert.equal((await get('/v1/internal/closures')).status, 401)
})

test('what the operator sees: views with their lag, errors, incidents, all films', async () => {
  const incident = { filmId: film, incidentId: id('incident') }
  const position = await happen([
    { type: 'IncidentOpened', ...incident, openedAt: now, plays: 40, failures: 9, baselineRate: 0.01, pValue: 1e-9 },
    {
      ...{ type: 'QoeMinute', filmId: film, minute: now, revision: 1, plays: 4, failures: 0, startupMsMedian: 300 },
      ...{ startupMsP95: null, playedMs: 5, stalledMs: 0, rebufferRatio: 0, simulatedPlays: 4 },
    },
  ])
  const as = 'operator'
  const incidents = await get<List<{ title: string; closedAt: null }>>('/v1/operator/incidents', {
    ...fresh(position),
    as,
  })
  assert.deepEqual(
    incidents.body.items.map(({ title, closedAt }) => [title, closedAt]),
    [['Said anew', null]],
  )
  const minutes = await get<List<{ plays: number }>>('/v1/operator/qoe', { ...fresh(position), as })
  assert.deepEqual(
    minutes.body.items.map(({ plays }) => plays),
    [4],
  )
  const errors = await get<List<{ type: string; what: string }>>('/v1/operator/errors', { as })
  assert.deepEqual(
    errors.body.items.map(({ type, what }) => [type, what]),
    [['price-changed', 'PlaceOrder']],
  )
  const films = await get<List<{ status: string }>>('/v1/operator/films?limit=100', { as })
  assert.equal(films.body.items.length, 15)
  assert.equal((await get('/v1/operator/films', { as: 'seller' })).status, 403)
})

test('every view reports its lag, ClickHouse among them', async () => {
  type State = { name: string; live: boolean; lag: number; moving: boolean; position: string }
  const until = Date.now() + 60_000
  for (;;) {
    const { body } = await get<List<State>>('/v1/operator/projections', { as: 'operator' })
    const good = body.items.filter(({ live, lag, moving }) => live && lag === 0 && moving).map(({ name }) => name)
    if (good.length === 28) {
      assert.ok(good.includes('films') && good.includes('analytics'))
      assert.match(body.items.find(({ name }) => name === 'analytics')?.position ?? '', /commerce\/\d@\d/)
      return
    }
    assert.ok(Date.now() < until, JSON.stringify(body.items))
    await new Promise((resolve) => setTimeout(resolve, 50))
  }
})

const started = (n: number, who: string): Happening => ({
  ...{
    type: 'PlayStarted',
    at: now,
    playbackId: id('playback', n),
    viewerId: who,
    filmId: film,
    sequence: 1,
    clientAt: now,
  },
  ...{ positionMs: 0, startupMs: 300, protocol: 'hls', player: 'spec', height: 240 },
})

test('a film’s figures are its seller’s and the operator’s; different viewers are counted once', async () => {
  await happen([started(1, viewer), started(2, viewer), started(3, id('someone')), started(3, id('someone'))])
  await happen([
    {
      ...{ type: 'PlayEnded', at: now, playbackId: id('playback', 1), viewerId: viewer, filmId: film, sequence: 2 },
      ...{ clientAt: now, positionMs: 90_000, playedMs: 90_000, completed: true },
    },
  ])
  const path = `/v1/analytics/films/${film}`
  const until = Date.now() + 60_000
  type Figures = {
    plays: number
    viewers: number
    minutes: number
    sales: number
    revenue: unknown
    days: { plays: number }[]
  }
  for (;;) {
    const { body } = await get<Figures>(path, { as: 'seller' })
    if (body.minutes === 1.5 && body.plays === 3) {
      assert.deepEqual([body.viewers, body.sales, body.revenue], [2, 1, [{ currency: 'EUR', amount: 399 }]])
      assert.deepEqual(
        body.days.map(({ plays }) => plays),
        [3],
      )
      break
    }
    assert.ok(Date.now() < until, JSON.stringify(body))
    await new Promise((resolve) => setTimeout(resolve, 20))
  }
  assert.equal((await get(path, { as: 'other seller' })).status, 404)
  assert.equal((await get(path, { as: 'viewer' })).status, 403)
  const overview = await get<Figures & { films: { filmId: string; title: string }[] }>('/v1/analytics/overview', {
    as: 'operator',
  })
  assert.deepEqual([overview.body.plays, overview.body.films[0]?.title], [3, 'Said anew'])
  const own = await get<List<{ filmId: string; plays: number; sales: number }>>('/v1/seller/films?limit=100', {
    as: 'seller',
  })
  const shown = own.body.items.find(({ filmId }) => filmId === film)
  assert.deepEqual([shown?.plays, shown?.sales], [3, 1])
})

test('without Redis and ClickHouse the store and the library go on, and say what is missing', async () => {
  const at = await room.without('MATINEE_REDIS', 'MATINEE_CLICKHOUSE')
  assert.equal((await get<List>('/v1/films', { at })).status, 200)
  assert.equal((await get<List>('/v1/library', { at, as: 'viewer' })).body.items.length, 1)
  const own = await get<List<{ plays: number | null }>>('/v1/seller/films', { at, as: 'seller' })
  assert.deepEqual([own.status, own.body.items[0]?.plays], [200, null])
  const figures = await get('/v1/analytics/overview', { at, as: 'operator' })
  assert.deepEqual([...problemOf(figures), figures.headers.get('retry-after')], [503, '/problems/unavailable', '2'])
})

test('without Postgres the answer is to wait, not that we are broken', async () => {
  const at = await room.without('MATINEE_POSTGRES')
  for (const path of ['/v1/films', `/v1/films/${film}`])
    assert.deepEqual(problemOf(await get(path, { at })), [503, '/problems/unavailable'])
  assert.deepEqual(problemOf(await get('/v1/operator/projections', { at, as: 'operator' })), [
    503,
    '/problems/unavailable',
  ])
})
