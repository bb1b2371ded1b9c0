// Our bytes against kafkajs' own, both ways: whatever it writes and reads, ours write and read the same.
import assert from 'node:assert/strict'
import { createRequire } from 'node:module'
import { test } from 'node:test'
import fc from 'fast-check'
import { crc32c } from './crc32c.ts'
import { decodeBatches, recordAt } from './decode-records.ts'
import { canEncode, encodeProduce, type Produced } from './encode-records.ts'

const require = createRequire(import.meta.url)
type Encoder = { buffer: Buffer }
const theirProduce = require('kafkajs/src/protocol/requests/produce/v3/request.js') as (of: object) => {
  encode(): Promise<Encoder>
}
const theirMessages = require('kafkajs/src/protocol/requests/fetch/v4/decodeMessages.js') as (
  decoder: object,
) => Promise<{ offset: string; timestamp: string; key: Buffer; value: Buffer; headers: Record<string, Buffer> }[]>
const Decoder = require('kafkajs/src/protocol/decoder.js') as new (bytes: Buffer) => object
const theirCrc = require('kafkajs/src/protocol/recordBatch/crc32C/index.js') as (bytes: Buffer) => number

const bytes = (most: number) => fc.uint8Array({ maxLength: most }).map((data) => Buffer.from(data))
const texts = fc.oneof(fc.string({ unit: 'grapheme', maxLength: 80 }), fc.string({ maxLength: 40 }))
// What every object has by itself is no name of a header, to kafkajs neither.
const names = texts.filter((name) => !(name in {}))
const record = fc.record({
  key: fc.oneof(texts, bytes(20), fc.constant(null)),
  value: fc.oneof(bytes(100), bytes(20_000), texts, fc.constant(null)),
  headers: fc.dictionary(names, fc.oneof(texts, bytes(30)), { maxKeys: 12, noNullPrototype: true }),
})
const produced: fc.Arbitrary<Produced> = fc.record({
  acks: fc.constantFrom(-1, 1),
  timeout: fc.nat(),
  transactionalId: fc.option(texts),
  producerId: fc.option(fc.bigInt(0n, 2n ** 60n).map(String)).map((id) => id ?? '-1'),
  producerEpoch: fc.nat(30_000),
  topicData: fc.array(
    fc.record({
      topic: texts,
      partitions: fc.array(
        fc.record({
          partition: fc.nat(100),
          firstSequence: fc.nat(),
          messages: fc.array(record, { minLength: 1, maxLength: 70 }),
        }),
        { maxLength: 3 },
      ),
    }),
    { maxLength: 2 },
  ),
})

test('check sums are those of kafkajs, of any part', () =>
  fc.assert(
    fc.property(bytes(300), fc.nat(40), (data, from) =>
      assert.equal(crc32c(data, Math.min(from, data.length), data.length), theirCrc(data.subarray(from))),
    ),
  ))

test('what is produced is byte for byte what kafkajs would send', (t) =>
  fc.assert(
    fc.asyncProperty(produced, async (request) => {
      t.mock.timers.enable({ apis: ['Date'], now: 1_700_000_000_123 })
      const theirs = (await theirProduce(request).encode()).buffer
      t.mock.timers.reset()
      assert.ok(canEncode(request))
      assert.ok(encodeProduce(request, 1_700_000_000_123).equals(theirs))
    }),
    { numRuns: 200 },
  ))

const batchOf = (request: Produced): Buffer => {
  const [topic] = request.topicData
  const body = encodeProduce({ ...request, topicData: topic ? [topic] : [] }, 1_700_000_000_123)
  const head = encodeProduce({ ...request, topicData: [{ topic: topic?.topic ?? '', partitions: [] }] }, 0)
  // behind the partition's number and the size of its records
  return body.subarray(head.length + 8)
}
const one = fc
  .tuple(fc.array(record, { minLength: 1, maxLength: 70 }), fc.boolean(), fc.nat(2 ** 45), fc.nat(20))
  .map(([messages, isTransactional, base, cut]) => {
    const id = isTransactional ? { transactionalId: 'one', producerId: '7' } : {}
    const topicData = [{ topic: 't', partitions: [{ partition: 0, messages }] }]
    const set = Buffer.from(batchOf({ acks: -1, timeout: 1, ...id, topicData }))
    set.writeBigInt64BE(BigInt(base))
    return { set: cut % 3 ? set : set.subarray(0, set.length - cut - 1), isCut: cut % 3 === 0 }
  })

test('what is fetched reads as kafkajs reads it, the batch that is cut off left out', () =>
  fc.assert(
    fc.asyncProperty(fc.array(one, { maxLength: 4 }), async (parts) => {
      const until = parts.findIndex(({ isCut }) => isCut)
      const set = Buffer.concat((until < 0 ? parts : parts.slice(0, until + 1)).map((part) => part.set))
      const size = Buffer.alloc(4)
      size.writeInt32BE(set.length)
      const theirs = await theirMessages(new Decoder(Buffer.concat([size, set])))
      const ours = decodeBatches(set) ?? []
      const plain = ({ offset, timestamp, key, value, headers }: (typeof theirs)[number]) => ({
        offset,
        timestamp,
        key,
        value,
        headers: Object.entries(headers),
      })
      assert.deepEqual(
        ours.map((each) => plain(each as never)),
        theirs.map(plain),
      )
      for (const [i, each] of ours.entries()) {
        const { key, value, headers } = theirs[i] as (typeof theirs)[number]
        const told = recordAt('t', 3, each)
        assert.equal(told.key, key?.toString() ?? '')
        assert.ok(told.value.equals(value ?? Buffer.alloc(0)))
        assert.deepEqual(
          Object.entries(told.headers),
          Object.entries(headers).map(([name, text]) => [name, text?.toString() ?? '']),
        )
        assert.equal(String(told.offset), theirs[i]?.offset)
        assert.equal(String(told.timestamp), theirs[i]?.timestamp)
      }
    }),
    { numRuns: 200 },
  ))

test('what ours do not write or read is left to kafkajs', () => {
  const of = (message: object) => ({
    acks: -1,
    timeout: 1,
    topicData: [{ topic: 't', partitions: [{ partition: 0, messages: [message as never] }] }],
  })
  assert.ok(!canEncode(of({ value: 'v', timestamp: '5' })))
  assert.ok(!canEncode(of({ value: 'v', headers: { several: ['a', 'b'] } })))
  assert.ok(!canEncode(of({ value: 5 })))
  const set = Buffer.from(batchOf(of({ value: 'v' })))
  set.writeInt16BE(1, 21)
  assert.equal(decodeBatches(set), undefined)
})
