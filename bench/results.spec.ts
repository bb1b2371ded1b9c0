import assert from 'node:assert/strict'
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { byItself, type Measured } from './pairs.ts'
import { tableOf, withTable } from './readme.ts'
import { type Kept, keepResults, newestRows } from './results.ts'
import { atMost, type RowOf, ratioAtLeast, rows } from './rows.ts'

const measured = (name: string, ours: number, ratio: number): Measured => {
  return { name, ours, reference: ours / ratio, ratio, unit: 'rows/s', spread: [ratio - 0.1, ratio + 0.1] }
}
const kept = (row: Measured, at: string, holds = true): Kept => {
  return { ...row, holds, at, calibration: { sha256: 1_000, fsync: 0.2, transaction: 5 } }
}
const machine = { cores: 2, model: 'Fast One', memory: 24 }
const versions = { node: 'v26', kafka: '4.2.1', postgres: '18.4', kafkajs: '2.2.4' }

test('rules: a ratio at least, a ratio and a bound at most', () => {
  const { holds } = ratioAtLeast(0.7)
  assert.deepEqual(
    [0.69, 0.7, 1.2].map((ratio) => holds(measured('x', 1, ratio))),
    [false, true, true],
  )
  const slow = atMost({ ratio: 2.5, ours: 15, unit: 'ms' })
  assert.equal(slow.atLeast, 'ratio ≤ 2.5, ≤ 15 ms')
  assert.deepEqual(
    [
      [15, 2.5],
      [15.1, 2],
      [10, 2.6],
    ].map(([ours = 0, ratio = 0]) => slow.holds(measured('x', ours, ratio))),
    [true, false, false],
  )
  assert.ok(!ratioAtLeast(0.1).holds(byItself('x', 'ms', [1])))
  assert.ok(!atMost({ ratio: 9 }).holds(byItself('x', 'ms', [1])))
  assert.ok(atMost({ ours: 600, unit: 'MB' }).holds(byItself('x', 'MB', [500, 900, 400])))
})

test('a row measured again takes the place of the old one; others of the day stay; the newest of all files is told', (t) => {
  const into = mkdtempSync(join(tmpdir(), 'results-'))
  t.after(() => rmSync(into, { recursive: true }))
  const keep = (at: string, ...list: Measured[]) =>
    keepResults({ date: at.slice(0, 10), machine, versions, rows: list.map((row) => kept(row, at)) }, into)
  keep('2026-11-23T10:00:00Z', measured('a', 10, 1), measured('b', 20, 1))
  keep('2026-11-24T10:00:00Z', measured('a', 11, 1))
  const file = keep('2026-11-24T11:00:00Z', measured('a', 12, 1), measured('c', 30, 1))
  assert.equal(readdirSync(into).length, 2)
  const day = JSON.parse(readFileSync(file, 'utf8'))
  assert.deepEqual([day.date, day.machine, day.versions], ['2026-11-24', machine, versions])
  assert.deepEqual(
    day.rows.map(({ name, ours }: Measured) => [name, ours]),
    [
      ['a', 12],
      ['c', 30],
    ],
  )
  const newest = newestRows(into)
  assert.deepEqual(
    ['a', 'b', 'c'].map((name) => newest.get(name)?.ours),
    [12, 20, 30],
  )
})

test('the table has the rows in the order of the registry, says what does not hold, and is put between the markers', () => {
  const [first, second] = rows as [RowOf, RowOf]
  const newest = new Map([
    [second.name, kept(measured(second.name, 1, 1), '2026-11-24T10:00:00Z', false)],
    [first.name, kept(measured(first.name, 12_345.6, 0.8), '2026-11-24T10:00:00Z')],
  ])
  const table = tableOf(newest)
  const lines = table.split('\n')
  assert.equal(lines.length, 4)
  assert.match(
    lines[2] ?? '',
    /`commands-1024`.*12,350 rows\/s.*0\.8 \(0\.7–0\.9\) \| ratio ≥ 0\.7 \| yes \| 2026-11-24; 5 ms, 0\.2 ms/,
  )
  assert.match(lines[3] ?? '', /\| no \|/)
  const text = 'before\n<!-- bench: written by node bench/readme.ts -->\nearlier table\n<!-- /bench -->\nafter'
  const placed = withTable(text, table)
  assert.ok(
    placed.includes(table) && !placed.includes('earlier') && placed.startsWith('before') && placed.endsWith('after'),
  )
  assert.equal(withTable(placed, table), placed)
  assert.throws(() => withTable('no place', table))
})

test('names are told once', () => {
  assert.equal(new Set(rows.map(({ name }) => name)).size, rows.length)
})
