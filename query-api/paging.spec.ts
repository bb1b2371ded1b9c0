// Pages and their cursors: each row once and in order, whatever the size of the pages.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { Problem } from '../platform/problems.ts'
import { cursorOf, limitOf, page } from './paging.ts'

type Row = Readonly<{ at: number; filmId: string }>
const place = ({ at, filmId }: Row) => [at, filmId] as const
const idOf = ({ filmId }: Row) => filmId

/** Newest first, as the views answer. */
const newestFirst = (a: Row, b: Row) => b.at - a.at || (a.filmId < b.filmId ? 1 : -1)
const read = (rows: readonly Row[], cursor: string | undefined, limit: number): readonly Row[] => {
  const after = cursorOf({ cursor }, 'filmId')
  return rows.filter((row) => !after || newestFirst(row, after) > 0).slice(0, limit + 1)
}

test('page by page every row comes once, also when many are of the same time', () => {
  const someRow = fc.record({ at: fc.integer({ min: 0, max: 3 }), filmId: fc.uuid() })
  const someRows = fc.uniqueArray(someRow, { selector: idOf, maxLength: 30 })
  fc.assert(
    fc.property(someRows, fc.integer({ min: 1, max: 10 }), (unsorted, limit) => {
      const rows = unsorted.toSorted(newestFirst)
      const seen: string[] = []
      for (let cursor: string | undefined, pages = 0; ; pages++) {
        assert.ok(pages <= rows.length, 'it goes round in circles')
        const { items, next } = page(read(rows, cursor, limit), limit, place, idOf)
        assert.ok(items.length <= limit)
        seen.push(...items)
        if (next === null) break
        cursor = next
      }
      assert.deepEqual(seen, rows.map(idOf))
    }),
  )
})

test('the last page says that it is the last, also when it is full', () => {
  const rows = [2, 1].map((at) => ({ at, filmId: `film-${at}` }))
  assert.equal(page(rows, 2, place, idOf).next, null)
  assert.notEqual(page(rows, 1, place, idOf).next, null)
  assert.deepEqual(page([], 5, place, idOf), { items: [], next: null })
})

const encoded = (text: string) => Buffer.from(text).toString('base64url')
for (const [name, cursor] of [
  ['nothing', ''],
  ['no base64', '%%%'],
  ['no time', encoded('|film')],
  ['no number', encoded('now|film')],
  ['no key', encoded('5|')],
  ['a part too many', encoded('5|film|x')],
  ['a key that is none', encoded("5|film' or 1=1")],
  ['a key without end', encoded(`5|${'x'.repeat(101)}`)],
] as const)
  test(`a cursor with ${name} is a fault of the request`, () => {
    assert.throws(
      () => cursorOf({ cursor }, 'filmId'),
      (error) => error instanceof Problem && error.name === 'invalid-request',
    )
  })

test('without a cursor it begins, without a limit it is twenty', () => {
  assert.equal(cursorOf({}, 'filmId'), undefined)
  assert.deepEqual([limitOf({}), limitOf({ limit: 3 })], [20, 3])
})
