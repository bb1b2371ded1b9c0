// OpenAPI 3.1 from the routes: what a route declares, and what follows from its kind and policy.
import swagger from '@fastify/swagger'
import swaggerUi from '@fastify/swagger-ui'
import type { FastifySchema, RouteOptions } from 'fastify'
import { type ProblemName, problem, problemBody, problems } from '../problems.ts'
import { type Allow, allowAll, wantedRoles } from './access.ts'
import type { App } from './types.ts'

/** Must be registered before any route. */
export const describeRoutes = async (app: App, title: string, version: string): Promise<void> => {
  await app.register(swagger, {
    openapi: {
      openapi: '3.1.0',
      info: {
        title,
        version,
        description:
          'Amounts are integers in minor units, times ISO 8601. Every error is application/problem+json with a stable ' +
          'type. Commands take an Idempotency-Key and answer with Position; queries take it as Min-Position.',
        license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
      },
      servers: [{ url: '/', description: 'this origin' }],
      components: {
        securitySchemes: {
          access: { type: 'http', scheme: 'bearer', bearerFormat: 'JWT', description: 'from POST /v1/sessions' },
          playback: { type: 'http', scheme: 'bearer', bearerFormat: 'JWT', description: 'from POST /v1/playbacks' },
          internal: { type: 'apiKey', in: 'header', name: 'internal-secret', description: 'between our own rooms' },
        },
      },
    },
    transform: ({ schema, url, route }) => ({ schema: schema?.hide ? schema : documented(schema ?? {}, route), url }),
  })
  await app.register(async (docs) => {
    allowAll(docs, 'anonymous')
    await docs.register(swaggerUi, {
      routePrefix: '/docs',
      staticCSP: true,
      uiConfig: { docExpansion: 'list', validatorUrl: null },
    })
  })
}

const documented = (schema: FastifySchema, { config = {}, method }: RouteOptions): FastifySchema => {
  const { allow = 'open', kind } = config
  const security = securityOf(allow)
  const command = kind === 'command' && ![method].flat().includes('GET')
  const own = (schema.headers ?? { type: 'object', properties: {} }) as { properties?: object }
  const headers = {
    ...own,
    properties: { ...own.properties, ...(command ? keyHeader : {}), ...(kind === 'query' ? minPosition : {}) },
  }
  return {
    ...schema,
    ...(security.length ? { security } : {}),
    ...(Object.keys(headers.properties).length ? { headers } : {}),
    response: {
      ...withHeaders(schema.response as Record<string, object> | undefined, command, kind === 'query'),
      ...problemAnswers(problemsOf(schema, config.problems ?? [], allow, command)),
    },
  }
}

const securityOf = (allow: Allow) => {
  if (allow === 'anonymous' || allow === 'signature') return []
  if (allow === 'internal') return [{ internal: [] }]
  if (allow === 'playback') return [{ playback: [] }, { access: [] }]
  return allow === 'open' ? [{}, { access: [] }] : [{ access: [] }]
}

const problemsOf = (schema: FastifySchema, own: readonly ProblemName[], allow: Allow, command: boolean) => {
  const names = new Set<ProblemName>([...own, 'internal', 'unavailable'])
  const add = (when: boolean, ...more: ProblemName[]) => {
    if (when) for (const name of more) names.add(name)
  }
  add([schema.body, schema.params, schema.querystring, schema.headers].some(Boolean), 'invalid-request')
  add(Boolean(schema.body), 'too-large', 'unsupported-media')
  add(allow !== 'anonymous' && allow !== 'signature', 'unauthenticated')
  add(!['anonymous', 'signature', 'internal'].includes(String(allow)), 'token-expired')
  add(wantedRoles(allow).length > 0, 'forbidden')
  add(command, 'idempotency-key-reused', 'outcome-unknown')
  return [...names].sort((a, b) => problems[a].status - problems[b].status)
}

const problemAnswers = (names: readonly ProblemName[]) =>
  Object.fromEntries(
    [...new Set(names.map((name) => problems[name].status))].map((status) => {
      const here = names.filter((name) => problems[name].status === status)
      return [status, problemAnswer(here)]
    }),
  )

const problemAnswer = (names: readonly ProblemName[]) => ({
  description: names.map((name) => `\`${name}\`: ${problems[name].title}.`).join(' '),
  content: {
    'application/problem+json': {
      schema: {
        ...problemSchema,
        properties: { ...problemSchema.properties, type: { type: 'string', enum: names.map((n) => `/problems/${n}`) } },
      },
      examples: Object.fromEntries(
        names.map((name) => [
          name,
          { value: problemBody(problem(name), 'urn:uuid:3f0a1f64-6f0e-4b7c-9d3c-0e4f8f0b7a11') },
        ]),
      ),
    },
  },
})

const problemSchema = {
  type: 'object',
  required: ['type', 'title', 'status', 'detail', 'instance'],
  properties: {
    type: { type: 'string' },
    title: { type: 'string' },
    status: { type: 'integer' },
    detail: { type: 'string' },
    instance: { type: 'string', description: 'names this one occurrence' },
    errors: {
      type: 'array',
      items: {
        type: 'object',
        required: ['field', 'message'],
        properties: { field: { type: 'string' }, message: { type: 'string' } },
      },
    },
  },
}

const position = 'topic/partition@offset, several joined with commas'

const keyHeader = {
  'idempotency-key': {
    type: 'string',
    minLength: 1,
    maxLength: 255,
    description: 'The same key means the same command: repeat a request with it. Made by the server when missing.',
  },
}
const minPosition = {
  'min-position': {
    type: 'string',
    maxLength: 400,
    description: `Answer from a view that has read this far: ${position}.`,
  },
}

const withHeaders = (response: Record<string, object> | undefined, command: boolean, query: boolean) =>
  Object.fromEntries(
    Object.entries(response ?? {}).map(([status, answer]) => [
      status,
      { ...answer, ...(command ? { headers: commandHeaders } : query ? { headers: queryHeaders } : {}) },
    ]),
  )

const commandHeaders = {
  position: { type: 'string', description: `Where the command stands on the log: ${position}.` },
  'idempotency-key': { type: 'string', description: 'The key that was sent, or made.' },
}
const queryHeaders = {
  stale: { type: 'string', description: '`true` when the view had not reached Min-Position in time.' },
}
