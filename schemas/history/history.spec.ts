// What earlier versions wrote is read by today's code, and what today's writes by them (FULL_TRANSITIVE).
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { avroType } from '../../runtime/avro-type.ts'
import { codecOn, type RecordName } from '../../runtime/codec.ts'
import { records } from '../generated/catalogue.ts'
import { samples, sparseSamples } from '../generated/samples.ts'
import { keptVersions } from './keep.ts'

const kept = keptVersions()

/** As on the log: the old writer's id in front; its schema is all that the registry has for it. */
const readToday = async (schema: object, avro: Buffer) => {
  const codec = codecOn({ register: async () => 1, writer: async () => avroType(schema) })
  const value = Buffer.concat([Buffer.from([0, 0, 0, 0, 99]), avro])
  await codec.learn([value])
  return codec.decode(value)
}

test('there is something to be read', () => assert.ok(kept.length > 0))

test('a heartbeat of the time before dropped frames were counted says none', async () => {
  const first = kept.find(({ file }) => file === 'PlayHeartbeat.1.json')
  assert.ok(first)
  assert.equal(
    first.schema.fields.some(({ name }) => name === 'droppedFrames'),
    false,
  )
  const written = avroType(first.schema).fromBuffer(Buffer.from(first.bytes[0] ?? '', 'base64'))
  const read = await readToday(first.schema, Buffer.from(first.bytes[0] ?? '', 'base64'))
  assert.deepStrictEqual(read, { type: 'PlayHeartbeat', ...written, droppedFrames: 0 })
})

for (const { file, schema, bytes } of kept) {
  const name = schema.name as RecordName

  test(`${file}: its bytes are read as today's ${name}`, async () => {
    for (const text of bytes) {
      const read = await readToday(schema, Buffer.from(text, 'base64'))
      assert.equal(read.type, name)
      const { type: _, ...fields } = read
      assert.deepEqual(
        Object.keys(fields),
        records[name].fields.map((field) => field.name),
      )
      assert.ok(avroType(records[name]).isValid(fields))
    }
  })

  test(`${file}: a reader of that time reads what today's ${name} writes`, () => {
    const [then, now] = [avroType(schema), avroType(records[name])]
    for (const data of [samples[name], sparseSamples[name]]) {
      const read = then.fromBuffer(now.toBuffer(data), then.createResolver(now))
      assert.ok(then.isValid(read))
    }
  })
}

test('a field without a default would not be read', async () => {
  const [first] = kept
  assert.ok(first)
  const younger = { ...first.schema, fields: [...first.schema.fields, { name: 'volume', type: 'int' }] }
  assert.throws(() => avroType(younger).createResolver(avroType(first.schema)), /volume/)
})
