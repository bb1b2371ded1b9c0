// The way to ClickHouse under faults: whatever is killed when, count() is the number of events, and rollups agree.
import assert from 'node:assert/strict'
import { existsSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { openClickhouseWriter } from '../../platform/clickhouse.ts'
import { createLogger } from '../../platform/logger.ts'
import { openPostgres } from '../../platform/postgres.ts'
import { type KeyedStore, openStore } from '../../runtime/index.ts'
import { freshInstallation } from '../../test/installation.ts'
import { type Happening, id, memoryHappenings } from '../happening.ts'
import { postgresBoundaries } from './boundaries.ts'
import { type PartitionSink, partitionSink } from './partition-sink.ts'
import { makeTablesLive, prepareTables } from './prepare.ts'
import { analyticsRoom } from './room.ts'

const env = await freshInstallation('analytics')
const logger = createLogger('test', 'silent')
const postgres = openPostgres({ url: env.MATINEE_POSTGRES ?? '', room: 'test', logger })
const clickhouse = openClickhouseWriter({
  url: env.MATINEE_CLICKHOUSE ?? '',
  database: env.MATINEE_CLICKHOUSE_DATABASE ?? '',
  credentials: env.MATINEE_CLICKHOUSE_WRITER ?? '',
  room: 'test',
})
const stateDir = env.MATINEE_STATE ?? ''
const { log, codec, happen } = await memoryHappenings(1)
after(async () => {
  await clickhouse.close()
  await postgres.close()
})
before(async () => {
  await prepareTables({ clickhouse, postgres })
  await makeTablesLive({ clickhouse, postgres })
})

const [film, viewer] = [id('film'), id('viewer')]
const day = Date.UTC(2026, 0, 5)
const heartbeat = (playback: number, sequence: number, playedMs = 10_000): Happening => ({
  type: 'PlayHeartbeat',
  at: day + sequence,
  playbackId: id('playback', playback),
  viewerId: viewer,
  filmId: film,
  sequence,
  clientAt: day,
  positionMs: sequence * 10_000,
  playedMs,
  stalledMs: 0,
  bufferMs: 0,
  height: 720,
  bitrate: 1,
  droppedFrames: 0,
})
const started = (playback: number): Happening => ({
  type: 'PlayStarted',
  at: day,
  playbackId: id('playback', playback),
  viewerId: viewer,
  filmId: film,
  sequence: 1,
  clientAt: day,
  positionMs: 0,
  startupMs: 300,
  protocol: 'hls',
  player: 'spec',
  height: 720,
})
const paid = (n: number): Happening => ({
  type: 'PaymentTaken',
  at: day,
  viewerId: viewer,
  orderId: id('order', n),
  filmId: film,
  sellerId: id('seller'),
  kind: 'RENT',
  paymentId: 'pi',
  amount: 399n,
  currency: 'EUR',
})

const one = async <T>(query: string): Promise<T> => {
  const [row] = await clickhouse.rows<T>(query)
  assert.ok(row, `nothing for ${query}`)
  return row
}
const count = async (table: string) => (await one<{ n: number }>(`select count() as n from ${table}`)).n

type Fault = 'before the insert' | 'after the insert' | 'after it, and the state is lost' | 'none'
const faults: readonly Fault[] = ['before the insert', 'after the insert', 'after it, and the state is lost', 'none']

class Killed extends Error {}

/** A projector of one partition that can be killed; the next one finds what it left, or not even its local state. */
const projector = (topic: string) => {
  const file = join(stateDir, `spec-${topic}.sqlite`)
  let store: KeyedStore | undefined
  const begin = (fault: () => Fault): PartitionSink => {
    store?.close()
    store = openStore({ file })
    return partitionSink({
      topic,
      partition: 0,
      table: `${topic}_v1`,
      log,
      codec,
      boundaries: postgresBoundaries(postgres, 1),
      store,
      onUnreadable: (_, error) => assert.fail(String(error)),
      clickhouse: {
        insert: async (...rows) => {
          if (fault() === 'before the insert') throw new Killed()
          await clickhouse.insert(...rows)
          if (fault() !== 'none') throw new Killed()
        },
      },
    })
  }
  const loseState = () => {
    store?.close()
    store = undefined
    for (const end of ['', '-wal', '-shm']) if (existsSync(file + end)) rmSync(file + end)
  }
  return { begin, loseState, close: () => store?.close() }
}

/** Reads on from where ClickHouse stands, in batches of this size, killed at each of them by the next fault. */
const runWithFaults = async (topic: string, sizes: () => number) => {
  const { begin, loseState, close } = projector(topic)
  let fault: Fault = 'none'
  for (let round = 0; ; round++) {
    fault = faults[round % faults.length] ?? 'none'
    const sink = begin(() => fault)
    try {
      const from = (await sink.settle()) ?? 0n
      const { committed } = await log.ends({ topic, partition: 0 })
      if (from >= committed) break
      const next = from + BigInt(sizes()) < committed ? from + BigInt(sizes()) : committed
      await log.read({ topic, partition: 0 }, from, next, (records) =>
        sink.take(records, (records.at(-1)?.offset ?? from) + 1n),
      )
    } catch (error) {
      if (!(error instanceof Killed)) throw error
      if (fault === 'after it, and the state is lost') loseState()
    }
  }
  close()
}

test('events that stand on the log twice, and a projector killed at every batch: each counts once', async () => {
  const playbacks = [1, 2, 3, 4, 5]
  const events = playbacks.flatMap((p) => [started(p), ...[2, 3, 4, 5, 6].map((n) => heartbeat(p, n))])
  for (let i = 0; i < events.length; i += 7) {
    await happen(events.slice(i, i + 7))
    await happen(events.slice(Math.max(0, i - 3), i + 7))
  }
  let size = 0
  await runWithFaults('playback', () => 3 + (size++ % 5))

  assert.equal(await count('playback'), events.length)
  assert.equal(await count('play_started'), playbacks.length)
  const pairs = await one<{ n: number }>('select uniqExact(playback_id, sequence) as n from playback')
  assert.equal(pairs.n, events.length)
  const { plays, viewers, minutes, day: when } = await one<Record<string, unknown>>('select * from film_days')
  assert.deepEqual([plays, viewers, when], [5, 1, '2026-01-05'])
  assert.equal(Number(minutes).toFixed(3), ((5 * 5 * 10_000) / 60_000).toFixed(3))
})

test('sales are summed exactly, to the cent', async () => {
  const orders = Array.from({ length: 23 }, (_, n) => paid(n))
  await happen(orders)
  await runWithFaults('commerce', () => 4)
  assert.equal(await count('payment_taken'), 23)
  const { sales, amount, kind, currency } = await one<Record<string, unknown>>('select * from film_sales')
  assert.deepEqual([sales, amount, kind, currency], [23, 23 * 399, 'RENT', 'EUR'])
})

test('an insert that filled the table and not its rollup is completed by its repeat', async () => {
  await clickhouse.command(
    'create table half (n Int64) engine = MergeTree order by n settings non_replicated_deduplication_window = 100',
  )
  await clickhouse.command(
    'create table sums (n SimpleAggregateFunction(sum, Int64)) engine = AggregatingMergeTree order by tuple() settings non_replicated_deduplication_window = 100',
  )
  await clickhouse.insert('half', [{ n: 5 }], 'token')
  await clickhouse.command('create materialized view half_feed to sums as select sum(n) as n from half')
  for (let i = 0; i < 3; i++) await clickhouse.insert('half', [{ n: 5 }], 'token')
  assert.deepEqual([await count('half'), (await one<{ n: number }>('select sum(n) as n from sums')).n], [1, 5])
})

test('two processes that hold the same partition: the late one is told so, and nothing is doubled', async () => {
  const before = await count('playback')
  const { begin, close } = projector('playback')
  const early = begin(() => 'none')
  const stands = (await early.settle()) ?? 0n
  const store = openStore({ file: join(stateDir, 'other-place.sqlite') })
  const other = partitionSink({
    topic: 'playback',
    partition: 0,
    table: 'playback_v1',
    log,
    codec,
    boundaries: postgresBoundaries(postgres, 1),
    store,
    onUnreadable: (_, error) => assert.fail(String(error)),
    clickhouse,
  })
  await happen([heartbeat(1, 7), heartbeat(1, 3), heartbeat(1, 8)])
  const { committed } = await log.ends({ topic: 'playback', partition: 0 })
  const takeBy = (sink: PartitionSink) =>
    log.read({ topic: 'playback', partition: 0 }, stands, committed, (records) => sink.take(records, committed))
  const ended = await Promise.allSettled([takeBy(other), takeBy(early)])
  assert.ok(ended.some(({ status }) => status === 'fulfilled'))
  for (const one of ended) if (one.status === 'rejected') assert.equal(one.reason.name, 'StaleBoundary')
  await early.settle()
  assert.equal(await count('playback'), before + 2)
  close()
  store.close()
})

test('ClickHouse that was lost is filled again from the log, without being told', async () => {
  const wanted = [await count('playback'), await count('payment_taken')]
  await clickhouse.command('truncate table incarnation_v1')
  const room = await analyticsRoom({
    log,
    codec,
    postgres,
    clickhouse,
    stateDir: join(stateDir, 'room'),
    logger,
    pace: 0,
  })
  await room.ready
  assert.deepEqual([await count('playback'), await count('payment_taken')], wanted)
  const position = await happen([heartbeat(9, 1), heartbeat(9, 1)])
  assert.match(position, /^playback\/0@/)
  const until = Date.now() + 10_000
  while ((await count('playback')) === wanted[0]) assert.ok(Date.now() < until, 'the new event does not arrive')
  await room.stop()
  assert.equal(await count('playback'), (wanted[0] ?? 0) + 1)
})
