// The built web application under `/`: hashed assets for ever, every page address the one index.html.
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import fastifyStatic from '@fastify/static'
import type { FastifyInstance, FastifyReply } from 'fastify'

/** Addresses of the APIs: what is unknown there is a problem, never a page. */
const reserved = /^\/(v1|play|images|docs|problems|openapi\.json|livez|readyz|metrics|\.well-known)(\/|$)/

/** What a page may load stands in the page itself; this one part counts only as a header. */
const page = (reply: FastifyReply) =>
  reply
    .header('cache-control', 'no-cache')
    .header('content-security-policy', "frame-ancestors 'none'")
    .sendFile('index.html')

/** `dist` is what the build of web/ wrote. Routes carry no policy: register it where `anonymous` is given to all. */
export const webApplication = async (app: FastifyInstance, dist: string): Promise<void> => {
  await app.register(fastifyStatic, { root: dist, serve: false, cacheControl: false })
  app.get('/*', async (request, reply) => {
    const path = new URL(request.url, 'http://local').pathname
    if (reserved.test(path)) return reply.callNotFound()
    if (path === '/' || !/\.\w+$/.test(path)) return page(reply)
    if (path.includes('..') || !existsSync(join(dist, path))) return reply.callNotFound()
    const forEver = path.startsWith('/assets/')
    return reply
      .header('cache-control', forEver ? 'public, max-age=31536000, immutable' : 'no-cache')
      .sendFile(path.slice(1))
  })
}
