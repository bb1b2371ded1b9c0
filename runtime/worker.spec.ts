import assert from 'node:assert/strict'
import { afterEach, test } from 'node:test'
import { pino } from 'pino'
import { memoryCodec } from './codec.ts'
import { headersOf } from './envelope.ts'
import { eventually } from './eventually.ts'
import type { Following } from './follow.ts'
import { idOf } from './ids.ts'
import { memoryLog } from './memory-log.ts'
import { type Effect, runWorker } from './worker.ts'

const codec = memoryCodec()
const logger = pino({ level: 'silent' })
const running: Following[] = []
afterEach(async () => void (await Promise.all(running.splice(0).map((one) => one.stop()))))

const open = async (partitions = 2) => {
  const log = memoryLog()
  await log.createTopics([{ topic: 'catalogue', partitions, durable: false, settings: {} }])
  const appender = await log.appender()
  const write = (partition: number, ...titles: string[]) =>
    appender.append(
      'catalogue',
      titles.map((title) => ({
        partition,
        key: title,
        value: codec.encode('FilmDrafted', { filmId: idOf(title), sellerId: idOf('seller'), title }),
        headers: headersOf({ type: 'FilmDrafted', eventId: idOf('event', title), occurredAt: 7 }),
      })),
    )
  const run = async (FilmDrafted: Effect<'FilmDrafted'>, more = {}) => {
    const fast = { backoff: { first: 1, most: 2 }, lookEvery: 5, stopWithin: 200 }
    const worker = await runWorker({ name: 'printer', log, codec, logger, on: { FilmDrafted }, ...fast, ...more })
    running.push(worker)
    await worker.ready
    return worker
  }
  return { log, write, run }
}

test('a new group begins at the first record; a restart goes on behind what is done', async () => {
  const { write, run } = await open()
  await write(0, 'A', 'B')
  const done: string[] = []
  const print: Effect<'FilmDrafted'> = async ({ title, at }, { position }) =>
    void done.push(`${title} ${at} ${position}`)
  const first = await run(print)
  await eventually('both done', () => done.length === 2)
  assert.deepEqual(done, ['A 7 catalogue/0@0', 'B 7 catalogue/0@1'])
  await first.stop()
  await write(0, 'C')
  await run(print)
  await eventually('the third', () => done.length >= 3)
  assert.deepEqual(done.slice(2), ['C 7 catalogue/0@2'])
})

test('an effect that fails is tried again, in its place; other partitions go on', async () => {
  const { write, run } = await open()
  const done: string[] = []
  let down = true
  const worker = await run(
    async ({ title }) => {
      if (title === 'A' && down) throw new Error('the printer is off')
      done.push(title)
    },
    { stallAfter: 20 },
  )
  await write(0, 'A', 'B')
  await write(1, 'X', 'Y')
  await eventually('unready, and says why', () => !worker.health().ok && done.length === 2)
  assert.deepEqual(done, ['X', 'Y'])
  const fault = await eventually('tried often', () => worker.faults().find(({ tries }) => tries > 8))
  assert.deepEqual(
    [fault.at, fault.offset, fault.error, fault.givenUp],
    ['catalogue/0', 0n, 'Error: the printer is off', false],
  )
  down = false
  await eventually('all done', () => done.length === 4)
  assert.deepEqual(done.slice(2), ['A', 'B'])
  await eventually('ready again', () => worker.health().ok)
})

test('an effect may take long without being unready', async () => {
  const { write, run } = await open()
  const { promise, resolve } = Promise.withResolvers<void>()
  const worker = await run(() => promise, { stallAfter: 1 })
  await write(0, 'A')
  await eventually('it lags', () => worker.lag() === 1n)
  await new Promise((wait) => setTimeout(wait, 10))
  assert.equal(worker.health().ok, true)
  resolve()
  await eventually('done', () => worker.lag() === 0n)
})

test('no more effects at the same time than allowed, and never two of one partition', async () => {
  const { write, run } = await open(5)
  const now = new Map<number, number>()
  let most = 0
  let done = 0
  await run(
    async (_, { partition }) => {
      now.set(partition, (now.get(partition) ?? 0) + 1)
      assert.equal(now.get(partition), 1)
      most = Math.max(
        most,
        now.values().reduce((sum, n) => sum + n, 0),
      )
      await new Promise((wait) => setTimeout(wait, 1))
      now.set(partition, 0)
      done++
    },
    { concurrency: 3 },
  )
  for (let partition = 0; partition < 5; partition++) await write(partition, 'A', 'B', 'C', 'D')
  await eventually('all done', () => done === 20)
  assert.equal(most, 3)
})

test('a stop in the middle of an effect aborts it, and the event is done again by the next', async () => {
  const { write, run } = await open()
  const seen: string[] = []
  const first = await run(async ({ title }, _, signal) => {
    seen.push(`begun ${title}`)
    await new Promise((_resolve, reject) => signal.addEventListener('abort', () => reject(new Error('aborted'))))
  })
  await write(0, 'A')
  await eventually('begun', () => seen.length === 1)
  await first.stop()
  await run(async ({ title }) => void seen.push(`done ${title}`))
  await eventually('done', () => seen.length === 2)
  assert.deepEqual(seen, ['begun A', 'done A'])
})

test('an effect that does not heed its signal holds up a stop for a bounded time, and does not count as done', async () => {
  const { write, run } = await open()
  const { promise, resolve } = Promise.withResolvers<void>()
  const done: string[] = []
  const first = await run(() => promise, { stopWithin: 10 })
  await write(0, 'A')
  await eventually('begun', () => first.lag() === 1n)
  await first.stop()
  resolve()
  await run(async ({ title }) => void done.push(title))
  await eventually('done again', () => done.length === 1)
})

test('a partition that goes to another member while an effect runs is not moved on by the old one', async () => {
  const { write, run } = await open(2)
  const { promise, resolve } = Promise.withResolvers<void>()
  const done: string[] = []
  const first = await run(async ({ title }) => {
    await promise
    done.push(`one ${title}`)
  })
  await write(0, 'A')
  await write(1, 'X')
  await eventually('both begun', () => first.lag() === 2n)
  await run(async ({ title }) => void done.push(`two ${title}`))
  await eventually('the second member does its share', () => done.length === 1)
  resolve()
  await eventually('the first ends its own', () => done.filter((text) => text.startsWith('one')).length === 2)
  assert.equal(done.length, 3, 'what moved was begun by both: at least once')
})
