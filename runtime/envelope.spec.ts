// The envelope: what is written in headers is read back, and what is not a number is not taken for one.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type Envelope, envelopeOf, headersOf, metaOf } from './envelope.ts'

const full: Envelope = {
  type: 'OrderPlaced',
  eventId: 'e',
  streamVersion: 3,
  commandId: 'c',
  attemptId: 'a',
  bodyHash: 'h',
  commandOffset: 2n ** 60n,
  part: { number: 1, of: 3 },
  correlationId: 'co',
  causationId: 'ca',
  occurredAt: 1_795_000_000_000,
  simulated: true,
  traceparent: '00-a-b-01',
  actor: 'person',
  notAfter: 5,
  source: 'catalogue/0/7',
}

test('all of it, there and back', () => assert.deepEqual(envelopeOf(headersOf(full)), full))

test('header names are those that others read', () => {
  const headers = headersOf(full)
  assert.equal(headers.part, '1/3')
  assert.equal(headers['command-offset'], '1152921504606846976')
  assert.equal(headers.simulated, '1')
  assert.equal(headers['occurred-at'], '1795000000000')
})

test('what is not there leaves no header', () =>
  assert.deepEqual(headersOf({ type: 'X', simulated: false, actor: undefined }), { type: 'X' }))

test('what a reader knows without is not written, and is read all the same', () => {
  const whole: Envelope = { ...full, part: { number: 1, of: 1 }, correlationId: 'c', causationId: 'c' }
  const headers = headersOf(whole)
  assert.deepEqual(
    [headers.part, headers['correlation-id'], headers['causation-id']],
    [undefined, undefined, undefined],
  )
  assert.deepEqual(envelopeOf(headers), whole)
})

test('nonsense in a header is as good as no header', () => {
  const headers = { type: 'X', 'stream-version': 'x', part: '1', 'command-offset': '-1', 'occurred-at': '1e3' }
  const { streamVersion, part, commandOffset, occurredAt } = envelopeOf(headers)
  assert.deepEqual([streamVersion, part, commandOffset, occurredAt], [undefined, undefined, undefined, undefined])
  assert.equal(envelopeOf({}).type, '')
})

test('a fact from elsewhere has its position as id and the time of the log', () => {
  const record = { topic: 'playback', partition: 1, offset: 9n, key: 'k', value: Buffer.alloc(0), timestamp: 77 }
  const meta = metaOf({ ...record, headers: { type: 'PlayStarted' } })
  assert.deepEqual(
    [meta.eventId, meta.position, meta.occurredAt, meta.simulated],
    ['playback/1@9', 'playback/1@9', 77, false],
  )
})
