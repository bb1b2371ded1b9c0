// Server-sent events: bounded in number, with heartbeats, ended when the client reads too slowly or the process stops.
import type { ServerResponse } from 'node:http'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { type App, callerOf } from '../platform/http.ts'
import { problem } from '../platform/problems.ts'

export type Live = Readonly<{
  /** aborted when the client left, fell behind, or the process stops */
  signal: AbortSignal
  /** from Last-Event-ID: where a lost connection left off */
  lastId: string | undefined
  send(event: string, data: unknown, id: string): void
}>

const mostStreams = 200
const mostOfOnePerson = 10
const heartbeatMs = 15_000
/** A client that lets this much pile up is cut off: it connects again and goes on from its last id. */
const mostBuffered = 1024 * 1024
let open = 0
const openBy = new Map<string, number>()

/** Route options: a stream may take longer than any answer, and without a body it is nothing. */
export const streaming = { handlerTimeout: 24 * 3_600_000, exposeHeadRoute: false } as const

/** Throws `unavailable` or `too-many-requests`; the answer gives the place back. */
const takePlace = (personId: string): (() => void) => {
  if (open >= mostStreams) throw problem('unavailable', 'Too many live streams are open.', { retryAfter: 10 })
  const own = openBy.get(personId) ?? 0
  if (own >= mostOfOnePerson)
    throw problem('too-many-requests', `${own} live streams are open already; close one.`, { retryAfter: 10 })
  open++
  openBy.set(personId, own + 1)
  return () => {
    open--
    const left = (openBy.get(personId) ?? 1) - 1
    if (left) openBy.set(personId, left)
    else openBy.delete(personId)
  }
}

/** Where a lost connection left off, as the client says. */
export const lastIdOf = ({ headers }: FastifyRequest): string | undefined => {
  const given = headers['last-event-id']
  return typeof given === 'string' && given !== '' ? given.slice(0, 200) : undefined
}

/**
 * Answers with a stream and runs `work` until it resolves or the stream ends. Throws `unavailable` when too many are
 * open, `too-many-requests` when too many are the caller's; what `work` throws ends the stream and is logged.
 */
export const stream = async (
  app: App,
  request: FastifyRequest,
  reply: FastifyReply,
  work: (live: Live) => Promise<void>,
): Promise<void> => {
  const giveBack = takePlace(callerOf(request).personId)
  reply.hijack()
  const { raw } = reply
  const ended = new AbortController()
  const end = () => ended.abort()
  app.draining.addEventListener('abort', end, { once: true })
  raw.on('close', end).on('error', end)
  for (const [name, value] of Object.entries(reply.getHeaders())) if (value !== undefined) raw.setHeader(name, value)
  raw.writeHead(200, {
    'content-type': 'text/event-stream; charset=utf-8',
    'cache-control': 'no-store',
    'x-accel-buffering': 'no',
  })
  const write = writer(raw, end)
  write('retry: 2000\n\n')
  const beat = setInterval(() => write(': still here\n\n'), heartbeatMs)
  try {
    if (app.draining.aborted) return
    await work({
      signal: ended.signal,
      lastId: lastIdOf(request),
      send: (event, data, id) => write(`id: ${id}\nevent: ${event}\ndata: ${JSON.stringify(data)}\n\n`),
    })
  } catch (error) {
    if (!ended.signal.aborted) request.log.error({ err: error }, 'a live stream ended badly')
  } finally {
    clearInterval(beat)
    app.draining.removeEventListener('abort', end)
    giveBack()
    raw.end()
  }
}

const writer = (raw: ServerResponse, end: () => void) => (text: string) => {
  if (raw.destroyed || raw.writableEnded) return
  raw.write(text)
  if (raw.writableLength > mostBuffered) {
    end()
    raw.destroy()
  }
}

/** Resolves after `ms`, or at once when the stream ends. */
export const pause = (ms: number, signal: AbortSignal): Promise<void> =>
  new Promise((resolve) => {
    if (signal.aborted) return resolve()
    const done = () => {
      clearTimeout(timer)
      signal.removeEventListener('abort', done)
      resolve()
    }
    const timer = setTimeout(done, ms)
    signal.addEventListener('abort', done)
  })
