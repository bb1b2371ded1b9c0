// Edge with real tokens, a real folder and a real feed over HTTP: what it gives, what it refuses, and how soon.
import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import http from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { gunzipSync } from 'node:zlib'
import { type Auth, createAuth, ensureKeys } from '../platform/auth.ts'
import { createApp, serve } from '../platform/http.ts'
import { createLogger } from '../platform/logger.ts'
import { folderObjects } from '../platform/objects.ts'
import { followClosures } from './closures.ts'
import { edgeRoom } from './room.ts'

const [filmId, jobId, playbackId, viewerId] = [randomUUID(), randomUUID(), randomUUID(), randomUUID()]
const playlist = '#EXTM3U\n#EXT-X-VERSION:7\n'
const variant = (lines: number) => `#EXT-X-STREAM-INF:BANDWIDTH=${lines}000,RESOLUTION=1x${lines}\n${lines}p.m3u8\n`
const ladder = `${playlist}${[240, 1080].map(variant).join('')}`
const video = Buffer.from(Array.from({ length: 1_000 }, (_, i) => i % 251))
const feed: {
  sequence: string
  playbackId: string | null
  filmId: string | null
  closed: boolean
  expiresAt: string | null
}[] = []
const endings: (() => Promise<unknown>)[] = []
let url = ''
let auth: Auth
let feedAsked = 0
let feedDown = false

before(async () => {
  const folder = await mkdtemp(join(tmpdir(), 'matinee-edge-'))
  endings.push(() => rm(folder, { recursive: true }))
  const feedServer = http.createServer((request, response) => {
    feedAsked++
    assert.equal(request.headers['internal-secret'], 'inside')
    if (feedDown) return void response.writeHead(503).end()
    const seen = BigInt(new URL(request.url ?? '', 'http://x').searchParams.get('after') ?? '0')
    const items = feed.filter((item) => BigInt(item.sequence) > seen)
    response.end(JSON.stringify({ items, next: items.at(-1)?.sequence ?? String(seen) }))
  })
  await new Promise<void>((resolve) => feedServer.listen(0, '127.0.0.1', resolve))
  endings.push(async () => {
    feedServer.closeAllConnections()
    feedServer.close()
  })

  const objects = await folderObjects({ root: join(folder, 'objects') })
  await objects.put(`films/${filmId}/${jobId}/master.m3u8`, [Buffer.from(playlist)])
  await objects.put(`films/${filmId}/${jobId}/ladder.m3u8`, [Buffer.from(ladder)])
  await objects.put(`films/${filmId}/${jobId}/video-240p.mp4`, [video])
  await objects.put(`films/${filmId}/${jobId}/1080p.mp4`, [video])
  await objects.put(`films/${filmId}/${jobId}/poster.jpg`, [Buffer.from('jpeg')])
  await objects.put(`uploads/${filmId}/secret`, [Buffer.from('source')])
  const keysFile = join(folder, 'keys.json')
  await ensureKeys(keysFile)
  auth = await createAuth({ keysFile, issuer: 'http://matinee.test' })
  const logger = createLogger('edge', 'silent')
  const closures = followClosures({
    url: `http://127.0.0.1:${(feedServer.address() as AddressInfo).port}`,
    secret: 'inside',
    everyMs: 20,
    logger,
  })
  const app = await createApp({ logger, title: 'edge', auth, services: () => [closures.service] })
  await edgeRoom(app, { objects, auth, closures })
  const server = await serve(app, { name: 'edge', host: '127.0.0.1', port: 0 })
  endings.push(
    () => server.stop(),
    () => closures.service.stop(),
  )
  url = server.url
  await closures.service.ready
})

after(async () => {
  for (const end of endings.reverse()) await end()
})

const tokenFor = (
  change: Partial<{ filmId: string; playbackId: string; viewerId: string; lines: number }> = {},
  expiresAt = Date.now() + 60_000,
) => auth.signPlayback({ playbackId, viewerId, filmId, jobId, simulated: false, lines: null, ...change }, expiresAt)
const get = async (token: string, file: string, headers: Record<string, string> = {}, film = filmId) =>
  fetch(`${url}/play/${token}/${film}/${jobId}/${file}`, { headers: { 'accept-encoding': 'identity', ...headers } })

