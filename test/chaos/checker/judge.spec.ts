// The checker finds what is planted: a lost, a doubled and a reordered event, a wrong row, and a second charge.
import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { decode, type Schema } from './avro.ts'
import { fits } from './fits.ts'
import { judge } from './judge.ts'
import type { Answered, Entry, World } from './world.ts'

const film = 'film-1'
const entry = (offset: number, type: string, version: number, fields: Entry['fields']): Entry => ({
  topic: 'catalogue',
  partition: 0,
  offset,
  key: film,
  headers: {
    type,
    'stream-version': String(version),
    'command-id': `command-${version}`,
    'command-offset': String(version - 1),
    'event-id': `event-${version}`,
  },
  fields: { filmId: film, ...fields },
})
const described = (n: number) => entry(n * 2, 'FilmDescribed', n, { title: `t-${n}`, synopsis: '', genres: [] })
const answered = (n: number): Answered => ({
  answered: `key-${n}`,
  what: 'edit',
  status: 200,
  type: '',
  position: `catalogue/0@${n * 2}`,
  holds: { topic: 'catalogue', type: 'FilmDescribed', key: film, field: 'title', value: `t-${n}` },
})
const entries = [
  entry(2, 'FilmDrafted', 1, { sellerId: 'seller', title: 'first' }),
  ...[2, 3, 4, 5].map((n) => described(n)),
]
const outcome = (e: Entry) => ({
  id: e.headers['command-id'],
  status: 'accepted',
  key: film,
  events: [e.headers.type],
  position: `catalogue/0@${e.offset}`,
})
const filmRow = { id: film, sellerId: 'seller', status: 'draft', title: 't-5', synopsis: '', genres: [], offers: 0 }
const clean: World = {
  entries,
  answered: [2, 3, 4, 5].map(answered),
  reads: [],
  unreadable: [],
  payments: [],
  views: { films: [filmRow], outcomes: entries.map(outcome), orders: [], library: [] },
  clickhouse: { playback: 0 },
  hanging: [],
  behind: [],
}

describe('the judge', () => {
  test('has nothing against what is right', () => {
    const { acknowledged, duplicateDeliveries, playsTwice, ...found } = judge(clean)
    assert.deepEqual(Object.values(found).flat(), [])
    assert.equal(acknowledged, 4)
    assert.equal(duplicateDeliveries + playsTwice, 0)
  })

  test('finds a lost event', () => {
    const verdict = judge({ ...clean, entries: entries.filter(({ offset }) => offset !== 10) })
    assert.match(verdict.lost.join(), /nothing at catalogue\/0@10/)
  })

  test('finds a doubled event', () => {
    const again = { ...described(3), offset: 12 }
    const verdict = judge({ ...clean, entries: [...entries, again] })
    assert.match(verdict.duplicated.join(), /t-3 2 times/)
    assert.match(verdict.duplicated.join(), /event-3 a second time/)
  })

  test('finds a command that was decided twice, under another event id too', () => {
    const twice = described(6)
    const headers = { ...twice.headers, 'command-id': 'command-3' }
    assert.match(
      judge({ ...clean, entries: [...entries, { ...twice, headers }] }).duplicated.join(),
      /decided at command/,
    )
  })

  test('finds a reordered event', () => {
    const [first, second, third, ...rest] = entries
    assert.ok(first && second && third)
    const verdict = judge({ ...clean, entries: [first, third, second, ...rest] })
    assert.match(verdict.disordered.join(), /version 3 of film-1 after 1/)
    assert.match(verdict.disordered.join(), /command 1 after 2/)
  })

  test('finds a wrong row, a missing one and one too many', () => {
    const wrong = judge({ ...clean, views: { ...clean.views, films: [{ ...filmRow, title: 't-4' }] } })
    assert.match(wrong.viewsDiffering.join(), /films film-1/)
    assert.equal(judge({ ...clean, views: { ...clean.views, films: [] } }).viewsDiffering.length, 1)
    const more = [filmRow, { ...filmRow, id: 'film-2' }]
    assert.match(judge({ ...clean, views: { ...clean.views, films: more } }).viewsDiffering.join(), /film-2/)
  })

  test('finds another outcome under the same key', () => {
    const other = { ...answered(5), position: 'catalogue/0@8' }
    assert.match(judge({ ...clean, answered: [...clean.answered, other] }).duplicated.join(), /and then catalogue/)
  })

  test('finds a second charge, a charge without and an entitlement without the other', () => {
    const payment = { id: 'p', status: 'succeeded', amount: 900, refunded: 0, orderId: 'o' }
    const money = judge({ ...clean, payments: [payment, { ...payment, id: 'q' }] }).money.join()
    assert.match(money, /charged 2 times/)
    assert.match(money, /paid and not entitled/)
    const granted = { ...entry(12, 'EntitlementGranted', 6, { orderId: 'x' }), topic: 'commerce' }
    assert.match(judge({ ...clean, entries: [...entries, granted] }).money.join(), /entitled and not paid/)
    const revoked = { ...granted, headers: { type: 'EntitlementRevoked' } }
    assert.equal(judge({ ...clean, entries: [...entries, granted, revoked] }).money.join(), '')
    const asked = { ...granted, headers: { type: 'RefundRequested' }, fields: { orderId: 'x', refundId: 'r' } }
    const played = { ...granted, headers: { type: 'PlaybackGranted' } }
    const both = judge({ ...clean, entries: [...entries, asked, played] }).money.join()
    assert.match(both, /given back and played/)
  })

  test('finds play events that are missing on the log or in ClickHouse', () => {
    const told = {
      answered: 'k',
      what: 'playEvents',
      status: 202,
      type: '',
      holds: { playbackId: 'p', from: 1, to: 2 },
    }
    const world = { ...clean, answered: [...clean.answered, told], clickhouse: { playback: 1 } }
    assert.equal(judge(world).lost.length, 2)
    assert.match(judge(world).viewsDiffering.join(), /ClickHouse has 1 play events, the log 0/)
  })
})

