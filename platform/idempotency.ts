// The Idempotency-Key of a request and the hash of its body: what makes a retry the same command.
import { hash, randomUUID } from 'node:crypto'
import type { IncomingHttpHeaders } from 'node:http'
import { problem } from './problems.ts'

export const longestKey = 255

/** The client's key, or a new one that the answer tells. Throws `invalid-request` for a key that no header can carry back. */
export const idempotencyKeyOf = (headers: IncomingHttpHeaders): string => {
  const given = headers['idempotency-key']
  if (given === undefined) return randomUUID()
  if (typeof given === 'string' && /^[\x20-\x7e]{1,255}$/.test(given) && given.trim() !== '') return given
  const message = `has 1 to ${longestKey} printable ASCII characters`
  throw problem('invalid-request', `An Idempotency-Key ${message}.`, {
    errors: [{ field: 'headers/idempotency-key', message }],
  })
}

/** SHA-256 in hex of the body as parsed: order of fields and white space do not matter. */
export const bodyHashOf = (body: unknown): string => hash('sha256', canonical(body ?? null), 'hex')

const canonical = (value: unknown): string => {
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`
  if (typeof value !== 'object' || value === null) return JSON.stringify(value) ?? 'null'
  const fields = Object.entries(value).filter(([, v]) => v !== undefined)
  return `{${fields
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, v]) => `${JSON.stringify(name)}:${canonical(v)}`)
    .join(',')}}`
}
