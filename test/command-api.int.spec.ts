// The command API and the deciders as processes of their own on real servers: a seller's and a viewer's commands.

import assert from 'node:assert/strict'
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import http from 'node:http'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { currentLicence } from '../domain/commerce/rules.ts'
import { currentTerms } from '../domain/sellers/rules.ts'
import { createLogger } from '../platform/logger.ts'
import { folderObjects } from '../platform/objects.ts'
import { openPostgres } from '../platform/postgres.ts'
import { playbackById } from '../projectors/playbacks/view.ts'
import { projectorsRoom } from '../projectors/room.ts'
import { idOf, kafkaLog, openCommands, registryCodec, topicsOf } from '../runtime/index.ts'
import { eventually } from '../start/client/api.ts'
import { freshInstallation } from './installation.ts'

const env: Record<string, string> = {
  ...(await freshInstallation('command-api')),
  MATINEE_LOG_LEVEL: 'info',
  MATINEE_PORT: '0',
}
const setting = (name: string) => env[`MATINEE_${name}`] ?? ''
const partitions = Number(setting('PARTITIONS'))
const logger = createLogger('test', 'silent')
const endings: (() => Promise<unknown>)[] = []
after(async () => {
  for (const end of endings.reverse()) await end()
})

const log = await kafkaLog({
  brokers: setting('KAFKA'),
  clientId: 'test',
  installation: setting('INSTALLATION'),
  topicPrefix: setting('TOPIC_PREFIX'),
  logger,
})
endings.push(() => log.close())
await log.createTopics(topicsOf(partitions))
const codec = await registryCodec({ url: setting('REGISTRY') })
await codec.prepare()
const postgres = openPostgres({ url: setting('POSTGRES'), room: 'test', logger })
endings.push(() => postgres.close())

