import assert from 'node:assert/strict'
import { afterEach, test } from 'node:test'
import { pino } from 'pino'
import { isUnknown, memoryCodec } from './codec.ts'
import { envelopeOf, headersOf } from './envelope.ts'
import { eventually } from './eventually.ts'
import type { Following } from './follow.ts'
import { idOf } from './ids.ts'
import type { Log, LogRecord } from './log.ts'
import { memoryLog } from './memory-log.ts'
import { partitionOf } from './partition.ts'
import { defineProcess, runProcess, stepId } from './process.ts'

const PARTITIONS = 2
const codec = memoryCodec()
const logger = pino({ level: 'silent' })
const running: Following[] = []
afterEach(async () => void (await Promise.all(running.splice(0).map((one) => one.stop()))))

const uploads = defineProcess({
  name: 'uploads',
  on: {
    SourceUploaded: ({ filmId, uploadId, objectKey, bytes, sha256 }, { eventId }) => [
      {
        context: 'media',
        key: filmId,
        command: { type: 'RequestTranscode', filmId, uploadId, jobId: idOf('job', eventId), objectKey, bytes, sha256 },
      },
    ],
  },
})

const open = async () => {
  const log = memoryLog()
  const topic = (name: string) => ({ topic: name, partitions: PARTITIONS, durable: false, settings: {} })
  await log.createTopics([topic('catalogue'), topic('commands.media')])
  const appender = await log.appender()
  const upload = (...films: string[]) =>
    appender.append(
      'catalogue',
      films.map((film) => {
        const filmId = idOf(film)
        const data = {
          filmId,
          sellerId: filmId,
          uploadId: idOf('upload'),
          objectKey: film,
          sha256: '00',
          bytes: 1,
          contentType: 'video/mp4',
        }
        return {
          partition: partitionOf(filmId, PARTITIONS),
          key: filmId,
          value: codec.encode('SourceUploaded', data),
          headers: headersOf({
            type: 'SourceUploaded',
            eventId: idOf('event', film),
            correlationId: 'c-1',
            simulated: true,
          }),
        }
      }),
    )
  const run = async (over: Partial<Log> = {}) => {
    const fast = { backoff: { first: 1, most: 2 }, lookEvery: 5 }
    const one = await runProcess({ log: { ...log, ...over }, codec, process: uploads, logger, ...fast })
    running.push(one)
    await one.ready
    return one
  }
  const sent = async (): Promise<readonly LogRecord[]> => {
    const all: LogRecord[] = []
    for (let partition = 0; partition < PARTITIONS; partition++) {
      const at = { topic: 'commands.media', partition }
      await log.read(at, 0n, (await log.ends(at)).committed, (records) => void all.push(...records))
    }
    return all
  }
  return { log, upload, run, sent }
}

test('an event becomes a command on the partition of its key, under an id that follows from the event', async () => {
  const { upload, run, sent } = await open()
  const filmId = idOf('Dune')
  await upload('Dune')
  await run()
  const [record] = await eventually('sent', async () => (await sent()).length === 1 && (await sent()))
  assert.ok(record)
  const partition = partitionOf(filmId, PARTITIONS)
  assert.deepEqual([record.partition, record.key], [partition, filmId])
  const { attemptId, part: _, ...envelope } = envelopeOf(record.headers)
  const commandId = stepId('uploads', idOf('event', 'Dune'), 0)
  assert.deepEqual(envelope, {
    type: 'RequestTranscode',
    commandId,
    bodyHash: commandId,
    correlationId: 'c-1',
    causationId: idOf('event', 'Dune'),
    source: `catalogue/${partition}/0`,
    simulated: true,
  })
  assert.match(attemptId ?? '', /^[0-9a-f-]{36}$/)
  const decoded = codec.decode(record.value)
  assert.ok(!isUnknown(decoded) && decoded.type === 'RequestTranscode')
  assert.equal(decoded.jobId, idOf('job', idOf('event', 'Dune')))
})

test('what is sent again after a lost answer has the same ids, in the same order', async () => {
  const { log, upload, run, sent } = await open()
  const films = ['A', 'B', 'C', 'D', 'E', 'F']
  await upload(...films)
  let lost = 2
  const appender: Log['appender'] = async () => {
    const real = await log.appender()
    const append: typeof real.append = async (topic, records) => {
      const offsets = await real.append(topic, records)
      if (lost-- > 0) throw new Error('no answer')
      return offsets
    }
    return { ...real, append }
  }
  const one = await run({ appender })
  await eventually('all is done', () => one.lag() === 0n && one.faults().length === 0 && lost < 0)
  const records = await sent()
  assert.ok(records.length > films.length, 'some stand there twice')
  for (let partition = 0; partition < PARTITIONS; partition++) {
    const own = records.filter((record) => record.partition === partition)
    const first = [...new Set(own.map(({ headers }) => headers['command-id']))]
    const expected = films.map((film) => idOf(film)).filter((film) => partitionOf(film, PARTITIONS) === partition)
    assert.deepEqual(first.length, expected.length)
    assert.deepEqual([...new Set(own.map(({ key }) => key))], expected)
  }
})

test('two processes that answer the same event do not share an id, nor do two steps', () => {
  const ids = [
    stepId('a', 'e', 0),
    stepId('b', 'e', 0),
    stepId('a', 'e', 1),
    stepId('a', 'f', 0),
    stepId('a', 'e', 'pay'),
  ]
  assert.equal(new Set(ids).size, ids.length)
})
