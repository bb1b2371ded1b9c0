// How the command line reads its arguments, and how it shows a record.
import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { test } from 'node:test'
import { headersOf, memoryCodec } from '../../runtime/index.ts'
import { BadArguments } from '../options.ts'
import { lineOf, readEventOptions } from './events.ts'
import { readPersonOptions } from './person.ts'
import { readProjectionOptions, lineOf as versionLine } from './projection.ts'
import { readReplayOptions } from './replay.ts'

test('events: a topic, from an offset, followed or not', () => {
  assert.deepEqual(readEventOptions(['catalogue']), {
    topic: 'catalogue',
    from: 0n,
    follow: false,
    json: false,
    external: false,
  })
  assert.equal(readEventOptions(['commerce', '--from', '12', '--follow']).from, 12n)
  assert.throws(() => readEventOptions([]), BadArguments)
  assert.throws(() => readEventOptions(['commerce', '--from', '-1']), /./)
  assert.throws(() => readEventOptions(['commerce', 'media']), BadArguments)
})

test('an unknown option is told in one line, whichever the command', () => {
  const main = join(import.meta.dirname, 'main.ts')
  for (const command of ['dlq', 'projection', 'replay', 'events', 'person', 'simulate']) {
    const { status, stderr } = spawnSync(process.execPath, [main, command, '--no-such'], { encoding: 'utf8' })
    assert.equal(status, 2, command)
    assert.match(stderr, /^[^\n]*--no-such[^\n]*\n$/)
  }
})

test('person: a login and one of the roles', () => {
  const { login, role } = readPersonOptions(['add', 'ada', '--role', 'seller'])
  assert.deepEqual([login, role], ['ada', 'seller'])
  assert.throws(() => readPersonOptions(['add', 'ada', '--role', 'queen']), BadArguments)
  assert.throws(() => readPersonOptions(['remove', 'ada']), BadArguments)
})

test('a record becomes one line that names its position, type, key and fields', () => {
  const codec = memoryCodec()
  const filmId = '7b1c1f6e-53a5-4b51-9df0-9d27d2a9b0a1'
  const data = { type: 'FilmDrafted', filmId, sellerId: filmId, title: 'Two\nlines' }
  const record = {
    topic: 'catalogue',
    partition: 2,
    offset: 41n,
    key: filmId,
    value: codec.encode('FilmDrafted', data),
    headers: headersOf({ type: 'FilmDrafted', occurredAt: 0, simulated: true }),
    timestamp: 5,
  }
  const shown = JSON.parse(lineOf(codec, record, true)) as Record<string, unknown>
  assert.equal(shown.position, 'catalogue/2@41')
  assert.equal(shown.at, '1970-01-01T00:00:00.000Z')
  assert.equal(shown.simulated, true)
  assert.equal((shown.data as { title: string }).title, 'Two\nlines')
  assert.doesNotMatch(lineOf(codec, record, false), /\n/)
})

test('projection: what changes something names a version and a reason', () => {
  assert.deepEqual(readProjectionOptions(['list']).task, { verb: 'list' })
  const why = ['--reason', 'why']
  assert.deepEqual(readProjectionOptions(['switch', 'films', '2', ...why]).task, {
    ...{ verb: 'switch', name: 'films', version: 2, reason: 'why' },
  })
  assert.deepEqual(readProjectionOptions(['drop', 'scratch.x', ...why]).task, {
    ...{ verb: 'drop', name: 'scratch.x', version: 0, reason: 'why' },
  })
  for (const wrong of [[], ['rebuild', 'films'], ['switch', 'films', ...why], ['drop', 'films', 'two', ...why]])
    assert.throws(() => readProjectionOptions(wrong), BadArguments)
  const one = { name: 'films', version: 2, state: 'building', moving: true, detail: null } as const
  assert.match(
    versionLine({ ...one, lag: 750, records: 1_000, secondsLeft: 75 }),
    /250 of 1000 records, 1 min 15 s left/,
  )
  assert.match(versionLine({ ...one, lag: 1, records: 1, secondsLeft: null, moving: false }), /standing still/)
})

test('replay: offsets or times, and a scratch with its projection and reason', () => {
  assert.deepEqual(readReplayOptions(['commerce', '--from', '5', '--to', '2026-03-01']).into, undefined)
  const { into } = readReplayOptions(['commerce', '--into', 'x', '--projection', 'orders', '--reason', 'why'])
  assert.deepEqual(into, { name: 'x', projection: 'orders', reason: 'why' })
  for (const wrong of [[], ['a', 'b'], ['a', '--from', 'soon'], ['a', '--into', 'x', '--reason', 'why']])
    assert.throws(() => readReplayOptions(wrong), BadArguments)
})
