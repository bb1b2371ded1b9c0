// Values of a keyed store as bytes.
import { deserialize, serialize } from 'node:v8'

const PLAIN = Buffer.from([0])

/** Bytes stand as they are behind a zero; what v8 serializes begins with 0xff. */
export const bytesOf = (value: unknown): Uint8Array =>
  Buffer.isBuffer(value) ? Buffer.concat([PLAIN, value]) : serialize(value)

export const valueOfBytes = (bytes: Uint8Array): unknown =>
  bytes[0] === 0 ? Buffer.from(bytes.buffer, bytes.byteOffset + 1, bytes.byteLength - 1) : deserialize(bytes)
