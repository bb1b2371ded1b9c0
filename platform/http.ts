// The HTTP application: one per process, whether it carries one room or all of them.
import { randomUUID } from 'node:crypto'
import type { AddressInfo } from 'node:net'
import { setTimeout as wait } from 'node:timers/promises'
import cors from '@fastify/cors'
import { type TypeBoxTypeProvider, TypeBoxValidatorCompiler } from '@fastify/type-provider-typebox'
import Fastify, { type FastifyBaseLogger, type FastifyServerOptions, LogController, type RouteOptions } from 'fastify'
import { type Static, Type } from 'typebox'
import type { Auth } from './auth.ts'
import { createGuard } from './http/access.ts'
import { handleErrors, sendProblem } from './http/errors.ts'
import { healthRoutes } from './http/health.ts'
import { answerUnknownRoutes } from './http/methods.ts'
import { describeRoutes } from './http/openapi.ts'
import { defaultLimits, type Limits, refuseUnderPressure } from './http/pressure.ts'
import { problemPages } from './http/problem-pages.ts'
import type { App } from './http/types.ts'
import type { Logger } from './logger.ts'
import { createMetrics, type Metrics } from './metrics.ts'
import { problem, problemBody } from './problems.ts'
import type { Service } from './service.ts'

export { type Allow, allowAll, callerOf, type Policy } from './http/access.ts'
export { type Problem, type ProblemName, problem } from './problems.ts'
export type { App, Limits }

export type AppOptions = Readonly<{
  logger: Logger
  title: string
  version?: string
  /** verifies tokens; without it only `anonymous`, `signature` and `internal` routes work */
  auth?: Auth
  /** MATINEE_INTERNAL_SECRET */
  internalSecret?: string
  /** origins that browsers may call from; none: same origin only */
  corsOrigins?: readonly string[]
  /** read by /readyz at each call, so that a room may be added later */
  services?: () => readonly Service[]
  metrics?: Metrics
  limits?: Partial<Limits>
  /** bytes of a body unless its route says otherwise */
  bodyLimit?: number
  /** ms for a whole request unless its route says otherwise (`handlerTimeout`) */
  timeout?: number
}>

/**
 * An app with request ids, problems, access policies, OpenAPI, health and metrics, and no routes of its own but those.
 * A room is a plugin: `await app.register(async (app) => { room(app, deps) })`; then `serve(app, ...)`.
 * Each route declares `config.allow`; `ready()` and `listen()` reject while one does not.
 */
export const createApp = async (options: AppOptions): Promise<App> => {
  const stop = new AbortController()
  const app = Fastify({ ...serverOptions(options), loggerInstance: options.logger as FastifyBaseLogger })
    .withTypeProvider<TypeBoxTypeProvider>()
    .setValidatorCompiler(TypeBoxValidatorCompiler) as App
  app.decorateRequest('caller', null).decorateRequest('playback', null)
  app.decorate('metrics', options.metrics ?? createMetrics())
  app.decorate('draining', stop.signal)
  app.decorate('drain', () => stop.abort())
  app.addHook('preClose', async () => stop.abort())

  requirePolicies(app)
  handleErrors(app)
  answerUnknownRoutes(app)
  takeJson(app)
  measure(app)
  const origins = [...(options.corsOrigins ?? [])]
  if (origins.length) await app.register(cors, { ...corsSettings, origin: origins })
  await describeRoutes(app, options.title, options.version ?? '1')
  refuseUnderPressure(app, { ...defaultLimits, ...options.limits }, stop.signal)
  guardRoutes(app, options)
  healthRoutes(app, options.services ?? (() => []))
  problemPages(app)
  app.get('/openapi.json', { config: { allow: 'anonymous' }, schema: { hide: true } }, async (_, reply) =>
    reply.header('cache-control', 'no-cache').send(app.swagger()),
  )
  return app
}

export type ServeOptions = Readonly<{
  name: string
  host: string
  port: number
  /** ms after the first word of stopping in which a load balancer notices (/readyz) and what still comes is answered */
  noticeMs?: number
  /** ms that requests in work may take to end */
  drainMs?: number
}>

/**
 * Listens. `stop` says so in /readyz and ends each kept connection with its next answer, for `noticeMs`; then it takes no
 * new connection, lets what is in work end (`drainMs` at most) and closes. No request is refused for it.
 */
export const serve = async (
  app: App,
  { name, host, port, noticeMs = 0, drainMs = 10_000 }: ServeOptions,
): Promise<Service & { url: string; port: number }> => {
  await app.listen({ host, port })
  const address = app.server.address() as AddressInfo
  let listening = true
  return {
    name,
    url: `http://${address.family === 'IPv6' ? `[${address.address}]` : address.address}:${address.port}`,
    port: address.port,
    ready: Promise.resolve(),
    health: () => ({ ok: listening, detail: { port: address.port } }),
    stop: async () => {
      listening = false
      app.drain()
      await wait(noticeMs)
      const late = setTimeout(() => app.server.closeAllConnections(), drainMs)
      const idle = setInterval(() => app.server.closeIdleConnections(), 50)
      await app.close()
      clearTimeout(late)
      clearInterval(idle)
    },
  }
}

