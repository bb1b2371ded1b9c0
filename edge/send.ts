// Answers one object: ranges, validators, compression, streamed from the store.
import { pipeline, Readable } from 'node:stream'
import { createGzip } from 'node:zlib'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { problem } from '../platform/http.ts'
import { ObjectMissing, RangeOutside } from '../platform/objects.ts'
import { kindOf } from './kinds.ts'
import type { Served } from './narrowed.ts'
import { rangeOf } from './range.ts'

export type Sending = Readonly<{
  objects: Served
  /** films/FILM/JOB */
  prefix: string
  file: string
  /** who may keep a copy */
  cache: 'public' | 'private'
}>

const day = 86_400

/**
 * 200, 206, 304 or 416; throws `not-found`. A set never changes under its prefix, so the tag is its place and size.
 * Playlists are asked for again each time: that is where a closed session is noticed.
 */
export const sendObject = async (request: FastifyRequest, reply: FastifyReply, sending: Sending) => {
  const { objects, prefix, file, cache } = sending
  const kind = kindOf(file)
  if (!kind) throw problem('not-found', 'There is no such file.')
  const key = `${prefix}/${file}`
  const info = await objects.stat(key)
  if (!info) throw problem('not-found', 'There is no such file.')

  const tag = `"${prefix.split('/').at(-1)}-${info.bytes}"`
  const gzip = kind.text && /\bgzip\b/.test(String(request.headers['accept-encoding'] ?? ''))
  reply
    .header('content-type', kind.type)
    .header('etag', gzip ? `W/${tag}` : tag)
    .header('accept-ranges', 'bytes')
    .header('cache-control', kind.changes ? `${cache}, no-cache` : `${cache}, max-age=${day}, immutable`)
    .header('access-control-allow-origin', '*')
    .header('access-control-expose-headers', 'Content-Length, Content-Range, ETag')
  if (kind.text) reply.header('vary', 'Accept-Encoding')
  if (matches(request.headers['if-none-match'], tag)) return reply.code(304).send()

  const wanted = request.headers['if-range'] === undefined || request.headers['if-range'] === tag
  const range = wanted && !gzip ? rangeOf(request.headers.range) : undefined
  if (gzip) reply.header('content-encoding', 'gzip')
  else if (!range) reply.header('content-length', info.bytes)
  // An empty stream, because Fastify would write its own Content-Length: 0 over ours.
  if (request.method === 'HEAD') return reply.send(Readable.from([]))

  try {
    const object = await objects.open(key, range)
    if (range)
      reply
        .code(206)
        .header('content-range', `bytes ${object.start}-${object.end}/${object.bytes}`)
        .header('content-length', object.end - object.start + 1)
    if (!gzip) return reply.send(object.stream)
    return reply.send(pipeline(object.stream, createGzip(), () => undefined))
  } catch (error) {
    if (error instanceof ObjectMissing) throw problem('not-found', 'There is no such file.')
    if (!(error instanceof RangeOutside)) throw error
    return reply
      .code(416)
      .header('content-range', `bytes */${info.bytes}`)
      .header('content-length', 0)
      .header('cache-control', 'no-store')
      .send()
  }
}

const matches = (header: string | undefined, tag: string): boolean =>
  header === '*' || (header ?? '').split(',').some((one) => one.trim().replace(/^W\//, '') === tag)
