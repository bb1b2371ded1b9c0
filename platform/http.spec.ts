// The app without a room: who may come in, what errors look like, what is documented, how it stops.
import assert from 'node:assert/strict'
import { mkdtempSync, rmSync } from 'node:fs'
import { Agent, get } from 'node:http'
import net from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { pino } from 'pino'
import { Type } from 'typebox'
import { createAuth, ensureKeys, type Role } from './auth.ts'
import { undocumented } from './http/undocumented.ts'
import { type Allow, type App, type AppOptions, createApp, problem, serve } from './http.ts'

const folder = mkdtempSync(join(tmpdir(), 'http-'))
after(() => rmSync(folder, { recursive: true }))
const keysFile = join(folder, 'keys.json')
await ensureKeys(keysFile)
const auth = await createAuth({ keysFile, issuer: 'https://matinee.example' })
const tokenOf = (...roles: Role[]) => auth.signAccess({ personId: 'p', sessionId: 's', roles, simulated: false })

const lines: string[] = []
const logger = pino({ level: 'debug' }, { write: (line) => void lines.push(line) })

const appWith = async (room: (app: App) => void, options: Partial<AppOptions> = {}): Promise<App> => {
  const app = await createApp({ logger, title: 'test', auth, internalSecret: 'secret', ...options })
  await app.register(async (inner) => room(inner as unknown as App))
  return app
}

const Answer = Type.Object({ text: Type.String() }, { description: 'It went well.', examples: [{ text: 'yes' }] })
const said = { summary: 'a route', tags: ['test'], response: { 200: Answer } }
const route = (allow: Allow) => (app: App) =>
  void app.get(
    '/here/:name',
    { config: { allow }, schema: { ...said, params: Type.Object({ name: Type.String() }) } },
    async (r) => ({
      text: r.params.name,
    }),
  )
const bearer = async (...roles: Role[]) => ({ authorization: `Bearer ${await tokenOf(...roles)}` })

test('a route without a policy keeps the app from starting', async () => {
  const app = await appWith((a) => void a.get('/open', async () => 'x'))
  await assert.rejects(async () => app.ready(), /no access policy .* GET \/open/)
})

const status = async (allow: Allow, headers: Record<string, string>) => {
  const app = await appWith(route(allow))
  const { statusCode } = await app.inject({ url: '/here/x', headers })
  await app.close()
  return statusCode
}
test('a policy lets in whom it names', async () => {
  const nobody = {}
  const [viewer, seller, both] = [await bearer('viewer'), await bearer('seller'), await bearer('viewer', 'seller')]
  const rows: [Allow, Record<string, string>, number][] = [
    ['anonymous', nobody, 200],
    ['anonymous', { authorization: 'Bearer rubbish' }, 200],
    ['open', nobody, 200],
    ['open', viewer, 200],
    ['open', { authorization: 'Bearer rubbish' }, 401],
    ['signed-in', nobody, 401],
    ['signed-in', seller, 200],
    ['viewer', seller, 403],
    ['viewer', both, 200],
    ['operator', both, 403],
    [['seller', 'operator'], viewer, 403],
    [['seller', 'operator'], both, 200],
    ['playback', seller, 403],
    ['playback', viewer, 200],
    ['internal', both, 401],
    ['internal', { 'internal-secret': 'secret' }, 200],
    ['internal', { 'internal-secret': 'secreT' }, 401],
    ['internal', { 'internal-secret': '' }, 401],
  ]
  for (const [allow, headers, wanted] of rows) assert.equal(await status(allow, headers), wanted, `${allow}`)
})

const body = Type.Object(
  { title: Type.String({ minLength: 1 }), list: Type.Optional(Type.Array(Type.Integer())) },
  { additionalProperties: false, examples: [{ title: 'x' }] },
)
const takes = (app: App) =>
  void app.post(
    '/things',
    { config: { allow: 'anonymous', kind: 'command' }, schema: { ...said, body } },
    async (r) => {
      if (r.body.title === 'taken') throw problem('conflict', 'There is one.', { retryAfter: 1.2 })
      if (r.body.title === 'away') throw Object.assign(new Error('password=secret'), { code: 'ECONNREFUSED' })
      if (r.body.title === 'cut off') throw new Error('Connection terminated unexpectedly')
      if (r.body.title === 'broken') throw new Error('secret detail')
      return { text: r.body.title }
    },
  )
const send = async (app: App, payload: unknown, headers: Record<string, string> = {}) => {
  const answer = await app.inject({ method: 'POST', url: '/things', payload: payload as object, headers })
  return { status: answer.statusCode, headers: answer.headers, body: answer.json() as Record<string, unknown> }
}

