// The row play-events: batches taken over HTTP, validated and standing on the log, against a bare Fastify route.
import { randomUUID } from 'node:crypto'
import http from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import Fastify from 'fastify'
import { playEventsRoute } from '../command-api/http/routes/play-events.ts'
import { createAuth } from '../platform/auth.ts'
import { createApp, serve } from '../platform/http.ts'
import { openFacts } from '../runtime/index.ts'
import { inFlight } from './in-flight.ts'
import { benchInstallation } from './installation.ts'
import { inPairs, type Measured } from './pairs.ts'

const batch = 10
const width = 32
const requests = 2_000
const sessions = 64

const eventsFrom = (first: number) =>
  Array.from({ length: batch }, (_, i) => ({
    ...{ sequence: first + i, type: 'heartbeat', clientAt: '2026-11-21T20:15:00.000Z', positionMs: 10_000 * i },
    ...{ playedMs: 10_000, stalledMs: 0, bufferMs: 12_000, height: 720, bitrate: 2_800_000, droppedFrames: 0 },
  }))

type Session = Readonly<{ playbackId: string; token: string }>

/** Both are asked by the same client: the n-th batch of one of 64 sessions. Throws on any answer but 202. */
const client = (url: string, agent: http.Agent, all: readonly Session[]) => {
  const told = new Map<string, number>()
  return (i: number) =>
    new Promise<void>((resolve, reject) => {
      const session = all[i % all.length]
      if (!session) return reject(new Error('no session'))
      const first = (told.get(session.playbackId) ?? 0) + 1
      told.set(session.playbackId, first + batch - 1)
      const headers = { 'content-type': 'application/json', authorization: `Bearer ${session.token}` }
      const options = { method: 'POST', agent, headers }
      const request = http.request(`${url}/v1/playbacks/${session.playbackId}/events`, options, (answer) => {
        answer.resume()
        answer.on('end', () =>
          answer.statusCode === 202 ? resolve() : reject(new Error(`answered ${answer.statusCode}`)),
        )
      })
      request.on('error', reject)
      request.end(JSON.stringify({ events: eventsFrom(first) }))
    })
}

/** Takes the body and answers: what any route costs. */
const bareServer = async () => {
  const app = Fastify({ logger: false, bodyLimit: 256 * 1024 })
  app.post('/v1/playbacks/:playbackId/events', async (request, reply) => {
    const { events } = request.body as { events: unknown[] }
    return reply.code(202).send({ accepted: events.length })
  })
  await app.listen({ host: '127.0.0.1', port: 0 })
  return { url: `http://127.0.0.1:${(app.server.address() as AddressInfo).port}`, stop: () => app.close() }
}

export const playEventsRow = async (say: (line: string) => void): Promise<Measured> => {
  const { env, partitions, logger, log, codec } = await benchInstallation('play-events')
  const auth = await createAuth({ keysFile: env.MATINEE_SIGNING_KEYS ?? join('keys'), issuer: 'http://bench' })
  const facts = await openFacts({ log, codec, partitions })
  const app = await createApp({ logger, title: 'bench', auth })
  const nowhere = { knownPlayback: async () => undefined }
  playEventsRoute(app, { facts, views: nowhere, playing: { seen: () => undefined }, settings: { eventRate: 0 } })
  const server = await serve(app, { name: 'bench', host: '127.0.0.1', port: 0 })
  const bare = await bareServer()
  const agent = new http.Agent({ keepAlive: true, maxSockets: width })
  const all = await Promise.all(
    Array.from({ length: sessions }, async () => {
      const playback = { playbackId: randomUUID(), viewerId: randomUUID(), filmId: randomUUID(), jobId: randomUUID() }
      const token = await auth.signPlayback({ ...playback, simulated: true, lines: null }, Date.now() + 3_600_000)
      return { playbackId: playback.playbackId, token }
    }),
  )
  const rate = (call: (i: number) => Promise<void>) => async () => (await inFlight(width, requests, call)).rate * batch
  try {
    return await inPairs({
      ...{ name: 'play-events', unit: 'events/s', say },
      ours: rate(client(server.url, agent, all)),
      reference: rate(client(bare.url, agent, all)),
    })
  } finally {
    agent.destroy()
    await bare.stop()
    await server.stop()
    await facts.close()
    await log.close()
  }
}