/** For processes without routes of their own: /livez, /readyz and /metrics on MATINEE_HOST and MATINEE_PORT. */
export const healthConfig = Type.Object({
  MATINEE_HOST: Type.String({ default: '127.0.0.1' }),
  MATINEE_PORT: Type.Integer({ default: 0, minimum: 0, description: 'of health and metrics; 0 takes a free one' }),
})

/** Serves them until it is stopped. */
export const serveHealth = async (
  options: Pick<AppOptions, 'logger' | 'title' | 'services' | 'metrics'>,
  { MATINEE_HOST: host, MATINEE_PORT: port }: Static<typeof healthConfig>,
): Promise<Service & { url: string; port: number }> => serve(await createApp(options), { name: 'health', host, port })

const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/

const serverOptions = ({ bodyLimit = 64 * 1024, timeout = 30_000 }: AppOptions): FastifyServerOptions => ({
  bodyLimit,
  handlerTimeout: timeout,
  connectionTimeout: 75_000,
  keepAliveTimeout: 72_000,
  requestTimeout: 0,
  logController: new LogController({ disableRequestLogging: true }),
  return503OnClosing: false,
  routerOptions: { maxParamLength: 2_000, ignoreTrailingSlash: false },
  genReqId: ({ headers }) => {
    const given = headers['x-request-id']
    return typeof given === 'string' && uuid.test(given) ? given : randomUUID()
  },
  frameworkErrors: (_, request, reply) => {
    sendProblem(problem('invalid-request', 'The address is not valid.'), request, reply)
  },
  clientErrorHandler: (error, socket) => {
    if (error.code === 'ECONNRESET' || !socket.writable) return socket.destroy()
    const fault = problem('invalid-request', 'This is not valid HTTP.')
    const body = JSON.stringify(problemBody(fault, `urn:uuid:${randomUUID()}`))
    socket.end(
      `HTTP/1.1 400 Bad Request\r\nContent-Type: application/problem+json\r\nContent-Length: ${Buffer.byteLength(body)}\r\nConnection: close\r\n\r\n${body}`,
    )
  },
})

const corsSettings = {
  methods: ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE'],
  allowedHeaders: [
    'Authorization',
    'Content-Type',
    'Content-Digest',
    'Idempotency-Key',
    'Min-Position',
    'Prefer',
    'Last-Event-ID',
    'Range',
  ],
  exposedHeaders: ['Position', 'Idempotency-Key', 'Location', 'Retry-After', 'Stale', 'X-Request-Id'],
  maxAge: 86_400,
  strictPreflight: false,
}

/** JSON only; an empty body counts as none, since many clients always name the type. */
const takeJson = (app: App): void => {
  const parse = app.getDefaultJsonParser('error', 'error')
  app.removeAllContentTypeParsers()
  app.addContentTypeParser('application/json', { parseAs: 'string' }, (request, body, done) =>
    body === '' ? done(null, undefined) : parse(request, body.toString(), done),
  )
}

/** Looked at when all is registered: a plugin's own hook may declare it for all its routes (allowAll). */
const requirePolicies = (app: App): void => {
  const routes: RouteOptions[] = []
  app.addHook('onRoute', (route) => {
    if (route.method === 'OPTIONS') route.config = { allow: 'anonymous', ...route.config }
    routes.push(route)
  })
  app.addHook('onReady', async () => {
    const open = routes.filter((route) => !route.config?.allow).map(({ method, url }) => `${[method].flat()} ${url}`)
    if (open.length) throw new Error(`no access policy (config.allow) on: ${open.join('; ')}`)
  })
}

const guardRoutes = (app: App, { auth, internalSecret }: AppOptions): void => {
  const guard = createGuard(auth, internalSecret)
  app.addHook('onRequest', async (request) => {
    if (request.is404) return
    const { allow } = request.routeOptions.config
    if (!allow) throw new Error(`no access policy on ${request.routeOptions.url}`)
    await guard(allow, request)
  })
}

/** One line and one sample per request: by the route's pattern, since an address may hold a token. */
const measure = (app: App): void => {
  app.addHook('onRequest', async (request, reply) => {
    reply
      .header('x-request-id', request.id)
      .header('x-content-type-options', 'nosniff')
      .header('referrer-policy', 'no-referrer')
  })
  app.addHook('onResponse', async (request, reply) => {
    const { method, routeOptions } = request
    const route = routeOptions.url ?? 'unknown'
    const ms = Math.round(reply.elapsedTime)
    app.metrics.requests.observe({ method, route, status: reply.statusCode }, reply.elapsedTime / 1000)
    request.log.debug({ method, route, status: reply.statusCode, ms }, 'answered')
  })
}
