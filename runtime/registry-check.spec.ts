import assert from 'node:assert/strict'
import { test } from 'node:test'
import { pino } from 'pino'
import { records } from '../schemas/generated/catalogue.ts'
import { avroType } from './avro-type.ts'
import { codecOn, memoryCodec, type RecordName } from './codec.ts'
import { DEAD_LETTERS, openDeadLetters } from './dead-letters.ts'
import { headersOf } from './envelope.ts'
import { idOf } from './ids.ts'
import { memoryLog } from './memory-log.ts'
import { checkIdsResolve, SchemaIdsLost } from './registry-check.ts'

const filmId = idOf('film')
const drafted = { filmId, sellerId: filmId, title: 'Dune' }
const published = { filmId, sellerId: filmId }

const open = async () => {
  const log = memoryLog()
  await log.createTopics([{ topic: 'catalogue', partitions: 2, durable: false, settings: {} }])
  const appender = await log.appender()
  const codec = memoryCodec()
  const write = (partition: number, ...names: ('FilmDrafted' | 'FilmPublished')[]) =>
    appender.append(
      'catalogue',
      names.map((type) => ({
        partition,
        key: filmId,
        value: codec.encode(type, type === 'FilmDrafted' ? drafted : published),
        headers: headersOf({ type }),
      })),
    )
  return { log, write, codec }
}

/** A registry after its data was lost: it gives the ids to other records, or does not know them. */
const registryWith = (writer: (id: number) => RecordName | undefined) =>
  codecOn({
    register: async () => 1,
    writer: async (id) => {
      const name = writer(id)
      if (!name) throw new Error(`no schema ${id}`)
      return avroType(records[name])
    },
  })

test('ids that mean what the records say are in order', async () => {
  const { log, write, codec } = await open()
  await write(0, 'FilmDrafted', 'FilmPublished', 'FilmDrafted')
  await write(1, 'FilmPublished')
  assert.equal((await checkIdsResolve({ log, codec, topics: ['catalogue'] })).size, 2)
})

test('a registry that gave the ids to others is found, with the place', async () => {
  const { log, write } = await open()
  await write(0, 'FilmDrafted', 'FilmPublished')
  const codec = registryWith(() => 'FilmPublished')
  await assert.rejects(
    checkIdsResolve({ log, codec, topics: ['catalogue'] }),
    (error) => error instanceof SchemaIdsLost && /catalogue\/0@0: schema id \d+ /.test(error.message),
  )
})

test('ids that resolve to nothing are found', async () => {
  const { log, write } = await open()
  await write(1, 'FilmPublished')
  const codec = registryWith(() => undefined)
  await assert.rejects(checkIdsResolve({ log, codec, topics: ['catalogue'] }), /catalogue\/1@0: .*no schema/)
})

test('bytes that are at fault themselves are not the fault of the registry', async () => {
  const { log, write, codec } = await open()
  const appender = await log.appender()
  const value = codec.encode('FilmDrafted', drafted)
  const put = (partition: number, bytes: Buffer) =>
    appender.append('catalogue', [
      { partition, key: filmId, value: bytes, headers: headersOf({ type: 'FilmDrafted' }) },
    ])
  await put(0, Buffer.from('no record'))
  await put(0, value.subarray(0, 20))
  await assert.rejects(checkIdsResolve({ log, codec, topics: ['catalogue'] }), /catalogue\/0@1: .*cannot be read/)
  await write(1, 'FilmDrafted')
  assert.equal((await checkIdsResolve({ log, codec, topics: ['catalogue'] })).size, 1)

  const unknown = Buffer.from([0, 0x7f, 0, 0, 1, 9])
  await put(1, unknown)
  await assert.rejects(checkIdsResolve({ log, codec, topics: ['catalogue'] }), /catalogue\/1@1: schema id 2130706433/)
  await log.createTopics([{ topic: DEAD_LETTERS, partitions: 1, durable: false, settings: {} }])
  const deadLetters = await openDeadLetters({ log, codec, logger: pino({ level: 'silent' }) })
  const at = { topic: 'catalogue', partition: 1 }
  const record = { ...at, offset: 1n, key: filmId, value: unknown, headers: {}, timestamp: 1 }
  await deadLetters.tell('films_v1', at, { park: [{ record }], settle: [] })
  await deadLetters.close()
  assert.equal((await checkIdsResolve({ log, codec, topics: ['catalogue', DEAD_LETTERS] })).size, 2)
})

test('both ends of a long partition are looked at, the middle only when all is wanted', async () => {
  const { log, write, codec } = await open()
  await write(0, 'FilmDrafted', 'FilmDrafted', 'FilmPublished', 'FilmDrafted', 'FilmDrafted')
  const seen = async (sample: bigint | 'all') =>
    (await checkIdsResolve({ log, codec, topics: ['catalogue'], sample })).size
  assert.deepEqual([await seen(1n), await seen(2n), await seen(3n), await seen('all')], [1, 1, 2, 2])
})
