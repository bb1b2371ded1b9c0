// A film's source from the wire into the object store: streamed, looked at, limited, checked against its digest.
import type { IncomingMessage } from 'node:http'
import { type ObjectStore, ObjectTooLarge, StorageFull } from '../../../platform/objects.ts'
import { Problem, problem } from '../../../platform/problems.ts'
import { containerOf, sniffLength } from './container.ts'

export type Received = Readonly<{ bytes: number; sha256: string; contentType: string }>

export type Wanted = Readonly<{
  key: string
  /** bytes */
  limit: number
  /** SHA-256 in hex that the client said, if it did */
  digest: string | undefined
}>

/**
 * Stores the body under the key. Whatever goes wrong, nothing is left there. Throws `unsupported-media`, `too-large`,
 * `digest-mismatch`, `storage-full`, or `invalid-request` when the connection broke off.
 */
export const receive = async (objects: ObjectStore, body: IncomingMessage, wanted: Wanted): Promise<Received> => {
  const { key, limit, digest } = wanted
  if (Number(body.headers['content-length'] ?? 0) > limit) throw tooLarge(limit)
  const { chunks, contentType } = looked(body)
  const stored = await objects.put(key, chunks, { limit }).catch((error: unknown) => {
    throw asProblem(error, limit)
  })
  if (digest !== undefined && digest !== stored.sha256) {
    await objects.remove(key)
    throw problem('digest-mismatch', `Content-Digest says ${digest}, the bytes give ${stored.sha256}.`)
  }
  return { ...stored, contentType: contentType() }
}

/** The body's chunks, the first of them long enough to tell what it is. */
const looked = (body: IncomingMessage) => {
  let type: string | undefined
  const look = (head: Buffer): Buffer => {
    type = containerOf(head)
    if (!type) throw problem('unsupported-media', 'The first bytes are not those of a video file.')
    return head
  }
  const chunks = async function* () {
    let head: Buffer[] | undefined = []
    let length = 0
    // Not to be destroyed when refused: the answer still has to go out on this connection.
    for await (const chunk of body.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>) {
      if (!head) {
        yield chunk
        continue
      }
      head.push(chunk)
      length += chunk.length
      if (length < sniffLength) continue
      yield look(Buffer.concat(head))
      head = undefined
    }
    if (head) yield look(Buffer.concat(head))
  }
  return { chunks: chunks(), contentType: () => type ?? 'application/octet-stream' }
}

const asProblem = (error: unknown, limit: number): unknown => {
  if (error instanceof Problem) return error
  if (error instanceof ObjectTooLarge) return tooLarge(limit)
  if (error instanceof StorageFull) return problem('storage-full')
  const { code } = error as { code?: string }
  return code === 'ECONNRESET' || code === 'ERR_STREAM_PREMATURE_CLOSE'
    ? problem('invalid-request', 'The upload broke off; nothing was kept.')
    : error
}

const tooLarge = (limit: number) => problem('too-large', `A source has at most ${limit} bytes.`, { limit })

/** `sha-256=:…:` (RFC 9530) as hex; undefined when the header is missing or names other algorithms only. */
export const digestIn = (header: string | undefined): string | undefined => {
  const given = header?.split(',').find((part) => part.trim().toLowerCase().startsWith('sha-256='))
  if (given === undefined) return undefined
  const [, base64] = /^\s*sha-256=:([A-Za-z0-9+/]{43}=):\s*$/i.exec(given) ?? []
  if (base64) return Buffer.from(base64, 'base64').toString('hex')
  const message = 'looks like sha-256=:base64:'
  throw problem('invalid-request', `Content-Digest ${message}.`, {
    errors: [{ field: 'headers/content-digest', message }],
  })
}

/** Takes what a refused client still sends, for a while: many only look for an answer when they have sent all. */
export const drain = (body: IncomingMessage, { bytes = 64 * 2 ** 20, ms = 5_000 } = {}): Promise<void> =>
  new Promise((resolve) => {
    if (body.readableEnded || body.destroyed) return resolve()
    let left = bytes
    const done = () => {
      clearTimeout(late)
      body.off('data', count).off('end', done).off('close', done).off('error', done)
      resolve()
    }
    const count = (chunk: Buffer) => {
      left -= chunk.length
      if (left < 0) done()
    }
    const late = setTimeout(done, ms)
    body.on('data', count).once('end', done).once('close', done).once('error', done).resume()
  })
