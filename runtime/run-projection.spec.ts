import assert from 'node:assert/strict'
import { afterEach, test } from 'node:test'
import fc from 'fast-check'
import { pino } from 'pino'
import { memoryCodec, type RecordName } from './codec.ts'
import { headersOf } from './envelope.ts'
import { eventually } from './eventually.ts'
import type { Following } from './follow.ts'
import { idOf } from './ids.ts'
import { memoryLog } from './memory-log.ts'
import { memoryProjectionStore } from './memory-projection-store.ts'
import { partitionOf } from './partition.ts'
import { defineProjection } from './projection.ts'
import { projectionSpec } from './projection-spec.ts'
import { runProjection } from './run-projection.ts'

const PARTITIONS = 3
const codec = memoryCodec()
const logger = pino({ level: 'silent' })
const seller = idOf('seller')
const film = (n: number) => idOf('film', n)

const running: Following[] = []
afterEach(async () => void (await Promise.all(running.splice(0).map((one) => one.stop()))))

type Shelf = Readonly<{ titles: readonly string[]; at: number }>

const shelves = defineProjection<Shelf>()({
  name: 'shelves',
  version: 2,
  key: (event) => event.filmId,
  on: {
    FilmDrafted: (_, { title, at }) => ({ titles: [title], at }),
    FilmDescribed: (row, { title, at }) => {
      if (title === 'poison') throw new Error('a handler that cannot')
      return row && { titles: [...row.titles, title], at }
    },
    FilmTakenDown: () => null,
  },
})

const drafted = (n: number, title: string) => ['FilmDrafted', film(n), { sellerId: seller, title }] as const
const described = (n: number, title: string) =>
  ['FilmDescribed', film(n), { title, synopsis: '', genres: [], year: null, ageRating: null }] as const

const open = async () => {
  const log = memoryLog()
  const store = memoryProjectionStore()
  await log.createTopics([{ topic: 'catalogue', partitions: PARTITIONS, durable: false, settings: {} }])
  let written = 0
  const write = async (...events: readonly (readonly [RecordName, string, object])[]) => {
    for (const [type, key, data] of events) {
      const partition = partitionOf(key, PARTITIONS)
      const headers = headersOf({ type, eventId: idOf('event', ++written), occurredAt: written })
      const writer = await log.transactional(`c.${partition}`, { topic: 'catalogue', partition })
      await writer.commit([{ partition, key, value: codec.encode(type, { filmId: key, ...data }), headers }])
    }
  }
  const fast = { backoff: { first: 1, most: 2 }, lookEvery: 5 }
  const run = async (more = {}) => {
    const one = await runProjection({ log, codec, projection: shelves, store, logger, ...fast, ...more })
    running.push(one)
    return one
  }
  const titles = () => [...store.rows('shelves', 2).values()].map((row) => (row as Shelf).titles)
  const settled = () =>
    eventually('the store stands at the end', async () => {
      const positions = await store.positions('shelves', 2).catch(() => new Map<string, bigint>())
      for (let partition = 0; partition < PARTITIONS; partition++) {
        const { committed } = await log.ends({ topic: 'catalogue', partition })
        if ((positions.get(`catalogue/${partition}`) ?? 0n) < committed) return false
      }
      return true
    })
  return { log, store, write, run, titles, settled }
}

test('its topics follow from its handlers', () => {
  assert.deepEqual(shelves.topics, ['catalogue'])
  const gone = () => null
  const outcomes = { name: 'outcomes', version: 1, key: () => 'one', on: { CommandRejected: gone } } as const
  assert.throws(() => defineProjection<object>()(outcomes), /CommandRejected has no topic/)
  assert.deepEqual(defineProjection<object>()({ ...outcomes, topics: ['media'] }).topics, ['media'])
})

test('rows are the same however the events are delivered', () =>
  projectionSpec(shelves)
    .given(
      { type: 'FilmDrafted', at: 1, filmId: 'a', sellerId: 's', title: 'A' },
      { type: 'FilmDrafted', at: 2, filmId: 'b', sellerId: 's', title: 'B' },
      { type: 'FilmDescribed', at: 3, filmId: 'a', title: 'AA', synopsis: '', genres: [], year: null, ageRating: null },
      { type: 'FilmTakenDown', at: 4, filmId: 'b', operatorId: 'o', reason: '' },
    )
    .then({ a: { titles: ['A', 'AA'], at: 3 } }))