/** Until the feed was read once more from now on. */
const feedRead = async () => {
  const from = feedAsked
  while (feedAsked < from + 2) await new Promise((resolve) => setTimeout(resolve, 5))
}

test('a playlist, with its type, and never kept without asking', async () => {
  const answer = await get(await tokenFor(), 'master.m3u8')
  assert.equal(answer.status, 200)
  assert.equal(answer.headers.get('content-type'), 'application/vnd.apple.mpegurl')
  assert.equal(answer.headers.get('cache-control'), 'private, no-cache')
  assert.equal(await answer.text(), playlist)
})

test('a playlist is compressed for who takes it', async () => {
  const raw = await new Promise<{ encoding: string | undefined; body: Buffer }>(
    (resolve, reject) =>
      void tokenFor().then((token) =>
        http
          .get(
            `${url}/play/${token}/${filmId}/${jobId}/master.m3u8`,
            { headers: { 'accept-encoding': 'gzip' } },
            (answer) => {
              const chunks: Buffer[] = []
              answer.on('data', (chunk: Buffer) => chunks.push(chunk))
              answer.on('end', () =>
                resolve({ encoding: answer.headers['content-encoding'], body: Buffer.concat(chunks) }),
              )
            },
          )
          .on('error', reject),
      ),
  )
  assert.equal(raw.encoding, 'gzip')
  assert.equal(gunzipSync(raw.body).toString(), playlist)
})

test('ranges: first, middle, open, last bytes', async () => {
  const token = await tokenFor()
  for (const [range, from, to] of [
    ['bytes=0-9', 0, 9],
    ['bytes=500-549', 500, 549],
    ['bytes=990-', 990, 999],
    ['bytes=-10', 990, 999],
    ['bytes=900-5000', 900, 999],
  ] as const) {
    const answer = await get(token, 'video-240p.mp4', { range })
    assert.equal(answer.status, 206)
    assert.equal(answer.headers.get('content-range'), `bytes ${from}-${to}/1000`)
    assert.equal(answer.headers.get('content-type'), 'video/mp4')
    assert.deepEqual(Buffer.from(await answer.arrayBuffer()), video.subarray(from, to + 1))
  }
})

test('a range behind the end is refused with the size', async () => {
  const answer = await get(await tokenFor(), 'video-240p.mp4', { range: 'bytes=1000-' })
  assert.equal(answer.status, 416)
  assert.equal(answer.headers.get('content-range'), 'bytes */1000')
})

test('the whole file has a tag, and is not sent again to who has it', async () => {
  const token = await tokenFor()
  const whole = await get(token, 'video-240p.mp4')
  assert.deepEqual(Buffer.from(await whole.arrayBuffer()), video)
  assert.equal(whole.headers.get('content-length'), '1000')
  const tag = whole.headers.get('etag') ?? ''
  assert.equal((await get(token, 'video-240p.mp4', { 'if-none-match': tag })).status, 304)
  assert.equal((await get(token, 'video-240p.mp4', { 'if-range': '"old"', range: 'bytes=0-1' })).status, 200)
})

test('HEAD tells the size and sends nothing', async () => {
  const answer = await fetch(`${url}/play/${await tokenFor()}/${filmId}/${jobId}/video-240p.mp4`, { method: 'HEAD' })
  assert.equal(answer.status, 200)
  assert.equal(answer.headers.get('content-length'), '1000')
})

