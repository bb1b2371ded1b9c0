// Refuses work while there is too much of it, before anything is read or handed over.
import { monitorEventLoopDelay } from 'node:perf_hooks'
import type { FastifyInstance } from 'fastify'
import { problem } from '../problems.ts'

export type Limits = Readonly<{
  /** requests in work at once in this process */
  inFlight: number
  /** ms that the event loop may lag, as the mean of the last second */
  loopDelay: number
}>

export const defaultLimits: Limits = { inFlight: 2_000, loopDelay: 1_000 }

const alwaysAnswered = new Set(['/livez', '/readyz', '/metrics'])

/**
 * 503 with Retry-After over the limits; health and metrics are always answered. While stopping each answer ends its
 * connection, so that a client's next request goes elsewhere: one that is already here is not refused for it.
 */
export const refuseUnderPressure = (app: FastifyInstance, limits: Limits, draining: AbortSignal): void => {
  const delay = monitorEventLoopDelay({ resolution: 20 })
  let lag = 0
  let inFlight = 0
  const sample = setInterval(() => {
    lag = delay.count ? delay.mean / 1e6 - 20 : 0
    delay.reset()
  }, 1_000).unref()
  delay.enable()

  app.addHook('onRequest', async (request, reply) => {
    if (draining.aborted) reply.header('connection', 'close')
    if (alwaysAnswered.has(request.routeOptions.url ?? '')) return
    if (inFlight >= limits.inFlight || lag > limits.loopDelay)
      throw problem('unavailable', 'Too busy at the moment.', { retryAfter: 2 })
    inFlight += 1
    reply.raw.once('close', () => {
      inFlight -= 1
    })
  })

  app.addHook('onClose', async () => {
    clearInterval(sample)
    delay.disable()
  })
}
