// Columns and rows: every record of the topics has its place, and no value stops a batch.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type Happened, idOf } from '../../runtime/index.ts'
import { analyticsTopics, columnsOf, envelope, recordsOf, wideColumns } from './columns.ts'
import { rowOf } from './rows.ts'
import { tableColumns, views } from './tables.ts'

const meta = {
  topic: 'playback',
  partition: 2,
  offset: 7n,
  position: 'playback/2@7',
  key: 'k',
  eventId: 'playback/2@7',
  streamVersion: 0,
  commandId: '',
  simulated: true,
  occurredAt: 1_767_225_600_123,
}
const row = (event: object) => rowOf({ event, meta } as unknown as Happened)

test('every column of every record is a column of its topic, and none is there twice', () => {
  for (const topic of analyticsTopics) {
    const names = tableColumns(topic).map(({ column }) => column)
    assert.equal(new Set(names).size, names.length, topic)
    assert.ok(recordsOf(topic).length > 0)
    for (const record of recordsOf(topic))
      for (const { column } of [...envelope, ...columnsOf(record)])
        assert.ok(names.includes(column), `${record}.${column}`)
  }
})

test('what only some records have may be null, what all have may not', () => {
  const types = new Map(wideColumns('playback').map(({ column, type }) => [column, type]))
  assert.deepEqual(
    [types.get('playback_id'), types.get('startup_ms'), types.get('position_ms')],
    ['UUID', 'Nullable(Int64)', 'Nullable(Int64)'],
  )
})

test('an event is a row with its envelope; an id that is none is derived from its place', () => {
  const paused = { type: 'PlayPaused', playbackId: 'p', viewerId: 'v', filmId: 'f', sequence: 3 }
  assert.deepEqual(row({ ...paused, clientAt: 5, positionMs: 1, playedMs: 2 }), {
    type: 'PlayPaused',
    event_id: idOf('event at', 'playback/2@7'),
    occurred_at: '2026-01-01T00:00:00.123Z',
    simulated: true,
    topic: 'playback',
    partition: 2,
    offset: '7',
    playback_id: 'p',
    viewer_id: 'v',
    film_id: 'f',
    sequence: 3,
    client_at: '1970-01-01T00:00:00.005Z',
    position_ms: 1,
    played_ms: 2,
  })
})

test("a player's clock that is nonsense stays within what the column takes", () => {
  const at = (clientAt: number) => row({ type: 'PlayPaused', clientAt }).client_at
  assert.equal(at(-5), '1970-01-01T00:00:00.000Z')
  assert.equal(at(8.64e15), '2299-12-31T00:00:00.000Z')
})

test('money and what lies inside of lists is written as ClickHouse reads it', () => {
  const offer = { offerId: 'o', version: 1, kind: 'BUY', amount: 399n, currency: 'EUR', startWithin: null }
  assert.deepEqual(row({ type: 'OffersSet', filmId: 'f', offers: [offer] }).offers, [
    { offer_id: 'o', version: 1, kind: 'BUY', amount: '399', currency: 'EUR', start_within: null },
  ])
  assert.equal(row({ type: 'FilmDrafted', title: 'half \ud83c a pair' }).title, 'half \ufffd a pair')
})

test('no view is called like a table', () => {
  const names = views().map(({ name }) => name)
  assert.equal(new Set(names).size, names.length)
})
