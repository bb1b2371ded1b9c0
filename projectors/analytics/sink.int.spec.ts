// The way to ClickHouse under faults: whatever is killed when, count() is the number of events, and rollups agree.
import assert from 'node:assert/strict'
import { existsSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { openClickhouseWriter } from '../../platform/clickhouse.ts'
import { createLogger } from '../../platform/logger.ts'
import { openPostgres } from '../../platform/postgres.ts'
import { happened, type KeyedStore, type LogRecord, openDeadLetters, openStore } from '../../runtime/index.ts'
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
  ...{ type: 'PaymentTaken', couponId: null },
  at: day,
  viewerId: viewer,
  orderId: id('order', n),
  filmId: film,
  ...{ taxAmount: 0n, taxCountry: null, taxRate: null, sellerAmount: null, heldUntil: null },
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
  const until = Date.now() + 60_000
  while ((await count('playback')) === wanted[0]) assert.ok(Date.now() < until, 'the new event does not arrive')
  await room.stop()
  assert.equal(await count('playback'), (wanted[0] ?? 0) + 1)
})

test('a record that was laid aside is inserted once, whatever is killed when, and settled once', async () => {
  const before = await count('playback')
  const { begin, loseState, close } = projector('playback')
  const at = { topic: 'playback', partition: 0 }
  let fault: Fault = 'none'
  let sink = begin(() => fault)
  await sink.settle()
  const { committed: from } = await log.ends(at)
  await happen([heartbeat(30, 1), heartbeat(30, 2)])
  const { committed } = await log.ends(at)
  const records: LogRecord[] = []
  await log.read(at, from, committed, (some) => void records.push(...some))
  const [record, other] = records as [LogRecord, LogRecord]
  fault = 'before the insert'
  const park = [{ record, cause: { kind: 'FAILED', error: 'no', tries: 5, at: 1 } } as const]
  await assert.rejects(sink.take([other], committed, { park, settle: [] }), Killed)
  loseState()
  fault = 'none'
  sink = begin(() => fault)
  assert.equal(await sink.settle(), committed)
  assert.equal(
    await count('playback'),
    before + 1,
    'the same batch as when it was begun, though the record can be read',
  )
  const settle = [{ offset: record.offset, outcome: 'APPLIED' } as const]
  fault = 'after the insert'
  await assert.rejects(sink.takeParked([record], { park: [], settle }), Killed)
  fault = 'none'
  await sink.takeParked([record], { park: [], settle })
  await assert.rejects(sink.takeParked([record], { park: [], settle }), /has settled/)
  assert.equal(await count('playback'), before + 2)
  close()
})

test('a record that cannot be read is laid aside and leaves every batch as it was, until it is given up', async () => {
  const topic = { partitions: 1, durable: false, settings: {} }
  await log.createTopics([{ ...topic, topic: 'deadletters' }])
  const deadLetters = await openDeadLetters({ log, codec, logger })
  const appender = await log.appender()
  const put = (key: string, value: Buffer, headers: Record<string, string>) =>
    appender.append('playback', [{ partition: 0, key, value, headers }])
  const before = await count('playback')
  await happen([heartbeat(20, 1)])
  const type = { type: 'PlayHeartbeat', 'event-id': id('event', 'poison'), 'occurred-at': String(day) }
  const [poison = -1n] = await put(id('playback', 20), Buffer.from('no record'), type)
  await happen([heartbeat(20, 2), heartbeat(20, 3)])
  const run = () =>
    analyticsRoom({ log, codec, postgres, clickhouse, stateDir: join(stateDir, 'room'), logger, pace: 0, deadLetters })
  let room = await run()
  await room.ready
  assert.equal(await count('playback'), before + 3)
  const letter = async () => {
    const records: LogRecord[] = []
    const at = { topic: 'deadletters', partition: 0 }
    await log.read(at, 0n, (await log.ends(at)).committed, (some) => void records.push(...some))
    return records.map((record) => happened(codec, record).event).findLast((event) => event.type === 'RecordParked')
  }
  const until = Date.now() + 60_000
  while (!(await letter())) assert.ok(Date.now() < until, 'nobody tells of it')
  const told = await letter()
  assert.deepEqual(
    [told?.consumer, told?.sourceOffset, told?.cause, told?.recordKey],
    ['analytics_v1', Number(poison), 'UNDECODABLE', id('playback', 20)],
  )
  // The local state is lost: all is read again, and nothing is sent or laid aside again.
  await room.stop()
  rmSync(join(stateDir, 'room'), { recursive: true })
  room = await run()
  await room.ready
  await happen([heartbeat(20, 3), heartbeat(20, 4)])
  while ((await count('playback')) < before + 4) assert.ok(Date.now() < until, 'the next does not arrive')
  assert.equal(await count('playback'), before + 4)

  // Where the bytes are mended cannot be tried: they stand on the log. It is given up instead.
  const { place = '', letterId = '' } = told ?? {}
  const ask = { type: 'DropAsked', at: day, place, letterId, askId: 'ask', operatorId: id('operator'), reason: 'none' }
  const value = codec.encode('DropAsked', ask)
  await appender.append('deadletters', [{ partition: 0, key: place, value, headers: { type: 'DropAsked' } }])
  const settled = async () =>
    (await postgres.rows`select 1 as one from parked_records where name = 'analytics' and outcome is null`).length === 0
  while (!(await settled())) assert.ok(Date.now() < until, 'it is not given up')
  await room.stop()
  await deadLetters.close()
})
