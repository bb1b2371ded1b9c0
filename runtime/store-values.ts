// Values of a keyed store as bytes.
import { deserialize, serialize } from 'node:v8'

/** In front of bytes that stand as they are; what v8 serializes begins with 0xff. */
export const PLAIN = 0

export const bytesOf = (value: unknown): Uint8Array => {
  if (!Buffer.isBuffer(value)) return serialize(value)
  const bytes = Buffer.allocUnsafe(1 + value.length)
  bytes[0] = PLAIN
  bytes.set(value, 1)
  return bytes
}

export const valueOfBytes = (bytes: Uint8Array): unknown =>
  bytes[0] === PLAIN ? Buffer.from(bytes.buffer, bytes.byteOffset + 1, bytes.byteLength - 1) : deserialize(bytes)