test('every error is a problem: what is wrong, in which field, and what to do', async () => {
  const app = await appWith(takes, { bodyLimit: 200 })
  const wrong = await send(app, { list: [1, 'x'], more: 1 })
  assert.equal(wrong.status, 400)
  assert.equal(wrong.headers['content-type'], 'application/problem+json')
  assert.equal(wrong.body.type, '/problems/invalid-request')
  assert.deepEqual(wrong.body.errors, [
    { field: 'body/title', message: 'is missing' },
    { field: 'body/more', message: 'is not known here' },
    { field: 'body/list/1', message: 'must be integer' },
  ])
  const taken = await send(app, { title: 'taken' })
  assert.deepEqual([taken.status, taken.body.detail, taken.headers['retry-after']], [409, 'There is one.', '2'])
  const broken = await send(app, { title: 'broken' })
  assert.equal(broken.status, 500)
  assert.ok(!JSON.stringify(broken.body).includes('secret detail'))
  for (const title of ['away', 'cut off']) {
    const away = await send(app, { title })
    assert.deepEqual([away.status, away.headers['retry-after'], away.body.type], [503, '2', '/problems/unavailable'])
  }
  const json = { 'content-type': 'application/json' }
  assert.equal((await send(app, '{"title"', json)).body.type, '/problems/invalid-request')
  assert.equal((await send(app, 'title=x', { 'content-type': 'text/plain' })).body.type, '/problems/unsupported-media')
  const large = await send(app, { title: 'x'.repeat(300) })
  assert.deepEqual([large.status, large.body.limit], [413, 200])
  assert.equal((await send(app, { title: 'fine' })).status, 200)
  await app.close()
})

test('unknown addresses are 404, unknown methods 405 with Allow', async () => {
  const app = await appWith(route('anonymous'))
  const nowhere = await app.inject({ url: '/nowhere' })
  assert.deepEqual([nowhere.statusCode, nowhere.json().type], [404, '/problems/not-found'])
  const wrong = await app.inject({ method: 'DELETE', url: '/here/x?y=1' })
  assert.deepEqual([wrong.statusCode, wrong.headers.allow], [405, 'GET, HEAD'])
  assert.equal((await app.inject({ url: '/%' })).json().type, '/problems/invalid-request')
  await app.close()
})

test('what is not HTTP is told so, as a problem', async () => {
  const app = await appWith(route('anonymous'))
  const server = await serve(app, { name: 'http', host: '127.0.0.1', port: 0 })
  const socket = net.connect(server.port, '127.0.0.1', () => socket.write('NONSENSE\r\n\r\n'))
  const text = (await socket.toArray()).join('')
  assert.match(text, /^HTTP\/1\.1 400 .*application\/problem\+json.*invalid-request/s)
  await server.stop()
})

test('log lines name the route, never the address, which may hold a token', async () => {
  lines.length = 0
  const app = await appWith(route('anonymous'))
  const answer = await app.inject({
    url: '/here/planted-secret',
    remoteAddress: '203.0.113.9',
    headers: { 'user-agent': 'planted-agent' },
  })
  await app.close()
  const text = lines.join('')
  assert.ok(text.includes('/here/:name') && text.includes(String(answer.headers['x-request-id'])))
  for (const planted of ['planted-secret', '203.0.113.9', 'planted-agent']) assert.ok(!text.includes(planted), planted)
})

test('the document tells policies, keys, positions and problems, and nothing is left untold', async () => {
  const app = await appWith((a) => {
    takes(a)
    route('viewer')(a)
  })
  const document = (await app.inject({ url: '/openapi.json' })).json()
  assert.equal(document.openapi, '3.1.0')
  assert.deepEqual(undocumented(document), [])
  const command = document.paths['/things'].post
  assert.deepEqual(
    command.parameters.map((p: { name: string }) => p.name),
    ['idempotency-key'],
  )
  assert.ok(command.responses[200].headers.position)
  assert.ok(command.responses[504].content['application/problem+json'].examples['outcome-unknown'])
  assert.deepEqual(document.paths['/here/{name}'].get.security, [{ access: [] }])
  assert.equal((await app.inject({ url: '/docs' })).statusCode, 200)
  assert.equal((await app.inject({ url: '/docs/static/swagger-ui.css' })).statusCode, 200)
  await app.close()
})

test('the type of a problem leads to a page, for programs and for people', async () => {
  const app = await appWith(() => {})
  const json = await app.inject({ url: '/problems/price-changed' })
  assert.deepEqual([json.statusCode, json.json().status], [200, 409])
  const page = await app.inject({ url: '/problems/price-changed', headers: { accept: 'text/html,*/*' } })
  assert.match(String(page.headers['content-type']), /^text\/html/)
  assert.match(page.body, /<h1>The offer has changed<\/h1>/)
  assert.equal((await app.inject({ url: '/problems' })).json().items.length > 20, true)
  assert.equal((await app.inject({ url: '/problems/nonsense' })).statusCode, 404)
  await app.close()
})