test('the helper sees a handler that changes its row, and one that is not pure', async () => {
  const one = { type: 'FilmDrafted', at: 1, filmId: 'a', sellerId: 's', title: 'A' } as const
  const with_ = (FilmDrafted: (row: { n: number } | undefined) => { n: number }) =>
    projectionSpec(defineProjection<{ n: number }>()({ name: 'x', version: 1, key: () => 'k', on: { FilmDrafted } }))
  await with_((row) => ({ n: (row?.n ?? 0) + 1 }))
    .given(one, one)
    .then({ k: { n: 2 } })
  await assert.rejects(
    with_((row) => {
      if (!row) return { n: 1 }
      row.n++
      return row
    })
      .given(one, one)
      .then({ k: { n: 2 } }),
    /read only/,
  )
  let calls = 0
  await assert.rejects(
    with_(() => ({ n: calls++ }))
      .given(one)
      .then({ k: { n: 0 } }),
    /not pure/,
  )
})

test('a projection catches up, stands at the end, and continues where it stood', async () => {
  const { write, run, titles, settled, store } = await open()
  await write(drafted(1, 'A'), drafted(2, 'B'))
  const first = await run()
  await first.ready
  assert.deepEqual(titles().sort(), [['A'], ['B']])
  await settled()
  assert.equal(first.health().ok, true)
  await first.stop()

  await write(described(1, 'AA'), ['FilmTakenDown', film(2), { operatorId: seller, reason: '' }])
  const second = await run()
  await second.ready
  assert.deepEqual(titles(), [['A', 'AA']])
  await settled()
  // control records count: the store stands at the end, so that whoever reads it sees no lag
  const positions = await store.positions('shelves', 2)
  assert.equal(
    [...positions.values()].reduce((sum, next) => sum + next, 0n),
    8n,
  )
  await second.stop()
})

test('two members share the partitions; when one leaves, the other takes over and nothing counts twice', async () => {
  const { write, run, titles } = await open()
  const [one, two] = [await run(), await run()]
  await Promise.all([one.ready, two.ready])
  const films = Array.from({ length: 20 }, (_, n) => n)
  await write(...films.map((n) => drafted(n, 'A')))
  await eventually('all drafted', () => titles().length === 20)
  assert.ok(one.holds().length < PARTITIONS)
  await one.stop()
  await write(...films.map((n) => described(n, 'B')))
  await eventually('all described', () => titles().every((list) => list.length === 2))
  assert.deepEqual(
    titles(),
    films.map(() => ['A', 'B']),
  )
  await two.stop()
})

test('an answer that was lost after the write is not written twice', async () => {
  const { write, run, titles, store, settled } = await open()
  store.failNext(1, new Error('connection terminated'), 'after')
  await write(drafted(1, 'A'), described(1, 'B'), described(1, 'C'))
  const one = await run()
  await settled()
  assert.deepEqual(titles(), [['A', 'B', 'C']])
  await one.stop()
})

test('a record that cannot be applied stops its partition only, behind everything before it', async () => {
  const { write, run, titles } = await open()
  const other = Array.from({ length: 50 }, (_, n) => n).find(
    (n) => partitionOf(film(n), PARTITIONS) !== partitionOf(film(1), PARTITIONS),
  ) as number
  await write(drafted(1, 'A'), described(1, 'B'), described(1, 'poison'), described(1, 'C'))
  const one = await run()
  const fault = await eventually('the partition stops', () => one.faults().find(({ givenUp }) => givenUp))
  assert.deepEqual([fault.type, fault.offset, fault.error], ['FilmDescribed', 4n, 'Error: a handler that cannot'])
  assert.equal(one.health().ok, false)
  await write(drafted(other, 'Z'))
  await eventually('the other partition goes on', () => titles().length === 2)
  assert.deepEqual(titles(), [['A', 'B'], ['Z']])
  await one.stop()
  // the position was kept: nothing before it is applied again
  const again = await run()
  await eventually('stopped again', () => again.health().ok === false)
  assert.deepEqual(titles(), [['A', 'B'], ['Z']])
  assert.equal(again.lag() > 0n, true)
  await again.stop()
})