test('no token, a wrong one, an ended one: 401', async () => {
  const { status } = await fetch(`${url}/play/none/${filmId}/${jobId}/master.m3u8`)
  assert.equal(status, 401)
  const token = await tokenFor()
  assert.equal((await get(`${token.slice(0, -4)}AAAA`, 'master.m3u8')).status, 401)
  const access = await auth.signAccess({
    personId: viewerId,
    sessionId: randomUUID(),
    roles: ['viewer'],
    simulated: false,
  })
  assert.equal((await get(access, 'master.m3u8')).status, 401)
  const ended = await get(await tokenFor({}, Date.now() - 5_000), 'master.m3u8')
  assert.equal(ended.status, 401)
  assert.equal(((await ended.json()) as { type: string }).type, '/problems/token-expired')
})

test("another film's token: 403", async () => {
  assert.equal((await get(await tokenFor({ filmId: randomUUID() }), 'master.m3u8')).status, 403)
})

test('a file that does not exist, or lies outside: 404', async () => {
  const token = await tokenFor()
  assert.equal((await get(token, 'none.mp4')).status, 404)
  for (const file of ['..%2f..%2f..%2fuploads', '%2e%2e%2fmaster.m3u8', '.hidden.mp4'])
    assert.ok([400, 404].includes((await get(token, file)).status))
})

test('a closed playback is refused, others go on', async () => {
  const closed = randomUUID()
  const token = await tokenFor({ playbackId: closed })
  assert.equal((await get(token, 'master.m3u8')).status, 200)
  feed.push({
    sequence: '1',
    playbackId: closed,
    filmId: null,
    closed: true,
    expiresAt: new Date(Date.now() + 60_000).toISOString(),
  })
  await feedRead()
  const answer = await get(token, 'video-240p.mp4')
  assert.equal(answer.status, 403)
  assert.equal(((await answer.json()) as { type: string }).type, '/problems/playback-closed')
  assert.equal((await get(await tokenFor(), 'master.m3u8')).status, 200)
})

test('a film that is taken down is refused until it is put back; a feed that is away changes nothing', async () => {
  const token = await tokenFor()
  feed.push({ sequence: '2', playbackId: null, filmId, closed: true, expiresAt: null })
  await feedRead()
  assert.equal((await get(token, 'master.m3u8')).status, 403)
  feedDown = true
  await feedRead()
  assert.equal((await get(token, 'master.m3u8')).status, 403)
  feedDown = false
  feed.push({ sequence: '3', playbackId: null, filmId, closed: false, expiresAt: null })
  await feedRead()
  assert.equal((await get(token, 'master.m3u8')).status, 200)
})

test('images need no token and are kept by anybody', async () => {
  const answer = await fetch(`${url}/images/${filmId}/${jobId}/poster.jpg`)
  assert.equal(answer.status, 200)
  assert.equal(answer.headers.get('cache-control'), 'public, max-age=86400, immutable')
  assert.equal(answer.headers.get('content-type'), 'image/jpeg')
  await answer.body?.cancel()
  assert.equal((await fetch(`${url}/images/${filmId}/${jobId}/video-240p.mp4`)).status, 400)
})

test('a playback of a lesser picture is given its manifest without the better ones, and none of their files', async () => {
  const token = await tokenFor({ lines: 240 })
  const whole = await (await get(await tokenFor(), 'ladder.m3u8')).text()
  assert.match(whole, /1080p/)
  const narrow = await get(token, 'ladder.m3u8')
  const text = await narrow.text()
  assert.doesNotMatch(text, /1080p/)
  assert.match(text, /240p\.m3u8/)
  assert.equal(narrow.headers.get('content-length'), String(text.length))
  const tag = narrow.headers.get('etag') ?? ''
  assert.equal((await get(token, 'ladder.m3u8', { 'if-none-match': tag })).status, 304)
  assert.equal((await get(await tokenFor(), 'ladder.m3u8', { 'if-none-match': tag })).status, 200)
  const packed = await get(token, 'ladder.m3u8', { 'accept-encoding': 'gzip' })
  assert.equal(await packed.text(), text)
  assert.equal((await get(token, '1080p.mp4')).status, 403)
  assert.equal((await get(await tokenFor(), '1080p.mp4')).status, 200)
  assert.equal((await get(token, 'video-240p.mp4', { range: 'bytes=0-9' })).status, 206)
})
