// One origin before rooms that run as processes of their own: what a load balancer does in production, for one machine.
import type { AddressInfo } from 'node:net'
import httpProxy from '@fastify/http-proxy'
import Fastify, { type FastifyBaseLogger } from 'fastify'
import type { Logger } from '../platform/logger.ts'
import type { Service } from '../platform/service.ts'
import { webApplication } from './web.ts'

export type Upstreams = Readonly<{ commandApi: string; queryApi: string; edge: string }>

type Described = { paths?: Record<string, unknown> }

const changes = ['POST', 'PUT', 'PATCH', 'DELETE'] as const
const reads = ['GET', 'HEAD'] as const

/** The rooms' descriptions as one; metrics are each room's own. */
const describe = async ({ commandApi, queryApi, edge }: Upstreams) => {
  const all = await Promise.all(
    [commandApi, queryApi, edge].map(async (url) => (await fetch(`${url}/openapi.json`)).json() as Promise<Described>),
  )
  const paths: Record<string, unknown> = {}
  for (const [path, operations] of all.flatMap((one) => Object.entries(one.paths ?? {})))
    if (path !== '/metrics') paths[path] = { ...(paths[path] as object | undefined), ...(operations as object) }
  return { ...all[0], paths }
}

/** Answers /readyz of all three: ready when each is. */
const readiness = async (upstreams: Upstreams) => {
  const states = await Promise.all(
    Object.entries(upstreams).map(async ([name, url]) => {
      const answer = await fetch(`${url}/readyz`, { signal: AbortSignal.timeout(2_000) }).catch(() => undefined)
      return [name, answer?.ok ?? false] as const
    }),
  )
  return Object.fromEntries(states)
}

/** Routes by method and path as docs/api.md says. Bodies are streamed through, never held. */
export const gateway = async (options: {
  upstreams: Upstreams
  host: string
  port: number
  /** folder of the built web application; absent: APIs only */
  dist?: string
  logger: Logger
}): Promise<Service & { url: string }> => {
  const { upstreams, host, port, dist, logger } = options
  const app = Fastify({
    loggerInstance: logger as FastifyBaseLogger,
    forceCloseConnections: true,
    routerOptions: { maxParamLength: 2_000 },
  })
  const forward = (prefix: string, upstream: string, methods: readonly string[]) =>
    app.register(httpProxy, {
      prefix,
      rewritePrefix: prefix,
      upstream,
      httpMethods: [...methods],
      disableRequestLogging: true,
      http: { requestOptions: { timeout: 0 } },
    } as Parameters<typeof httpProxy>[1])

  app.get('/openapi.json', () => describe(upstreams))
  app.get('/livez', async () => ({ status: 'alive' }))
  app.get('/readyz', async (_, reply) => {
    const rooms = await readiness(upstreams)
    const ready = Object.values(rooms).every(Boolean)
    return reply.code(ready ? 200 : 503).send({ status: ready ? 'ready' : 'not-ready', rooms })
  })
  await forward('/v1', upstreams.commandApi, changes)
  await forward('/v1', upstreams.queryApi, reads)
  for (const prefix of ['/play', '/images']) await forward(prefix, upstreams.edge, reads)
  for (const prefix of ['/.well-known', '/problems', '/docs']) await forward(prefix, upstreams.commandApi, reads)
  if (dist) await webApplication(app, dist)

  await app.listen({ host, port })
  const address = app.server.address() as AddressInfo
  return {
    name: 'gateway',
    url: `http://${address.address}:${address.port}`,
    ready: Promise.resolve(),
    health: () => ({ ok: true }),
    stop: () => app.close(),
  }
}
