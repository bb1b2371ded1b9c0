// The same Idempotency-Key is answered the same, and its work done once.
import type { FastifyReply, FastifyRequest } from 'fastify'
import type { Answer, Bank } from './bank.ts'

export type Once = Bank['once']

const keyOf = ({ headers }: FastifyRequest): string | undefined => {
  const key = headers['idempotency-key']
  return typeof key === 'string' && key.length > 0 ? key.slice(0, 255) : undefined
}

/** Keys in order, so that the same body is the same text however it was written. */
export const sameText = (value: unknown): string =>
  JSON.stringify(value, (_, part: unknown) =>
    part !== null && typeof part === 'object' && !Array.isArray(part)
      ? Object.fromEntries(Object.entries(part).sort(([a], [b]) => (a < b ? -1 : 1)))
      : part,
  )

/** Fastify's own types of a reply depend on the route's schema; this answers for all of them. */
export const once = (
  answers: Once,
  request: FastifyRequest,
  reply: Pick<FastifyReply, 'code' | 'header'>,
  make: () => Answer,
): unknown => {
  const text = `${request.method} ${request.url} ${sameText(request.body ?? {})}`
  const { status, body, replayed } = answers(keyOf(request), text, make)
  reply.code(status).header('idempotent-replayed', String(replayed))
  return body
}
