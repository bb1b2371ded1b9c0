// Server-sent events, however the network cuts them.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { eventReader } from './sse.ts'

const stream =
  'retry: 2000\n\n: still here\n\nid: 1\nevent: progress\ndata: {"percent":1}\n\nid: 2\r\nevent: ready\r\ndata: {}\r\n\r\ndata: two\ndata: lines\n\n'
const events = [
  { event: 'progress', data: '{"percent":1}', id: '1' },
  { event: 'ready', data: '{}', id: '2' },
  { event: 'message', data: 'two\nlines', id: '2' },
]

test('events come out whole, comments and other fields do not', () => assert.deepEqual(eventReader()(stream), events))

test('it does not matter where the network cuts the text', () =>
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 0, max: stream.length }), { maxLength: 12 }), (cuts) => {
      const at = [0, ...cuts.toSorted((a, b) => a - b), stream.length]
      const read = eventReader()
      const found = at.slice(1).flatMap((end, i) => read(stream.slice(at[i], end)))
      assert.deepEqual(found, events)
    }),
  ))

test('an event that is not complete is not told', () => assert.deepEqual(eventReader()('data: half'), []))
