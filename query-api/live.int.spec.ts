// Live streams over HTTP: where they begin, how they go on after a cut, how they end, how many there may be.
import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { type Happening, id } from '../projectors/happening.ts'
import { specRoom } from './spec-room.ts'

const room = await specRoom('live')
after(room.close)
const { ask, get, happen, person, redis } = room

const [film, seller] = [id('film'), id('seller')]
await person('seller', seller, 'seller')
await person('other seller', id('other seller'), 'seller')
await person('operator', id('operator'), 'operator')

type Event = Readonly<{ event: string; id: string; data: Record<string, unknown> }>

/** Reads the stream's events as they come; `next` fails a minute after it was opened. */
const open = async (path: string, as: string, lastId?: string) => {
  const ended = new AbortController()
  const answer = await ask(path, { as, headers: lastId ? { 'last-event-id': lastId } : {} }, ended.signal)
  const reader = answer.body?.pipeThrough(new TextDecoderStream()).getReader()
  let rest = ''
  const next = async (wanted?: string): Promise<Event | undefined> => {
    for (;;) {
      const at = rest.indexOf('\n\n')
      if (at < 0) {
        const { value, done } = (await reader?.read()) ?? { done: true, value: undefined }
        if (done) return undefined
        rest += value
        continue
      }
      const lines = rest.slice(0, at).split('\n')
      rest = rest.slice(at + 2)
      const field = (name: string) => lines.find((line) => line.startsWith(`${name}: `))?.slice(name.length + 2)
      const event = field('event')
      if (event === undefined || (wanted !== undefined && event !== wanted)) continue
      return { event, id: field('id') ?? '', data: JSON.parse(field('data') ?? '{}') as Record<string, unknown> }
    }
  }
  const late = setTimeout(() => ended.abort(), 60_000)
  const close = () => {
    clearTimeout(late)
    ended.abort()
  }
  return { status: answer.status, headers: answer.headers, next, close }
}

const uploaded = (n: number): Happening => ({
  type: 'SourceUploaded',
  filmId: film,
  sellerId: seller,
  uploadId: id('upload', n),
  objectKey: 'k',
  sha256: '00',
  bytes: 5,
  contentType: 'video/mp4',
})
const requested = (n: number): Happening => ({
  type: 'TranscodeRequested',
  filmId: film,
  uploadId: id('upload', n),
  jobId: id('job', n),
  objectKey: 'k',
  bytes: 5,
  sha256: '00',
})
const begun = (n: number): Happening => ({
  type: 'TranscodeStarted',
  filmId: film,
  jobId: id('job', n),
  attempt: id('attempt'),
})
const failed = (n: number): Happening => ({
  type: 'RenditionsFailed',
  filmId: film,
  uploadId: id('upload', n),
  jobId: id('job', n),
  reason: 'not-a-video',
  detail: 'It is a text.',
})
const read = (position: string, as: string) =>
  get(`/v1/films/${film}`, { as, headers: { 'min-position': position, prefer: 'fresh' } })
const path = `/v1/films/${film}/progress`

test('progress is told as it comes over Redis, then how it ended, and the stream ends', async () => {
  const drafted: Happening = { type: 'FilmDrafted', filmId: film, sellerId: seller, title: 'A film' }
  await read(await happen([drafted, uploaded(1)]), 'seller')
  assert.equal((await open(path, 'other seller')).status, 404)
  const stream = await open(path, 'seller')
  assert.equal(stream.headers.get('content-type'), 'text/event-stream; charset=utf-8')
  assert.deepEqual((await stream.next())?.data, { stage: 'waiting', percent: 0 })
  await read(await happen([requested(1), begun(1)]), 'seller')
  const progress = (stage: string, percent: number, at: number) =>
    JSON.stringify({ filmId: film, jobId: id('job', 1), stage, percent, at })
  await redis.publish(`progress:${film}`, 'not JSON at all')
  await redis.set(`progress:${film}`, progress('encode', 12.34, 5), 60)
  assert.deepEqual(await stream.next('progress'), {
    event: 'progress',
    id: '5',
    data: { stage: 'encode', percent: 12.3 },
  })
  await redis.publish(`progress:${film}`, progress('package', 50, 6))
  await redis.set(`progress:${film}`, progress('done', 100, 7), 60)
  assert.equal((await stream.next('progress'))?.data.stage, 'package')
  await happen([failed(1)])
  const last = await stream.next('failed')
  assert.deepEqual(last?.data, { reason: 'not-a-video', detail: 'It is a text.' })
  assert.equal(await stream.next(), undefined)
  stream.close()

  const again = await open(path, 'seller', last?.id)
  assert.equal(again.status, 204, 'who knows the end need not come again')
  again.close()
  const newcomer = await open(path, 'seller')
  assert.equal((await newcomer.next())?.event, 'failed')
  newcomer.close()
})

