// A Fetch answer's records without a copy: what nobody asks of a record is not read out of the bytes.
import type { Headers, LogRecord } from '../log.ts'

/** What kafkajs looks at before it gives a batch to us. */
type BatchContext = Readonly<{ producerId: string; inTransaction: boolean; isControlBatch: boolean }>

const MAGIC = 2
const MAGIC_AT = 16
const COMPRESSED = 7
const TRANSACTIONAL = 16
const CONTROL = 32
const APPEND_TIME = 8
/** up to the first record of a batch */
const BATCH_HEAD = 61
/** offset and length, which the length does not count */
const LENGTH_HEAD = 12

let bytes: Buffer = Buffer.alloc(0)
let at = 0

const varint = (): number => {
  let rest = 0
  for (let shift = 0; ; shift += 7) {
    const byte = bytes[at++] as number
    rest |= (byte & 0x7f) << shift
    if (byte < 0x80) return (rest >>> 1) ^ -(rest & 1)
  }
}

/** A time's distance may be more than 32 bits hold. */
const varlong = (): number => {
  let rest = 0n
  for (let shift = 0n; ; shift += 7n) {
    const byte = bytes[at++] as number
    rest |= BigInt(byte & 0x7f) << shift
    if (byte < 0x80) return Number((rest >> 1n) ^ -(rest & 1n))
  }
}

const smallVarlong = (): number => {
  const first = bytes[at] as number
  if (first >= 0x80) return varlong()
  at++
  return (first >>> 1) ^ -(first & 1)
}

type Name = Readonly<{ text: string; bytes: Buffer }>

/** Names of headers are few: each is made a string once per place in this table. */
const names: (Name | undefined)[] = new Array(256)

const nameAt = (from: number, length: number): string => {
  const until = from + length
  const place = (length * 31 + (bytes[from] ?? 0) * 7 + (bytes[until - 1] ?? 0)) & 255
  const known = names[place]
  if (known && known.bytes.length === length) {
    let i = 0
    while (i < length && known.bytes[i] === bytes[from + i]) i++
    if (i === length) return known.text
  }
  const own = Buffer.from(bytes.subarray(from, until))
  const text = own.toString()
  names[place] = { text, bytes: own }
  return text
}

/** One record where it stands. To kafkajs it looks as its own do; `recordAt` makes ours of it. */
export class FetchedRecord {
  readonly magicByte = MAGIC
  readonly attributes = 0
  readonly offset: string
  readonly place: number
  readonly time: number
  readonly batchContext: BatchContext
  readonly source: Buffer
  readonly keyAt: number

  constructor(source: Buffer, keyAt: number, place: number, time: number, batchContext: BatchContext) {
    this.source = source
    this.keyAt = keyAt
    this.place = place
    this.offset = String(place)
    this.time = time
    this.batchContext = batchContext
  }
  get isControlRecord(): boolean {
    return this.batchContext.isControlBatch
  }
  get timestamp(): string {
    return String(this.time)
  }
  get key(): Buffer | null {
    this.begin()
    return sliceHere()
  }
  get value(): Buffer | null {
    this.begin()
    skipHere()
    return sliceHere()
  }
  get headers(): Record<string, Buffer | Buffer[]> {
    this.begin()
    skipHere()
    skipHere()
    const headers: Record<string, Buffer | Buffer[]> = {}
    for (let left = varint(); left > 0; left--) {
      const name = nameHere()
      const value = sliceHere() as Buffer
      const before = headers[name]
      headers[name] = before === undefined ? value : Array.isArray(before) ? [...before, value] : [before, value]
    }
    return headers
  }
  begin(): void {
    bytes = this.source
    at = this.keyAt
  }
}

const sliceHere = (): Buffer | null => {
  const length = varint()
  if (length < 0) return null
  const from = at
  at += length
  return bytes.subarray(from, at)
}
const skipHere = (): void => {
  const length = varint()
  if (length > 0) at += length
}
const textHere = (): string => {
  const length = varint()
  if (length <= 0) return ''
  const from = at
  at += length
  return bytes.toString('utf8', from, at)
}
const nameHere = (): string => {
  const length = varint()
  const from = at
  at += length
  return nameAt(from, length)
}

const EMPTY = Buffer.alloc(0)

/** The record of the port; of a header with several values the first. */
export const recordAt = (topic: string, partition: number, record: FetchedRecord): LogRecord => {
  record.begin()
  const key = textHere()
  const value = sliceHere() ?? EMPTY
  const headers: Record<string, string> = {}
  for (let left = varint(); left > 0; left--) {
    const name = nameHere()
    if (headers[name] === undefined) headers[name] = textHere()
    else skipHere()
  }
  return {
    topic,
    partition,
    offset: BigInt(record.place),
    key,
    value,
    headers: headers as Headers,
    timestamp: record.time,
  }
}

/**
 * All records of whole batches; the last batch may be cut off. Undefined when a batch is compressed, of another format or
 * beyond what a double counts: kafkajs then reads them itself.
 */
export const decodeBatches = (set: Buffer): readonly FetchedRecord[] | undefined => {
  const records: FetchedRecord[] = []
  for (let start = 0; start + BATCH_HEAD <= set.length; ) {
    const end = start + LENGTH_HEAD + set.readInt32BE(start + 8)
    const attributes = set.readInt16BE(start + 21)
    const base = Number(set.readBigInt64BE(start))
    if (set[start + MAGIC_AT] !== MAGIC || attributes & COMPRESSED || !Number.isSafeInteger(base)) return undefined
    if (end > set.length) break
    const firstTime = Number(set.readBigInt64BE(start + 27))
    const appended = attributes & APPEND_TIME ? Number(set.readBigInt64BE(start + 35)) : undefined
    const context: BatchContext = {
      producerId: String(set.readBigInt64BE(start + 43)),
      inTransaction: (attributes & TRANSACTIONAL) !== 0,
      isControlBatch: (attributes & CONTROL) !== 0,
    }
    bytes = set
    at = start + BATCH_HEAD
    for (let left = set.readInt32BE(start + 57); left > 0; left--) {
      const length = varint()
      const next = at + length
      at++
      const distance = smallVarlong()
      const place = base + varint()
      records.push(new FetchedRecord(set, at, place, appended ?? firstTime + distance, context))
      at = next
    }
    start = end
  }
  return records
}
