// The app as routes see it, and what they may declare beside Fastify's own.
import type { IncomingMessage, ServerResponse } from 'node:http'
import type { TypeBoxTypeProvider } from '@fastify/type-provider-typebox'
import type { FastifyBaseLogger, FastifyInstance, RawServerDefault } from 'fastify'
import type { Caller, Playback } from '../auth.ts'
import type { Metrics } from '../metrics.ts'
import type { ProblemName } from '../problems.ts'
import type { Allow } from './access.ts'

export type App = FastifyInstance<
  RawServerDefault,
  IncomingMessage,
  ServerResponse,
  FastifyBaseLogger,
  TypeBoxTypeProvider
>

declare module 'fastify' {
  interface FastifyContextConfig {
    /** who may use the route; without it the app does not start */
    allow?: Allow
    /** problems that this route answers with, beside those that follow from its kind and policy */
    problems?: readonly ProblemName[]
    /** a command takes Idempotency-Key and gives Position; a query takes Min-Position and may give Stale */
    kind?: 'command' | 'query'
  }
  interface FastifyRequest {
    caller: Caller | null
    playback: Playback | null
  }
  interface FastifyInstance {
    metrics: Metrics
    /** aborted when the app begins to stop: streams that never end must end then */
    draining: AbortSignal
    /** begins to stop: the app goes on answering until it is closed */
    drain(): void
  }
}