test('a new upload begins a new story', async () => {
  await read(await happen([uploaded(2)]), 'seller')
  const stream = await open(path, 'seller')
  assert.equal((await stream.next())?.data.stage, 'waiting')
  await happen([requested(2), begun(2)])
  await happen([
    {
      type: 'RenditionsReady',
      filmId: film,
      uploadId: id('upload', 2),
      jobId: id('job', 2),
      durationMs: 1,
      width: 2,
      height: 2,
      hasAudio: false,
      prefix: 'p',
      hls: 'h',
      dash: 'd',
      poster: 'p.jpg',
      thumbnails: null,
      renditions: [],
    },
  ])
  assert.equal((await stream.next('ready'))?.event, 'ready')
  stream.close()
})

const minute = (n: number, plays: number): Happening => ({
  type: 'QoeMinute',
  filmId: film,
  minute: n * 60_000,
  revision: plays,
  plays,
  failures: 0,
  startupMsMedian: null,
  startupMsP95: null,
  playedMs: 0,
  stalledMs: 0,
  rebufferRatio: 0,
  simulatedPlays: 0,
})

test('the control room hears of minutes and incidents, and goes on where a cut left it', async () => {
  const first = await open('/v1/operator/live', 'operator')
  await first.next('lag')
  await happen([minute(1, 3)])
  const seen = await first.next('minute')
  assert.deepEqual([seen?.data.plays, seen?.data.title], [3, 'A film'])
  first.close()

  const ids = { filmId: film, incidentId: id('incident') }
  await happen([
    minute(2, 4),
    { type: 'IncidentOpened', ...ids, openedAt: 5, plays: 40, failures: 9, baselineRate: 0, pValue: 0 },
  ])
  const second = await open('/v1/operator/live', 'operator', seen?.id)
  assert.equal((await second.next('minute'))?.data.plays, 4)
  const opened = await second.next('incident-opened')
  assert.equal(opened?.data.incidentId, ids.incidentId)
  await happen([{ type: 'IncidentClosed', ...ids, closedAt: 9 }])
  assert.equal((await second.next('incident-closed'))?.data.closedAt, new Date(9).toISOString())
  second.close()
})

test('a view that was built anew goes on from its end, though its numbers begin again', async () => {
  const stream = await open('/v1/operator/live', 'operator', '999999.999999.another-one')
  await stream.next('lag')
  await happen([minute(3, 7)])
  assert.equal((await stream.next('minute'))?.data.plays, 7)
  stream.close()
})

test('one person may hold ten streams, not eleven; a closed one makes room', async () => {
  const streams = await Promise.all(Array.from({ length: 10 }, () => open('/v1/operator/live', 'operator')))
  assert.deepEqual([...new Set(streams.map(({ status }) => status))], [200])
  const more = await get('/v1/operator/live', { as: 'operator' })
  assert.deepEqual([more.status, more.body.type], [429, '/problems/too-many-requests'])
  streams.pop()?.close()
  const until = Date.now() + 60_000
  for (;;) {
    const one = await open('/v1/operator/live', 'operator')
    one.close()
    if (one.status === 200) break
    assert.ok(Date.now() < until, 'no room was made')
  }
  for (const stream of streams) stream.close()
})