test('a store that is down is waited for, longer than any record would be tried', async () => {
  const { write, run, titles, store, settled } = await open()
  const one = await run({ stallAfter: 30 })
  await one.ready
  store.cut(true)
  await write(drafted(1, 'A'))
  const fault = await eventually('many tries', () => one.faults().find(({ tries }) => tries > 20))
  assert.equal(fault.givenUp, false)
  await eventually('behind and not moving', () => !one.health().ok)
  store.cut(false)
  await settled()
  assert.equal(one.health().ok, true)
  assert.deepEqual(titles(), [['A']])
  await one.stop()
})

test('another process that moved the position is followed; what a store lost is read again', async () => {
  const { write, run, store, titles, settled } = await open()
  await write(drafted(1, 'A'))
  const one = await run()
  await settled()
  const fallBack = store.checkpoint()
  const partition = partitionOf(film(1), PARTITIONS)
  const [from] = [(await store.positions('shelves', 2)).get(`catalogue/${partition}`) ?? 0n]
  const move = (to: bigint, back: bigint) =>
    store.apply('shelves', 2, { topic: 'catalogue', partition, from: back, next: to }, async () => undefined)
  // the next record is the one that another process has applied already
  await move(from + 1n, from)
  await write(described(1, 'of the other'), described(1, 'C'))
  await settled()
  assert.deepEqual(titles(), [['A', 'C']])
  fallBack()
  await write(described(1, 'D'))
  await settled()
  assert.deepEqual(titles(), [['A', 'of the other', 'C', 'D']])
  assert.deepEqual(one.faults(), [])
})

test('a store that falls back while nothing comes is noticed, and what it lost is read again', async () => {
  const { write, run, store, titles, settled } = await open()
  await write(drafted(1, 'A'), described(1, 'B'))
  const one = await run()
  await settled()
  const fallBack = store.checkpoint()
  await write(described(1, 'C'), described(1, 'D'))
  await settled()
  fallBack()
  assert.deepEqual(titles(), [['A', 'B']])
  await eventually('it is there again', () => titles()[0]?.at(-1) === 'D')
  assert.deepEqual(titles(), [['A', 'B', 'C', 'D']])
  assert.equal(one.health().ok, true)
  await one.stop()
})

test('any order of restarts, lost answers and failed writes gives the rows of one clean run', async () => {
  const step = fc.oneof(
    fc.record({ draft: fc.integer({ min: 0, max: 3 }) }),
    fc.record({ describe: fc.integer({ min: 0, max: 3 }) }),
    fc.constant('restart' as const),
    fc.constant('lost answer' as const),
    fc.constant('failed write' as const),
  )
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 3, maxLength: 25 }), async (steps) => {
      const { write, run, store, settled } = await open()
      const wanted = new Map<string, string[]>()
      let one = await run()
      for (const [i, it] of steps.entries()) {
        if (it === 'restart') {
          await one.stop()
          one = await run()
        } else if (it === 'lost answer') store.failNext(1, new Error('gone'), 'after')
        else if (it === 'failed write') store.failNext(2, new Error('gone'), 'before')
        else if ('draft' in it) {
          wanted.set(film(it.draft), [String(i)])
          await write(drafted(it.draft, String(i)))
        } else {
          wanted.get(film(it.describe))?.push(String(i))
          await write(described(it.describe, String(i)))
        }
      }
      await settled()
      await one.stop()
      const rows = [...store.rows('shelves', 2)].map(([key, row]) => [key, (row as Shelf).titles] as const)
      assert.deepEqual(new Map(rows), wanted)
    }),
    { numRuns: 25 },
  )
})

test('a store that does not answer blames no record, however often it does not, while its positions are read', async () => {
  const { write, store, run, titles, settled } = await open()
  await write(drafted(1, 'one'), drafted(2, 'two'))
  let left = 40
  const away = new Error('the store does not answer')
  const apply: typeof store.apply = async (...batch) => {
    if (left-- > 0) throw away
    return store.apply(...batch)
  }
  await run({ store: { ...store, apply, isAway: (error: unknown) => error === away }, tries: 3 })
  await settled()
  assert.deepEqual(titles().flat().sort(), ['one', 'two'])
})
