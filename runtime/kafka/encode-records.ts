// A Produce request's bytes from the records, written once from front to back (record batches of magic 2, no compression).
import { crc32c } from './crc32c.ts'

type Text = string | Buffer | null

/** As kafkajs hands it to its encoder; a record with a time of its own, or several values of a header, is not for us. */
export type ProducedRecord = Readonly<{
  key?: Text
  value: Text
  headers?: Readonly<Record<string, unknown>>
  timestamp?: unknown
}>

export type Produced = Readonly<{
  acks: number
  timeout: number
  transactionalId?: string | null | undefined
  producerId?: unknown
  producerEpoch?: number
  topicData: readonly Readonly<{
    topic: string
    partitions: readonly Readonly<{
      partition: number
      firstSequence?: number | undefined
      messages: readonly ProducedRecord[]
    }>[]
  }>[]
}>

const TRANSACTIONAL = 16
const MAGIC = 2
const ROOM = 256

let bytes = Buffer.alloc(0)
let at = 0

const need = (more: number): void => {
  if (at + more <= bytes.length) return
  const larger = Buffer.allocUnsafeSlow(Math.max(bytes.length * 2, at + more))
  bytes.copy(larger, 0, 0, at)
  bytes = larger
}

const int8 = (value: number): void => {
  bytes[at++] = value
}
const int16 = (value: number): void => {
  at = bytes.writeInt16BE(value, at)
}
const int32 = (value: number): void => {
  at = bytes.writeInt32BE(value, at)
}
const int64 = (value: bigint): void => {
  at = bytes.writeBigInt64BE(value, at)
}
const varint = (value: number): void => {
  let rest = ((value << 1) ^ (value >> 31)) >>> 0
  for (; rest > 0x7f; rest >>>= 7) bytes[at++] = (rest & 0x7f) | 0x80
  bytes[at++] = rest
}

/** Most texts here are short and ASCII: their bytes are their characters. */
const varText = (text: string): void => {
  need(text.length * 3 + 5)
  const start = at
  varint(text.length)
  let i = 0
  for (; i < text.length; i++) {
    const code = text.charCodeAt(i)
    if (code > 0x7f) break
    bytes[at++] = code
  }
  if (i === text.length) return
  at = start
  varint(Buffer.byteLength(text))
  at += bytes.write(text, at)
}

const varBytes = (value: Text | undefined): void => {
  if (value === null || value === undefined) varint(-1)
  else if (typeof value === 'string') varText(value)
  else {
    need(value.length + 5)
    varint(value.length)
    bytes.set(value, at)
    at += value.length
  }
}

const record = ({ key, value, headers = {} }: ProducedRecord, offsetDelta: number): void => {
  need(ROOM)
  // Room for the length: two bytes hold it from 64 to 8,191; else what follows is moved.
  const start = at
  const body = start + 2
  at = body
  int8(0)
  varint(0)
  varint(offsetDelta)
  varBytes(key)
  varBytes(value)
  let count = 0
  for (const _ in headers) count++
  need(ROOM)
  varint(count)
  for (const name in headers) {
    varText(name)
    varBytes(headers[name] as Text)
  }
  const length = at - body
  if (length < 64 || length > 8_191) {
    const width = length < 64 ? 1 : length < 1_048_576 ? 3 : 4
    need(width)
    bytes.copyWithin(start + width, body, at)
  }
  at = start
  varint(length)
  at += length
}

const batch = (records: readonly ProducedRecord[], now: bigint, writer: Writer): void => {
  need(ROOM)
  int64(0n)
  const lengthAt = at
  int32(0)
  int32(0)
  int8(MAGIC)
  const sumAt = at
  int32(0)
  int16(writer.isTransactional ? TRANSACTIONAL : 0)
  int32(records.length - 1)
  int64(now)
  int64(now)
  int64(writer.id)
  int16(writer.epoch)
  int32(writer.firstSequence)
  int32(records.length)
  for (let i = 0; i < records.length; i++) record(records[i] as ProducedRecord, i)
  bytes.writeInt32BE(at - lengthAt - 4, lengthAt)
  bytes.writeUInt32BE(crc32c(bytes, sumAt + 4, at), sumAt)
}

type Writer = Readonly<{ isTransactional: boolean; id: bigint; epoch: number; firstSequence: number }>

const text16 = (text: string | null): void => {
  if (text === null) {
    int16(-1)
    return
  }
  need(text.length * 3 + 2)
  const start = at
  at += 2
  at += bytes.write(text, at)
  bytes.writeInt16BE(at - start - 2, start)
}

const isText = (value: unknown): boolean =>
  typeof value === 'string' || value === null || value === undefined || Buffer.isBuffer(value)

const isPlain = ({ key, value, headers, timestamp }: ProducedRecord): boolean => {
  if (timestamp !== undefined || !isText(key) || !isText(value)) return false
  for (const name in headers) if (!isText(headers[name])) return false
  return true
}

/** Whether `encodeProduce` writes what kafkajs would. */
export const canEncode = ({ topicData }: Produced): boolean =>
  topicData.every(({ partitions }) => partitions.every(({ messages }) => messages.every(isPlain)))

/** kafkajs' own Long, or what BigInt takes. */
const bigintOf = (value: unknown): bigint =>
  BigInt(typeof value === 'object' && value !== null ? String(value) : (value as string | number | bigint))

/** The body of Produce, versions 3 to 7. */
export const encodeProduce = (request: Produced, now: number): Buffer => {
  const { acks, timeout, transactionalId = null, producerId = -1n, producerEpoch = 0, topicData } = request
  const time = BigInt(now)
  const count = topicData.reduce(
    (sum, { partitions }) => sum + partitions.reduce((all, { messages }) => all + messages.length, 0),
    0,
  )
  bytes = Buffer.allocUnsafeSlow(1_024 + count * 768)
  at = 0
  text16(transactionalId)
  int16(acks)
  int32(timeout)
  int32(topicData.length)
  for (const { topic, partitions } of topicData) {
    text16(topic)
    need(ROOM)
    int32(partitions.length)
    for (const { partition, messages, firstSequence = 0 } of partitions) {
      need(ROOM)
      int32(partition)
      const sizeAt = at
      int32(0)
      batch(messages, time, {
        isTransactional: Boolean(transactionalId),
        id: bigintOf(producerId),
        epoch: producerEpoch,
        firstSequence,
      })
      bytes.writeInt32BE(at - sizeAt - 4, sizeAt)
    }
  }
  const written = bytes.subarray(0, at)
  bytes = Buffer.alloc(0)
  return written
}
