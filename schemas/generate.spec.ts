import assert from 'node:assert/strict'
import { test } from 'node:test'
import { memoryCodec, type RecordName } from '../runtime/codec.ts'
import type { RecordSchema } from './avro.ts'
import { clickhouseModule, columnType } from './emit/clickhouse.ts'
import { sampleOf } from './emit/samples.ts'
import { drift, generate, readSchemas } from './generate.ts'
import { records } from './generated/catalogue.ts'
import { samples, sparseSamples } from './generated/samples.ts'

const today = readSchemas().map(({ schema }) => schema)
const heartbeat = today.find(({ name }) => name === 'PlayHeartbeat') as RecordSchema

test('what is committed is what today’s schemas give', () => assert.deepEqual(drift(generate(today)), []))

test('a change in a schema is noticed in every file that follows from it', () => {
  const changed = today.map((schema) =>
    schema === heartbeat
      ? { ...schema, fields: [...schema.fields, { name: 'volume', type: 'int', default: 0 }] }
      : schema,
  )
  assert.deepEqual(drift(generate(changed)).sort(), [
    'asyncapi.json',
    'catalogue.ts',
    'clickhouse.ts',
    'samples.ts',
    'types/playback.ts',
  ])
})

test('a generated file that nothing gives any more is noticed', () => {
  const { 'clickhouse.ts': _, ...fewer } = generate(today)
  assert.deepEqual(drift(fewer), ['clickhouse.ts'])
})

test('every sample goes through the codec and comes back', () => {
  const codec = memoryCodec()
  for (const all of [samples, sparseSamples])
    for (const [name, data] of Object.entries(all)) {
      const bytes = codec.encode(name as RecordName, data)
      assert.deepStrictEqual(codec.decode(bytes), { type: name, ...data })
    }
  assert.deepEqual(Object.keys(samples), Object.keys(records))
})

test('samples are the same for the same seed, and differ for another and for another record', () => {
  assert.deepEqual(sampleOf(heartbeat), samples.PlayHeartbeat)
  assert.deepEqual(sampleOf(heartbeat, { seed: 'a' }), sampleOf(heartbeat, { seed: 'a' }))
  assert.notDeepEqual(sampleOf(heartbeat, { seed: 'a' }), sampleOf(heartbeat, { seed: 'b' }))
  assert.notEqual(samples.PlayStarted.playbackId, samples.PlayHeartbeat.playbackId)
})

test('ClickHouse types', () => {
  const millis = { type: 'long', logicalType: 'timestamp-millis' } as const
  const offer = { name: 'amount', type: { type: 'long', logicalType: 'minor-units' } } as const
  const types = [
    columnType({ type: 'string', logicalType: 'uuid' }),
    columnType(millis),
    columnType(['null', millis]),
    columnType({ type: 'enum', name: 'Kind', symbols: ['BUY'] }),
    columnType(['null', { type: 'enum', name: 'Kind', symbols: ['BUY'] }]),
    columnType(['null', { type: 'array', items: 'string' }]),
    columnType({ type: 'map', values: 'double' }),
    columnType({
      type: 'array',
      items: { type: 'record', name: 'Offer', fields: [offer, { name: 'startWithin', type: ['null', 'long'] }] },
    }),
  ]
  assert.deepEqual(types, [
    'UUID',
    "DateTime64(3,'UTC')",
    "Nullable(DateTime64(3,'UTC'))",
    'LowCardinality(String)',
    'LowCardinality(Nullable(String))',
    'Array(String)',
    'Map(String, Float64)',
    'Array(Tuple(amount Int64, start_within Nullable(Int64)))',
  ])
})

test('what belongs to a person has no column', () => {
  const mail = { name: 'mail', type: { type: 'string', logicalType: 'sealed' }, pii: 'subject' } as const
  const module = clickhouseModule([{ ...heartbeat, fields: [...heartbeat.fields, mail] }])
  assert.doesNotMatch(module, /mail/)
  assert.match(module, /dropped_frames/)
})