describe('the judge of reads and rentals', () => {
  const read = (title: string, min: string, position = min) => ({ read: film, min, position, title })
  const other = (reads: World['reads']) => judge({ ...clean, reads }).other.join()

  test('takes what was written, or what came after it', () => {
    assert.equal(other([read('t-3', 'catalogue/0@6'), read('t-5', 'catalogue/0@6', 'catalogue/0@10')]), '')
  })

  test('finds an older state than what was written, and an older position than was asked for', () => {
    assert.match(other([read('t-2', 'catalogue/0@6')]), /'t-2' was read/)
    assert.match(other([read('t-3', 'catalogue/0@6', 'catalogue/0@4')]), /catalogue\/0@6 was asked for/)
  })

  test('finds two rentals of a film that run at once, and lets one follow the other', () => {
    const started = (n: number, at: number, endsAt: number): Entry => {
      const fields = { viewerId: 'viewer', filmId: film, orderId: `order-${n}`, endsAt: BigInt(endsAt) }
      const one = entry(20 + n, 'RentalStarted', 5 + n, fields)
      return { ...one, topic: 'commerce', headers: { ...one.headers, 'occurred-at': String(at) } }
    }
    const found = (...rentals: Entry[]) => judge({ ...clean, entries: [...entries, ...rentals] }).other.join()
    assert.match(found(started(1, 1_000, 9_000), started(2, 8_999, 20_000)), /order-1 and order-2/)
    assert.equal(found(started(1, 1_000, 9_000), started(2, 9_000, 20_000)), '')
  })

  test('finds rows that ClickHouse has twice', () => {
    const play: Entry = { ...entry(30, 'PlayEnded', 1, { playbackId: 'p', sequence: 1 }), topic: 'playback' }
    const bare = { ...play, headers: { type: 'PlayEnded', 'event-id': 'played' } }
    const again = { ...bare, offset: 31, headers: { ...bare.headers, 'event-id': 'played again' } }
    const found = (rows: number) =>
      judge({ ...clean, entries: [...entries, bare, again], clickhouse: { playback: 1, rows } }).viewsDiffering.join()
    assert.equal(found(1), '')
    assert.deepEqual(judge({ ...clean, entries: [...entries, bare, { ...bare, offset: 32 }] }).duplicated, [])
    assert.match(found(2), /2 rows of 1 play events/)
  })
})

test('a record fits a reader that lacks a field or has one with a default, not one that wants more', () => {
  const reader = (...fields: { name: string; type: Schema; default?: unknown }[]): Schema => ({
    type: 'record',
    name: 'R',
    fields,
  })
  const value = { id: 'a', count: 1n, kind: 'NEW' }
  const id = { name: 'id', type: 'string' }
  assert.ok(fits(reader(id), value))
  assert.ok(fits(reader(id, { name: 'more', type: ['null', 'string'], default: null }), value))
  assert.ok(!fits(reader(id, { name: 'more', type: 'string' }), value))
  assert.ok(!fits(reader({ name: 'id', type: 'long' }), value))
  assert.ok(!fits(reader({ name: 'kind', type: { type: 'enum', name: 'K', symbols: ['OLD'] } }), value))
})

test('the reader of Avro reads every kind, and refuses what is left over or missing', () => {
  const schema = {
    type: 'record' as const,
    name: 'R',
    fields: [
      { name: 'long', type: 'long' },
      { name: 'maybe', type: ['null', 'string'] },
      { name: 'list', type: { type: 'array' as const, items: 'int' } },
      { name: 'kind', type: { type: 'enum' as const, name: 'E', symbols: ['A', 'B'] } },
    ],
  }
  const bytes = Buffer.from([0x01, 0x02, 0x04, 0x68, 0x69, 0x04, 0x02, 0x03, 0x00, 0x02])
  assert.deepEqual(decode(schema, bytes), { long: -1n, maybe: 'hi', list: [1, -2], kind: 'B' })
  assert.throws(() => decode(schema, Buffer.concat([bytes, Buffer.from([0])])), /left over/)
  assert.throws(() => decode(schema, bytes.subarray(0, 9)))
})
