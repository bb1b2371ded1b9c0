// Dead letters when answers are lost: an operator is heard all the same, and the log is told all the same.
import assert from 'node:assert/strict'
import { afterEach, test } from 'node:test'
import { pino } from 'pino'
import { memoryCodec } from './codec.ts'
import { letterIdOf, placeOf } from './dead-letter-records.ts'
import { openDeadLetters } from './dead-letters.ts'
import { headersOf } from './envelope.ts'
import { happened } from './event.ts'
import { eventually } from './eventually.ts'
import { type Faults, faultyLog } from './faulty-log.ts'
import { idOf } from './ids.ts'
import { memoryLog } from './memory-log.ts'
import { memoryProjectionStore } from './memory-projection-store.ts'
import { isParking } from './parking.ts'
import { defineProjection } from './projection.ts'
import type { ProjectionStore } from './projection-store.ts'
import { runProjection } from './run-projection.ts'

const logger = pino({ level: 'silent' })
const plain = memoryCodec()
/** Whose handler can take nothing. */
const films = defineProjection<{ title: string }>()({
  name: 'films',
  version: 1,
  key: (event) => event.filmId,
  on: {
    FilmDrafted: () => {
      throw new Error('no room')
    },
  },
})
const closing: (() => Promise<unknown>)[] = []
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close()
})

test('an operator is heard by a process that could not read dead letters when it began', async () => {
  const log = memoryLog()
  await log.createTopics([{ topic: 'deadletters', partitions: 1, durable: false, settings: {} }])
  const [at, place] = [{ topic: 'catalogue', partition: 0 }, placeOf('shelves', { topic: 'catalogue', partition: 0 })]
  const before = await openDeadLetters({ log, codec: plain, logger })
  const record = { ...at, offset: 3n, key: 'k', value: Buffer.from('x'), headers: {}, timestamp: 1 }
  const cause = { kind: 'FAILED', error: 'no room', tries: 5, at: 1 } as const
  await before.tell('shelves', at, { park: [{ record, cause }], settle: [] })
  await before.close()

  const faults: Faults = {}
  let lost = 0
  faults.ends = () => {
    faults.ends = undefined
    lost++
    throw new Error('no answer')
  }
  const later = await openDeadLetters({ log: faultyLog(log, faults), codec: plain, logger })
  closing.push(() => later.close())
  const heard: bigint[] = []
  later.asks('shelves', at, ({ offset }) => void heard.push(offset))
  const letterId = letterIdOf('shelves', at, 3n)
  const data = {
    type: 'RetryAsked' as const,
    at: 1,
    place,
    letterId,
    askId: letterId,
    operatorId: letterId,
    reason: '',
  }
  const appender = await log.appender()
  await appender.append('deadletters', [
    { partition: 0, key: place, value: plain.encode('RetryAsked', data), headers: headersOf({ type: 'RetryAsked' }) },
  ])
  await eventually('it is heard', () => heard.length > 0)
  assert.equal(lost, 1)
  assert.deepEqual(heard, [3n])
})

test('what was laid aside, and the answer to it lost, is told to the log', async () => {
  const log = memoryLog()
  const topic = (name: string) => ({ topic: name, partitions: 1, durable: false, settings: {} })
  await log.createTopics([topic('catalogue'), topic('deadletters')])
  const real = memoryProjectionStore()
  let lost = 0
  const store: ProjectionStore = {
    ...real,
    apply: async (name, version, batch, work) => {
      await real.apply(name, version, batch, work)
      if (lost > 0 || !isParking(batch.parking ?? { park: [], settle: [] })) return
      lost++
      throw new Error('no answer')
    },
  }
  const filmId = idOf('film')
  const value = plain.encode('FilmDrafted', { filmId, sellerId: filmId, title: 'x' })
  const headers = headersOf({ type: 'FilmDrafted', eventId: idOf('event'), occurredAt: 1 })
  const appender = await log.appender()
  await appender.append('catalogue', [{ partition: 0, key: filmId, value, headers }])
  const deadLetters = await openDeadLetters({ log, codec: plain, logger })
  closing.push(() => deadLetters.close())
  const fast = { backoff: { first: 1, most: 2 }, lookEvery: 5, tries: 2 }
  const one = await runProjection({ log, codec: plain, projection: films, store, logger, deadLetters, ...fast })
  closing.push(() => one.stop())
  const at = { topic: 'deadletters', partition: 0 }
  await eventually('it is told', async () => (await log.ends(at)).committed > 0n)
  const told: string[] = []
  await log.read(at, 0n, 1n, ([record]) => {
    if (record) told.push(happened(plain, record).event.type)
  })
  assert.deepEqual([told, lost], [['RecordParked'], 1])
})
