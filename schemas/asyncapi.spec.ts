import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import { Parser, type SchemaParser } from '@asyncapi/parser'
import { avroType } from '../runtime/avro-type.ts'
import { records } from './generated/catalogue.ts'

const source = readFileSync(new URL('generated/asyncapi.json', import.meta.url), 'utf8')

/** The parser has no Avro of its own: it is given the one that reads and writes our records. It calls `parse` only. */
const avro: SchemaParser = {
  getMimeTypes: () => ['application/vnd.apache.avro;version=1.9.0'],
  validate: () => [],
  parse: ({ data }) => {
    avroType(data)
    return data as ReturnType<SchemaParser['parse']>
  },
}

const parse = (text: string) => {
  const parser = new Parser()
  parser.registerSchemaParser(avro)
  return parser.parse(text)
}

const parsed = parse(source)

test('it is valid AsyncAPI 3 with valid Avro in it', async () => {
  const { document, diagnostics } = await parsed
  const errors = diagnostics.filter(({ severity }) => severity === 0)
  assert.deepEqual(errors, [])
  assert.equal(document?.version(), '3.0.0')
})

test('it names every topic, and every record that may stand there', async () => {
  const { document } = await parsed
  const channels = new Map(
    document
      ?.channels()
      .all()
      .map((one) => [
        one.address(),
        one
          .messages()
          .all()
          .map((m) => m.name()),
      ]),
  )
  for (const [name, { 'x-topic': topic, 'x-kind': kind }] of Object.entries(
    records as Record<string, { 'x-topic'?: string; 'x-kind': string }>,
  )) {
    if (topic) assert.ok(channels.get(topic)?.includes(name), `${name} on ${topic}`)
    if (kind === 'protocol')
      for (const [address, messages] of channels)
        assert.equal(messages.includes(name), !address?.startsWith('commands.'), `${name} on ${address}`)
  }
})

test('a broken document and a broken record are refused', async () => {
  const document = JSON.parse(source)
  const errorsOf = async (broken: object) =>
    (await parse(JSON.stringify(broken))).diagnostics.filter(({ severity }) => severity === 0).length
  assert.ok((await errorsOf({ ...document, channels: { commerce: { address: 7 } } })) > 0)
  const { FilmPublished } = document.components.messages
  FilmPublished.payload.schema.fields[0].type = 'wood'
  assert.ok((await errorsOf(document)) > 0)
})
