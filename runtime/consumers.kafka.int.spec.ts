// Projections, workers, processes and stream processors on a real Kafka: what the log in memory promises holds there.
import assert from 'node:assert/strict'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { pino } from 'pino'
import { memoryCodec } from './codec.ts'
import { headersOf } from './envelope.ts'
import { eventually } from './eventually.ts'
import { idOf } from './ids.ts'
import { specLog } from './kafka/spec-log.ts'
import type { Log, LogRecord } from './log.ts'
import { memoryProjectionStore } from './memory-projection-store.ts'
import { partitionOf } from './partition.ts'
import { defineProcess, runProcess } from './process.ts'
import { runProcessor } from './processor/run-processor.ts'
import { heartbeat, MINUTE, minutesOf, session } from './processor/test-minutes.ts'
import { defineProjection } from './projection.ts'
import { runProjection } from './run-projection.ts'
import { runWorker } from './worker.ts'

const PARTITIONS = 3
/** ms; the group's session is 8 s (kafka/group.ts) */
const LONGER_THAN_SESSION = 11_000
const codec = memoryCodec()
const logger = pino({ level: process.env.MATINEE_LOG_LEVEL ?? 'silent' })
const closing: (() => Promise<unknown>)[] = []
after(async () => {
  for (const close of closing.reverse()) await close()
})

const open = async (name: string, ...topics: string[]) => {
  const { log } = await specLog(name)
  closing.push(() => log.close())
  await log.createTopics(topics.map((topic) => ({ topic, partitions: PARTITIONS, durable: false, settings: {} })))
  return log
}

/** Films in one transaction each, as a decider writes them: with control records between. */
const draft = async (log: Log, ...titles: string[]) => {
  for (const [partition, list] of Map.groupBy(titles, (title) => partitionOf(idOf(title), PARTITIONS))) {
    const writer = await log.transactional(`draft.${partition}`, { topic: 'catalogue', partition })
    for (const title of list) {
      const filmId = idOf(title)
      const value = codec.encode('FilmDrafted', { filmId, sellerId: idOf('seller'), title })
      const headers = headersOf({ type: 'FilmDrafted', eventId: idOf('event', title), occurredAt: 1 })
      await writer.commit([{ partition, key: filmId, value, headers }])
    }
    await writer.close()
  }
}

const titles = (from: number, to: number) => Array.from({ length: to - from }, (_, i) => `film ${from + i}`)

const all = async (log: Log, topic: string): Promise<readonly LogRecord[]> => {
  const found: LogRecord[] = []
  for (let partition = 0; partition < PARTITIONS; partition++) {
    const at = { topic, partition }
    await log.read(at, 0n, (await log.ends(at)).committed, (records) => void found.push(...records))
  }
  return found
}

const counts = defineProjection<{ n: number }>()({
  name: 'counts',
  version: 1,
  key: ({ filmId }) => [filmId, 'all'],
  on: { FilmDrafted: (row) => ({ n: (row?.n ?? 0) + 1 }) },
})

const publish = defineProcess({
  name: 'publish',
  on: {
    FilmDrafted: ({ filmId, sellerId }) => [
      { context: 'catalogue', key: filmId, command: { type: 'PublishFilm', filmId, sellerId, sellerActive: true } },
    ],
  },
})

test('a projection is shared, moves to who is left, and counts every event once', async () => {
  const log = await open('projection', 'catalogue')
  const store = memoryProjectionStore()
  const run = () => runProjection({ log, codec, projection: counts, store, logger, lookEvery: 100 })
  await draft(log, ...titles(0, 20))
  const [one, two] = [await run(), await run()]
  await Promise.all([one.ready, two.ready])
  assert.equal(store.rows('counts', 1).get('all')?.n, 20)
  await eventually('both hold a share', () => one.holds().length > 0 && two.holds().length > 0)
  await Promise.all([draft(log, ...titles(20, 40)), one.stop()])
  await eventually('all are counted', () => store.rows('counts', 1).get('all')?.n === 40)
  await eventually('the position is behind the control records too', async () => {
    const positions = await store.positions('counts', 1)
    const ends = await Promise.all([0, 1, 2].map((partition) => log.ends({ topic: 'catalogue', partition })))
    return ends.every(({ committed }, partition) => (positions.get(`catalogue/${partition}`) ?? 0n) === committed)
  })
  assert.equal(store.rows('counts', 1).size, 41)
  await two.stop()
})

