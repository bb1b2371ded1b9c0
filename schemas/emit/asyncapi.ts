// AsyncAPI 3: what a reader of the log may expect on each topic, with Avro payloads and the envelope's headers.
import type { RecordSchema } from '../avro.ts'
import { sampleOf } from './samples.ts'

const AVRO = 'application/vnd.apache.avro;version=1.9.0'

const text = (description: string, more: object = {}) => ({ type: 'string', description, ...more })
const uuid = (description: string) => text(description, { format: 'uuid' })
const digits = (description: string) => text(description, { pattern: '^[0-9]+$' })

/** All values are UTF-8 text, as Kafka's headers are. */
const envelope = {
  type: 'object',
  required: ['type'],
  properties: {
    type: text("the record's short name"),
    'event-id': uuid('the same event has the same id, even if it should stand on the log twice'),
    'occurred-at': digits('ms since 1970'),
    'stream-version': digits('1, 2, 3 … per key, on events'),
    'command-id': uuid('the command that led to it'),
    'attempt-id': text('one attempt to send that command'),
    'body-hash': text('of what the client sent'),
    'command-offset': digits('where that command stood in commands.*'),
    part: text('the n-th of the records that one command left; absent: it left this one only', { examples: ['1/3'] }),
    'correlation-id': text('everything that one act of a person led to; absent: the command-id'),
    'causation-id': text('what directly led to it; absent: the command-id'),
    simulated: text('1 when made by the simulated audience', { enum: ['1'] }),
    actor: uuid('who asked for it (personId)'),
    'not-after': digits('on commands: refused when appended later, ms since 1970'),
    source: text('the event that a worker or process manager answers', { examples: ['catalogue/0/42'] }),
    processor: text('on derived topics: the stream processor that wrote it, and its version', { examples: ['qoe/1'] }),
    journal: text('on derived topics: the steps over the inputs that the transaction holds', {
      examples: ['playback/0@100-130 time@1790000000000'],
    }),
    traceparent: text('W3C trace context'),
  },
}

const message = (record: RecordSchema) => ({
  name: record.name,
  title: record.name,
  summary: record.doc,
  contentType: 'avro/binary',
  headers: { $ref: '#/components/schemas/Envelope' },
  payload: { schemaFormat: AVRO, schema: record },
  ...(record['x-key'] ? { bindings: { kafka: { key: text(`${record['x-key']} as text`) } } } : {}),
  examples: [{ name: 'seeded', payload: sampleOf(record) }],
})

const said: Readonly<Record<string, string>> = {
  event: 'Decided facts, kept for ever; in order per key.',
  command: 'What is asked for; deleted a week after it is decided. Written by the APIs, workers and processes only.',
  fact: 'What players say, appended as it comes, kept for ever; in order per key.',
  derived: 'Made from the other topics by stream processors; may be made again.',
}

const channel = (topic: string, own: readonly RecordSchema[], protocol: readonly RecordSchema[]) => {
  const kind = own[0]?.['x-kind'] ?? ''
  const carried = kind === 'command' ? own : [...own, ...protocol]
  const messages = carried.map(({ name }) => [name, { $ref: `#/components/messages/${name}` }])
  return {
    address: topic,
    title: topic,
    description: `${said[kind]} Keyed by ${[...new Set(own.map((r) => r['x-key']))].join(' or ')}.`,
    messages: Object.fromEntries(messages),
  }
}

const description = `The log of Matinee. Each value is Confluent's wire format: a zero byte, the schema's id in four bytes
(big endian), then Avro; the schema registry gives the schema of an id. Several record types share a topic, in order;
the header \`type\` names each. Topic names carry the installation's prefix, if it has one.`

export const asyncapiDocument = (records: readonly RecordSchema[]) => {
  const protocol = records.filter((r) => r['x-kind'] === 'protocol')
  const topics = Map.groupBy(
    records.filter((r) => r['x-topic'] !== undefined),
    (r) => r['x-topic'] as string,
  )
  const channels = [...topics].sort(([a], [b]) => (a < b ? -1 : 1)).map(([t, own]) => [t, channel(t, own, protocol)])
  const operations = channels.map(([topic]) => [
    `read.${topic}`,
    { action: 'receive', channel: { $ref: `#/channels/${topic}` }, summary: `Read ${topic}.` },
  ])
  return {
    asyncapi: '3.0.0',
    info: { title: 'Matinee: the log', version: '1.0.0', description, license: { name: 'Apache-2.0' } },
    defaultContentType: 'avro/binary',
    channels: Object.fromEntries(channels),
    operations: Object.fromEntries(operations),
    components: {
      messages: Object.fromEntries(records.map((r) => [r.name, message(r)])),
      schemas: { Envelope: envelope },
    },
  }
}

const plainNumbers = (_: string, value: unknown) => (typeof value === 'bigint' ? Number(value) : value)

export const asyncapiJson = (records: readonly RecordSchema[]): string =>
  `${JSON.stringify(asyncapiDocument(records), plainNumbers, 2)}\n`
