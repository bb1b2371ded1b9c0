// Values of a keyed store as bytes: bytes as they are, JSON where that gives back the same, else what v8 serializes, which
// takes several times as long for a small value.
import { deserialize, serialize } from 'node:v8'

/** The first byte says which; what v8 serializes begins with 0xff. */
export const PLAIN = 0
const JSON_TEXT = 1

/** So deep at most: what contains itself never ends. */
const DEEP = 32

/** Whether JSON gives back exactly what it is given. */
const isJson = (value: unknown, depth = 0): boolean => {
  switch (typeof value) {
    case 'string':
    case 'boolean':
      return true
    case 'number':
      return Number.isFinite(value) && !Object.is(value, -0)
    case 'object':
      return value === null || (depth < DEEP && (Array.isArray(value) ? isJsonArray : isJsonObject)(value, depth + 1))
    default:
      return false
  }
}

const isJsonArray = (value: object, depth: number): boolean => {
  const array = value as readonly unknown[]
  for (let i = 0; i < array.length; i++) if (!isJson(array[i], depth)) return false
  // Nothing beside its elements.
  return Object.getPrototypeOf(value) === Array.prototype && Object.keys(value).length === array.length
}

const isJsonObject = (value: object, depth: number): boolean => {
  if (Object.getPrototypeOf(value) !== Object.prototype) return false
  for (const name in value) if (!isJson((value as Record<string, unknown>)[name], depth)) return false
  return true
}

const behind = (first: number, most: number, write: (bytes: Buffer) => number): Uint8Array => {
  const bytes = Buffer.allocUnsafe(1 + most)
  bytes[0] = first
  return bytes.subarray(0, 1 + write(bytes))
}

export const bytesOf = (value: unknown): Uint8Array => {
  if (Buffer.isBuffer(value)) return behind(PLAIN, value.length, (bytes) => value.copy(bytes, 1))
  if (!isJson(value)) return serialize(value)
  const text = JSON.stringify(value)
  return behind(JSON_TEXT, text.length * 3, (bytes) => bytes.write(text, 1))
}

export const valueOfBytes = (bytes: Uint8Array): unknown => {
  const rest = () => Buffer.from(bytes.buffer, bytes.byteOffset + 1, bytes.byteLength - 1)
  if (bytes[0] === PLAIN) return rest()
  return bytes[0] === JSON_TEXT ? JSON.parse(rest().toString()) : deserialize(bytes)
}
