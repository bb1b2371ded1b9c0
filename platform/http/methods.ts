// Which methods a path takes, for 405 with Allow instead of a misleading 404.
import type { FastifyInstance } from 'fastify'
import { problem } from '../problems.ts'
import { sendProblem } from './errors.ts'

export const answerUnknownRoutes = (app: FastifyInstance): void => {
  const table = new Map<string, { pattern: RegExp; methods: Set<string> }>()

  app.addHook('onRoute', ({ url, method }) => {
    const entry = table.get(url) ?? { pattern: patternOf(url), methods: new Set<string>() }
    for (const one of [method].flat()) entry.methods.add(one)
    table.set(url, entry)
  })

  app.setNotFoundHandler((request, reply) => {
    const path = request.url.split('?', 1)[0] ?? ''
    const methods = [...table.values()].filter((e) => e.pattern.test(path)).flatMap((e) => [...e.methods])
    const allow = [...new Set(methods)].sort().join(', ')
    const unknown = allow
      ? problem('method-not-allowed', `${request.method} is not taken here; ${allow} is.`, { allow })
      : problem('not-found', 'There is nothing at this address.')
    return sendProblem(unknown, request, reply)
  })
}

/** `*` alone is a catch-all (a web page, a preflight) and says nothing about a path. */
const patternOf = (url: string): RegExp =>
  url === '*' || url === '/*'
    ? /^$/
    : new RegExp(
        `^${url
          .replace(/[.+?^$()|[\]\\]/g, '\\$&')
          .replace(/:[A-Za-z]+/g, '[^/]+')
          .replace(/\*/g, '.*')}$`,
      )
