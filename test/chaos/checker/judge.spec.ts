// The checker finds what is planted: a lost, a doubled and a reordered event, a wrong row, and a second charge.
import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { decode } from './avro.ts'
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
  payments: [],
  views: { films: [filmRow], outcomes: entries.map(outcome), orders: [], library: [] },
  clickhouse: { playback: 0 },
  hanging: [],
  behind: [],
}

describe('the judge', () => {
  test('has nothing against what is right', () => {
    const { acknowledged, duplicateDeliveries, ...found } = judge(clean)
    assert.deepEqual(Object.values(found).flat(), [])
    assert.equal(acknowledged, 4)
    assert.equal(duplicateDeliveries, 0)
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