test('a job that lasts longer than the session of the group keeps its partition', async () => {
  const log = await open('long-job', 'catalogue')
  await draft(log, 'long')
  const begun: number[] = []
  const worker = await runWorker({
    name: 'long-job',
    log,
    codec,
    logger,
    on: {
      FilmDrafted: async (_, _meta, signal) => {
        begun.push(Date.now())
        const end = Date.now() + LONGER_THAN_SESSION
        await eventually(
          'the job is over, or was taken away',
          () => signal.aborted || Date.now() > end,
          2 * LONGER_THAN_SESSION,
        )
        signal.throwIfAborted()
      },
    },
  })
  await eventually(
    'done',
    () => begun.length > 0 && worker.lag() === 0n && worker.holds().length === PARTITIONS,
    30_000,
  )
  await eventually('the look after it', () => worker.health().ok)
  assert.equal(begun.length, 1, 'it was not begun again')
  await worker.stop()
  const note = async () => void begun.push(Date.now())
  const again = await runWorker({
    name: 'long-job',
    log,
    codec,
    logger,
    on: { FilmDrafted: note },
  })
  await again.ready
  await draft(log, 'another')
  await eventually('the next', () => begun.length === 2)
  await again.stop()
})

test('a process sends each command once, also over a restart', async () => {
  const log = await open('process', 'catalogue', 'commands.catalogue')
  const run = () => runProcess({ log, codec, process: publish, logger, lookEvery: 100 })
  await draft(log, ...titles(0, 10))
  const one = await run()
  await eventually('sent', async () => (await all(log, 'commands.catalogue')).length >= 10)
  await one.stop()
  await draft(log, ...titles(10, 15))
  const two = await run()
  await eventually('sent', async () => (await all(log, 'commands.catalogue')).length >= 15)
  await two.stop()
  const ids = (await all(log, 'commands.catalogue')).map(({ headers }) => headers['command-id'])
  assert.equal(new Set(ids).size, 15)
})

test('a stream processor says everything once: two instances, a takeover, a ghost, a lost state', async () => {
  const log = await open('processor', 'playback', 'qoe')
  const appender = await log.appender()
  closing.push(() => appender.close())
  const states = ['a', 'b'].map(() => mkdtempSync(join(tmpdir(), 'matinee-processor-')))
  closing.push(async () => {
    for (const state of states) rmSync(state, { recursive: true, force: true })
  })
  const run = (state: number, over: Partial<Log> = {}) =>
    runProcessor({
      log: { ...log, ...over },
      codec,
      processor: minutesOf(60 * MINUTE),
      installation: 'processor',
      stateDir: states[state] ?? '',
      logger,
      limits: { lookEvery: 100, moveOnAfter: 200, batch: 50 },
    })
  const began = Date.now() - 30 * MINUTE
  const wanted = new Map<string, number>()
  let sequence = 0
  const play = async (count: number) => {
    const records = Array.from({ length: count }, () => {
      const n = sequence++
      const at = began + (n % 10) * MINUTE + (n % 59) * 1_000
      const { at: _, ...event } = heartbeat({ session: n % 7, film: (n % 7) % 4, sequence: n, at })
      const name = `${event.filmId} ${Math.floor(at / MINUTE) * MINUTE}`
      wanted.set(name, (wanted.get(name) ?? 0) + 1)
      const headers = headersOf({ type: 'PlayHeartbeat', eventId: idOf('beat', n), occurredAt: at })
      const key = session(n % 7)
      return { partition: partitionOf(key, PARTITIONS), key, value: codec.encode('PlayHeartbeat', event), headers }
    })
    await appender.append('playback', [...records, ...records.slice(0, 5)])
  }
  const minutes = async () =>
    (await all(log, 'qoe')).flatMap(({ value, partition }) => {
      const one = codec.decode(value)
      return 'unknown' in one || one.type !== 'QoeMinute' ? [] : [{ ...one, partition }]
    })
  const counted = async () => {
    const newest = new Map((await minutes()).map((one) => [`${one.filmId} ${one.minute}`, one.plays]))
    return newest.size === wanted.size && [...wanted].every(([name, plays]) => newest.get(name) === plays)
  }

  await play(300)
  const one = await run(0)
  await one.ready
  await eventually('the first is done', counted)
  const two = await run(1)
  await play(200)
  await eventually('both together', counted, 30_000)
  await one.stop()
  await play(100)
  await eventually('the one that is left', counted, 30_000)
  // a ghost: a group of its own, so that both think that all partitions are theirs
  const subscribe: Log['subscribe'] = (group, ...rest) => log.subscribe(`${group}-ghost`, ...rest)
  rmSync(states[0] ?? '', { recursive: true, force: true })
  const ghost = await run(0, { subscribe })
  await ghost.ready
  await play(100)
  await eventually('one of them says it', counted, 30_000)
  await Promise.all([ghost.stop(), two.stop()])
  assert.ok(await counted())

  for (const [name, list] of Map.groupBy(await minutes(), (it) => `${it.filmId} ${it.minute}`)) {
    assert.deepEqual(
      list.map(({ revision }) => revision),
      list.map((_, i) => i + 1),
      name,
    )
    assert.ok(list.every(({ filmId, partition }) => partition === partitionOf(filmId, PARTITIONS)))
  }
})