test('a route that tells nothing is found', async () => {
  const app = await appWith((a) => void a.get('/dark', { config: { allow: 'anonymous' } }, async () => 'x'))
  const faults = undocumented((await app.inject({ url: '/openapi.json' })).json())
  assert.ok(
    faults.includes('GET /dark: has no summary') && faults.includes('GET /dark: declares no success'),
    faults.join(),
  )
  await app.close()
})

test('readiness is the services of the process', async () => {
  let ok = false
  const part = {
    name: 'deciders',
    ready: Promise.resolve(),
    health: () => ({ ok, detail: { lag: 3n } }),
    stop: async () => {},
  }
  const app = await appWith(() => {}, { services: () => [part] })
  const notYet = await app.inject({ url: '/readyz' })
  assert.deepEqual(
    [notYet.statusCode, notYet.json()],
    [503, { status: 'not-ready', services: { deciders: { ok: false, detail: { lag: '3' } } } }],
  )
  ok = true
  assert.equal((await app.inject({ url: '/readyz' })).statusCode, 200)
  assert.match(
    (await app.inject({ url: '/metrics' })).body,
    /http_request_duration_seconds_count\{method="GET",route="\/readyz",status="200"\} 1/,
  )
  await app.close()
})

test('over its limit it refuses with Retry-After, and still says that it lives', async () => {
  const gate = Promise.withResolvers<void>()
  const app = await appWith(
    (a) =>
      void a.get('/slow', { config: { allow: 'open' }, schema: said }, async () => {
        await gate.promise
        return { text: 'done' }
      }),
    { limits: { inFlight: 1 } },
  )
  const server = await serve(app, { name: 'http', host: '127.0.0.1', port: 0 })
  const first = fetch(`${server.url}/slow`)
  const second = async () =>
    await fetch(`${server.url}/slow`, { signal: AbortSignal.timeout(300) }).catch(() => undefined)
  let refused = await second()
  while (refused?.status !== 503) refused = await second()
  assert.equal(refused.headers.get('retry-after'), '2')
  assert.equal((await fetch(`${server.url}/livez`)).status, 200)
  gate.resolve()
  assert.equal((await first).status, 200)
  await server.stop()
})

test('stopping lets what is in work end, answers what still comes, and then takes no new connection', async () => {
  const gate = Promise.withResolvers<void>()
  const entered = Promise.withResolvers<void>()
  const app = await appWith((a) => {
    a.get('/slow', { config: { allow: 'open' }, schema: said }, async () => {
      entered.resolve()
      await gate.promise
      return { text: 'done' }
    })
    a.get('/quick', { config: { allow: 'open' }, schema: said }, async () => ({ text: 'here' }))
  })
  const server = await serve(app, { name: 'http', host: '127.0.0.1', port: 0, noticeMs: 200 })
  const agent = new Agent({ keepAlive: true })
  const kept = () =>
    new Promise<{ status?: number | undefined; connection?: string | undefined }>((resolve, reject) => {
      const asked = get(`${server.url}/quick`, { agent }, (answer) => {
        answer.resume().on('end', () => resolve({ status: answer.statusCode, connection: answer.headers.connection }))
      })
      asked.on('error', reject)
    })
  assert.deepEqual(await kept(), { status: 200, connection: 'keep-alive' })
  const first = fetch(`${server.url}/slow`)
  await entered.promise
  const stopped = server.stop()
  assert.equal(server.health().ok, false)
  assert.equal((await fetch(`${server.url}/readyz`)).status, 503)
  assert.deepEqual(await kept(), { status: 200, connection: 'close' })
  await assert.rejects(async () => {
    for (;;) assert.deepEqual(await kept(), { status: 200, connection: 'close' })
  }, /ECONNREFUSED|ECONNRESET/)
  gate.resolve()
  assert.deepEqual(await (await first).json(), { text: 'done' })
  await stopped
})

test('browsers of the configured origins may call, others may not', async () => {
  const app = await appWith(route('viewer'), { corsOrigins: ['https://shop.example'] })
  const preflight = async (origin: string) =>
    (
      await app.inject({
        method: 'OPTIONS',
        url: '/here/x',
        headers: { origin, 'access-control-request-method': 'GET' },
      })
    ).headers
  assert.equal((await preflight('https://shop.example'))['access-control-allow-origin'], 'https://shop.example')
  assert.equal((await preflight('https://evil.example'))['access-control-allow-origin'], undefined)
  const refused = await app.inject({ url: '/here/x', headers: { origin: 'https://shop.example' } })
  assert.deepEqual([refused.statusCode, refused.headers['access-control-allow-origin']], [401, 'https://shop.example'])
  await app.close()
})