const output: string[] = []
/** A room's main.ts; `url` is what it says that it listens on. */
const start = async (main: string): Promise<{ child: ChildProcess; url: string; stop(): Promise<number | null> }> => {
  const root = join(import.meta.dirname, '..')
  const child = spawn(process.execPath, [join(root, main)], {
    env: { ...process.env, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const stop = async () => {
    if (child.exitCode === null && child.signalCode === null) {
      child.kill('SIGTERM')
      await once(child, 'exit')
    }
    return child.exitCode
  }
  endings.push(stop)
  child.stderr?.on('data', (text) => output.push(String(text)))
  const url = await new Promise<string>((resolve, reject) => {
    child.once('exit', (code) => reject(new Error(`${main} ended with ${code}: ${output.join('')}`)))
    child.stdout?.on('data', (text) => {
      output.push(String(text))
      const said = /"url":"([^"]+)"/.exec(output.slice(-20).join(''))
      if (said?.[1]) resolve(said[1])
    })
  })
  return { child, url, stop }
}

const until = async <T>(what: string, look: () => Promise<T | undefined | false>): Promise<T> => {
  const limit = Date.now() + 60_000
  for (;;) {
    const found = await look()
    if (found) return found
    if (Date.now() > limit) throw new Error(`${what}: not within a minute`)
    await new Promise((resolve) => setTimeout(resolve, 50))
  }
}

const projectors = await projectorsRoom({ log, codec, postgres, logger })
endings.push(() => projectors.stop())
await projectors.ready
const deciders = await start('command-api/deciders/main.ts')
output.length = 0
const api = await start('command-api/http/main.ts')
const ready = (url: string) => until(`${url} ready`, async () => (await fetch(`${url}/readyz`)).ok)
await ready(deciders.url)
await ready(api.url)

type Body = Record<string, unknown>
const call = async (method: string, path: string, body?: unknown, headers: Record<string, string> = {}) => {
  const answer = await fetch(`${api.url}${path}`, {
    method,
    headers: { ...(body === undefined ? {} : { 'content-type': 'application/json' }), ...headers },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  })
  const text = await answer.text()
  return { status: answer.status, headers: answer.headers, body: (text ? JSON.parse(text) : {}) as Body }
}
const bearer = (token: unknown) => ({ authorization: `Bearer ${token}` })
const setup = { 'setup-secret': setting('SETUP_SECRET') }

const password = 'planted-password-zqxwvj'
const logIn = async (login: string) => (await call('POST', '/v1/sessions', { login, password })).body
const registered = async (login: string, role: string, headers: Record<string, string> = {}) => {
  const { status, body } = await call('POST', '/v1/people', { login, password, roles: [role] }, headers)
  assert.equal(status, 201)
  const session = await logIn(login)
  return { ...bearer(session.accessToken), personId: String(body.personId), refresh: String(session.refreshToken) }
}
const headersOf = ({ authorization }: { authorization: string }) => ({ authorization })

const seller = await registered('Planted-Seller@example.org', 'seller')
const viewer = await registered('planted-viewer', 'viewer')
const operator = await registered('planted-operator', 'operator', setup)

test('operators and simulated people need the set-up secret, and a login is taken once', async () => {
  const person = { login: 'someone', password, roles: ['operator'] }
  assert.equal((await call('POST', '/v1/people', person)).status, 403)
  assert.equal((await call('POST', '/v1/people', person, { 'setup-secret': 'x' })).status, 403)
  assert.equal((await call('POST', '/v1/people', { ...person, roles: ['viewer'], simulated: true })).status, 403)
  assert.equal(
    (await call('POST', '/v1/people', { ...person, roles: ['viewer'], login: 'PLANTED-viewer' })).body.type,
    '/problems/login-taken',
  )
  const key = { 'idempotency-key': 'register 1' }
  const first = await call('POST', '/v1/people', { ...person, roles: ['viewer'] }, key)
  const again = await call('POST', '/v1/people', { ...person, roles: ['viewer'] }, key)
  assert.deepEqual([first.status, again.status, again.body], [201, 201, first.body])
})

test('a wrong password and an unknown login look the same; too many of them wait', async () => {
  const wrong = await call('POST', '/v1/sessions', { login: 'someone', password: 'wrong password' })
  const unknown = await call('POST', '/v1/sessions', { login: 'nobody', password: 'wrong password' })
  const plain = ({ instance: _, ...body }: Body) => body
  assert.deepEqual([wrong.status, plain(wrong.body)], [unknown.status, plain(unknown.body)])
  assert.equal(wrong.body.type, '/problems/wrong-credentials')
  const tries: number[] = []
  for (let i = 0; i < 11; i++)
    tries.push((await call('POST', '/v1/sessions', { login: 'nobody', password: `wrong ${i} password` })).status)
  assert.deepEqual([tries.at(0), tries.at(-1)], [401, 429])
  assert.equal((await call('POST', '/v1/sessions', { login: 'someone', password })).status, 201)
})

test('a refresh token is good once; a spent one ends the log-in', async () => {
  const first = await logIn('someone')
  const renew = (refreshToken: unknown) => call('POST', '/v1/sessions/refresh', { refreshToken })
  const second = await renew(first.refreshToken)
  assert.equal(second.status, 200)
  const third = await renew(second.body.refreshToken)
  const stolen = await renew(first.refreshToken)
  assert.deepEqual([stolen.status, stolen.body.type], [401, '/problems/session-closed'])
  assert.equal((await renew(third.body.refreshToken)).status, 401)
  const late = await call('POST', '/v1/playbacks', { filmId: idOf('x') }, bearer(third.body.accessToken))
  assert.equal(late.body.type, '/problems/session-closed')
})

const film = { filmId: '', uploadId: '', offers: [] as { offerId: string; version: number; kind: string }[] }
const objects = await folderObjects({ root: setting('OBJECTS') })
const head = Buffer.concat([Buffer.from([0, 0, 0, 24]), Buffer.from('ftypisom'), Buffer.alloc(20)])

/** Sends `bytes` of a source whose length is said to be `length`, chunk by chunk. */
const send = (filmId: string, bytes: number, length: number) => {
  const request = http.request(`${api.url}/v1/films/${filmId}/source`, {
    method: 'PUT',
    headers: { ...headersOf(seller), 'content-type': 'video/mp4', 'content-length': length },
  })
  const chunk = Buffer.alloc(64 * 1024, 1)
  request.write(head)
  for (let sent = head.length; sent < bytes; sent += chunk.length)
    request.write(chunk.subarray(0, Math.min(chunk.length, bytes - sent)))
  return request
}

test('a seller drafts a film and uploads its video', async () => {
  const { status, body } = await call('POST', '/v1/films', { title: 'Nosferatu' }, headersOf(seller))
  assert.equal(status, 201)
  film.filmId = String(body.filmId)
  const length = 20 * 2 ** 20
  const request = send(film.filmId, length, length)
  request.end()
  const [answer] = (await once(request, 'response')) as [http.IncomingMessage]
  const told = JSON.parse(Buffer.concat(await answer.toArray()).toString()) as Body
  assert.deepEqual([answer.statusCode, told.bytes], [202, length])
  film.uploadId = String(told.uploadId)
  const stored = await objects.list(`uploads/${film.filmId}`)
  assert.deepEqual(
    stored.map((one) => [one.key, one.bytes]),
    [[`uploads/${film.filmId}/${film.uploadId}`, length]],
  )
})

test('an upload that breaks off leaves nothing, and the next one is taken', async () => {
  const { body } = await call('POST', '/v1/films', { title: 'Broken' }, headersOf(seller))
  const filmId = String(body.filmId)
  const begin = () => {
    const upload = { request: send(filmId, 3 * 2 ** 20, 9 * 2 ** 20), isAnswered: false }
    upload.request
      .on('error', () => undefined)
      .on('response', () => {
        upload.isAnswered = true
      })
    return upload
  }
  let upload = begin()
  const temporary = join(setting('OBJECTS'), '.temporary')
  const { readdir } = await import('node:fs/promises')
  await until('the upload to begin', async () => {
    // On a busy machine its view does not know the film yet, and says so.
    if (upload.isAnswered) upload = begin()
    return (await readdir(temporary)).length === 1
  })
  upload.request.destroy()
  await until('nothing left', async () => (await readdir(temporary)).length === 0)
  assert.deepEqual(await objects.list(`uploads/${filmId}`), [])
})

test('what is no video is refused while it is still being sent', async () => {
  const text = new Uint8Array(30 * 2 ** 20).fill(35)
  const answer = await fetch(`${api.url}/v1/films/${film.filmId}/source`, {
    method: 'PUT',
    headers: { ...headersOf(seller), 'content-type': 'application/octet-stream' },
    body: text,
  })
  assert.deepEqual([answer.status, ((await answer.json()) as Body).type], [415, '/problems/unsupported-media'])
})

const commands = await openCommands({ log, codec, contexts: ['catalogue', 'commerce', 'sellers'], partitions, logger })
endings.push(() => commands.close())
const done = async (context: string, key: string, command: { type: string; [field: string]: unknown }) => {
  const commandId = idOf(command.type, key, String(command.jobId ?? command.orderId))
  const outcome = await commands.submit(context, command, { key, commandId, bodyHash: '', actor: '', waitMs: 20_000 })
  assert.equal(outcome.status, 'accepted')
}

test('with renditions and offers it is published', async () => {
  const { filmId, uploadId } = film
  const set = {
    jobId: idOf('job', uploadId),
    durationMs: 60_000,
    width: 1280,
    height: 720,
    hasAudio: true,
    renditions: [],
  }
  const files = { prefix: 'films', hls: 'master.m3u8', dash: 'manifest.mpd', poster: 'poster.jpg', thumbnails: null }
  await done('catalogue', filmId, { type: 'RecordRenditions', filmId, uploadId, ...set, ...files })
  const rent = { kind: 'rent', amount: 399, currency: 'EUR', startWithinHours: 720, watchWithinHours: 48 }
  const offers = await call('PUT', `/v1/films/${filmId}/offers`, { offers: [rent] }, headersOf(seller))
  film.offers = offers.body.offers as typeof film.offers
  const publish = () => call('POST', `/v1/films/${filmId}/publication`, undefined, headersOf(seller))
  const early = await publish()
  assert.deepEqual([early.status, early.body.type], [409, '/problems/seller-not-active'])
  const who = { legalName: 'Planted Legal-Name', email: 'planted-seller@example.org', country: 'DE' }
  await call('POST', '/v1/seller/application', { ...who, termsVersion: currentTerms }, headersOf(seller))
  const account = { sellerId: seller.personId, accountId: 'acct_1' }
  await done('sellers', seller.personId, { type: 'RecordSellerAccount', ...account, provider: 'sandbox' })
  await done('sellers', seller.personId, { type: 'RecordAccountStatus', ...account, status: 'ACTIVE', reason: null })
  // Another process told it: the API's view may not have it yet.
  const published = await eventually('it is published', 30_000, async () => {
    const answer = await publish()
    return answer.status === 200 ? answer : undefined
  })
  assert.equal(offers.status, 200)
  assert.match(published.headers.get('position') ?? '', /^catalogue\/\d+@\d+$/)
})

const playback: Body = {}
test('a viewer rents and plays it, and tells about it', async () => {
  const { filmId, offers } = film
  const order = {
    filmId,
    offerId: offers[0]?.offerId,
    offerVersion: offers[0]?.version,
    paymentMethod: 'pm_success',
    licenceVersion: currentLicence,
  }
  const key = { ...headersOf(viewer), 'idempotency-key': 'rent 1' }
  const placed = await call('POST', '/v1/orders', order, key)
  const again = await call('POST', '/v1/orders', order, key)
  assert.deepEqual([placed.status, again.status, again.body], [201, 201, placed.body])
  assert.equal(again.headers.get('position'), placed.headers.get('position'))
  const [viewerId, orderId, paymentId] = [viewer.personId, String(placed.body.orderId), 'pay_1']
  await done('commerce', viewerId, { type: 'AttachPayment', viewerId, orderId, paymentId })
  await done('commerce', viewerId, {
    type: 'RecordPaymentTaken',
    viewerId,
    orderId,
    paymentId,
    amount: 399n,
    currency: 'EUR',
  })
  const started = await call('POST', '/v1/playbacks', { filmId }, headersOf(viewer))
  assert.equal(started.status, 201)
  Object.assign(playback, started.body)
  const events = [{ sequence: 1, type: 'pause', clientAt: new Date().toISOString(), positionMs: 5, playedMs: 5 }]
  const told = await call('POST', `/v1/playbacks/${playback.playbackId}/events`, { events }, bearer(playback.token))
  assert.deepEqual([told.status, told.body], [202, { accepted: 1 }])
})

test('logging out closes what plays', async () => {
  assert.equal((await call('DELETE', '/v1/sessions/current', undefined, headersOf(viewer))).status, 204)
  assert.equal((await call('DELETE', '/v1/sessions/current', undefined, headersOf(viewer))).status, 204)
  await until(
    'the playback closed',
    async () => (await playbackById(postgres, String(playback.playbackId)))?.closedAt ?? false,
  )
  const late = await call('POST', '/v1/playbacks', { filmId: film.filmId }, headersOf(viewer))
  assert.equal(late.body.type, '/problems/session-closed')
  assert.equal((await call('POST', '/v1/sessions/refresh', { refreshToken: viewer.refresh })).status, 401)
})

test('an operator takes it down: it is not sold any more', async () => {
  const down = await call('POST', `/v1/films/${film.filmId}/take-down`, { reason: 'a claim' }, headersOf(operator))
  assert.deepEqual([down.status, down.body.status], [200, 'taken-down'])
  const session = await logIn('planted-viewer')
  const order = {
    filmId: film.filmId,
    offerId: film.offers[0]?.offerId,
    offerVersion: 1,
    paymentMethod: 'pm_success',
    licenceVersion: currentLicence,
  }
  const refused = await call('POST', '/v1/orders', order, bearer(session.accessToken))
  assert.equal(refused.body.type, '/problems/film-unavailable')
})

test('its keys verify its tokens', async () => {
  const { keys } = (await (await fetch(`${api.url}/.well-known/jwks.json`)).json()) as { keys: Body[] }
  const file = JSON.parse(readFileSync(setting('SIGNING_KEYS'), 'utf8')) as { keys: Body[] }
  assert.deepEqual(
    keys.map(({ kid, x }) => ({ kid, x })),
    file.keys.map(({ kid, x }) => ({ kid, x })),
  )
  assert.ok(keys.every((key) => !('d' in key)))
})

test('a decider that was killed is replaced, and what waited is decided once', async () => {
  deciders.child.kill('SIGKILL')
  await once(deciders.child, 'exit')
  const key = { ...headersOf(seller), 'idempotency-key': 'during the fall' }
  const waiting = await call('POST', '/v1/films', { title: 'Waiting' }, key)
  assert.equal(waiting.status, 202)
  await start('command-api/deciders/main.ts')
  const film = await until('decided', async () => {
    const { status, body } = await call('POST', '/v1/films', { title: 'Waiting' }, key)
    return status === 201 && body
  })
  const drafts: string[] = []
  for (let partition = 0; partition < partitions; partition++) {
    const at = { topic: 'catalogue', partition }
    await log.read(at, 0n, (await log.ends(at)).committed, (records) => {
      for (const { key, headers } of records)
        if (key === film.filmId && headers.type !== 'CommandExpired') drafts.push(String(headers.type))
    })
  }
  assert.deepEqual(drafts, ['FilmDrafted'])
})

test('no login and no password stands on the log or in a log line', async () => {
  const seen: string[] = [output.join('')]
  for (const { topic } of topicsOf(partitions))
    for (let partition = 0; partition < partitions; partition++) {
      const at = { topic, partition }
      await log.read(at, await log.start(at), (await log.ends(at)).committed, (records) => {
        for (const { key, value, headers } of records)
          seen.push(`${key} ${JSON.stringify(headers)} ${value.toString('latin1')}`)
      })
    }
  assert.ok(seen.length > 20 && seen.some((text) => text.includes(viewer.personId)))
  // No hex: ids would hold it by chance.
  for (const text of seen)
    for (const planted of [/planted/i, /example\.org/, /zqxwvj/]) assert.doesNotMatch(text, planted)
})

test('it stops in order', async () => {
  assert.equal(await api.stop(), 0)
})
