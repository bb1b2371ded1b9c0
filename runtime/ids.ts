// Ids are derived, not drawn: whoever retries finds the same one (protocol 20, H7).
import { hash, randomUUID } from 'node:crypto'
import { isPlanted } from './planted.ts'

/**
 * A UUID (version 8: SHA-256, RFC 9562) that follows from its parts and from nothing else.
 * The parts are kept apart: ('ab', 'c') and ('a', 'bc') differ, and so do 1 and '1'.
 */
export const idOf = (...parts: readonly (string | number | bigint)[]): string => {
  const text = JSON.stringify(parts.map((part) => (typeof part === 'bigint' ? { bigint: String(part) } : part)))
  const hex = hash('sha256', text, 'hex')
  const variant = ((Number.parseInt(hex.charAt(16), 16) & 0x3) | 0x8).toString(16)
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-8${hex.slice(13, 16)}-${variant}${hex.slice(17, 20)}-${hex.slice(20, 32)}`
}

/** A command's id: an Idempotency-Key is scoped to who uses it, for what, on which aggregate. */
export const commandIdOf = (actor: string, operation: string, aggregateKey: string, idempotencyKey: string): string =>
  idOf('command', actor, operation, aggregateKey, isPlanted('retry-with-new-id') ? randomUUID() : idempotencyKey)

/** The id of the n-th record (from 0) that a command's decision leaves: the same however often it is decided. */
export const eventIdOf = (commandId: string, index: number): string => idOf('event', commandId, index)
