// kafkajs writes and reads a record field by field, each through a buffer of its own: most of what a command cost here.
// Ours take the place of its Produce 7 and of how its Fetch 11 reads records; what they do not know is still its own work.
import { createRequire } from 'node:module'
import { decodeBatches, type FetchedRecord } from './decode-records.ts'
import { canEncode, encodeProduce, type Produced } from './encode-records.ts'

const require = createRequire(import.meta.url)
const requests = 'kafkajs/src/protocol/requests'

type Encoded = Readonly<{ buf: Buffer; buffer: Buffer }>
type Request = Readonly<{ encode(): Promise<Encoded> }>
type MakeRequest = (produced: Produced & { compression?: number }) => Request
type Decoder = Readonly<{
  buffer: Buffer
  offset: number
  readInt32(): number
  canReadBytes(length: number): boolean
}> & {
  offset: number
  readBytes(length: number): Buffer
}
type DecodeMessages = (decoder: Decoder) => Promise<readonly unknown[]>

/** A module of kafkajs gets another export; whoever asks for it from now on is given that one. Returns the one before. */
export const exchange = <T>(path: string, make: (before: T) => T): void => {
  const before = require(path) as T
  const module = require.cache[require.resolve(path)]
  if (!module) throw new Error(`${path} is not where kafkajs 2.2.4 has it`)
  module.exports = make(before)
}

const produce =
  (before: MakeRequest): MakeRequest =>
  (produced) => {
    const request = before(produced)
    if (produced.compression || !canEncode(produced)) return request
    return {
      ...request,
      encode: async () => {
        const buffer = encodeProduce(produced, Date.now())
        return { buf: buffer, buffer }
      },
    }
  }

const messages =
  (before: DecodeMessages): DecodeMessages =>
  async (decoder) => {
    const start = decoder.offset
    const size = decoder.readInt32()
    if (size <= 0 || !decoder.canReadBytes(size)) return []
    const records: readonly FetchedRecord[] | undefined = decodeBatches(decoder.readBytes(size))
    if (records) return records
    decoder.offset = start
    return before(decoder)
  }

let isInstalled = false

/** For every client of this process, once. Throws when kafkajs is not built as 2.2.4 is. */
export const installFastRecords = (): void => {
  if (isInstalled) return
  isInstalled = true
  exchange(`${requests}/produce/v7/request`, produce)
  exchange(`${requests}/fetch/v4/decodeMessages`, messages)
  // It may have been loaded with the former one; kafkajs asks for it anew with every fetch.
  delete require.cache[require.resolve(`${requests}/fetch/v11/response`)]
}
