// A view in Postgres and records that it cannot take: laid aside in the transaction of its rows and position.
import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { createLogger } from '../../platform/logger.ts'
import { openPostgres } from '../../platform/postgres.ts'
import { openDeadLetters } from '../../runtime/index.ts'
import { freshInstallation } from '../../test/installation.ts'
import { draftedFilms } from '../films/view.ts'
import { id, memoryHappenings } from '../happening.ts'
import { projectorsRoom } from '../room.ts'
import { type DeadLetterSummary, deadLetterList } from './view.ts'

const env = await freshInstallation('parked')
const logger = createLogger('test', 'silent')
const postgres = openPostgres({ url: env.MATINEE_POSTGRES ?? '', room: 'test', logger })
const { log, codec, happen } = await memoryHappenings(1)
await log.createTopics([{ topic: 'deadletters', partitions: 1, durable: false, settings: {} }])
const start = async () => {
  const deadLetters = await openDeadLetters({ log, codec, logger })
  const room = await projectorsRoom({ log, codec, postgres, logger, deadLetters })
  return { ...room, stop: () => room.stop().then(deadLetters.close) }
}
let room = await start()
after(async () => {
  await room.stop()
  await postgres.close()
})
await room.ready

const until = async <T>(what: string, look: () => Promise<T | undefined | false>): Promise<T> => {
  const limit = Date.now() + 60_000
  for (;;) {
    const found = await look()
    if (found) return found
    if (Date.now() > limit) throw new Error(`${what}: not within 20 s`)
    await new Promise((resolve) => setTimeout(resolve, 20))
  }
}
const drafted = (n: number, at: number, title = `Film ${n}`) =>
  ({ type: 'FilmDrafted', filmId: id('film', n), sellerId: id('seller'), title, at }) as const
const films = async () => new Set((await draftedFilms(postgres, { limit: 100 })).map(({ filmId }) => filmId))
const letters = () => deadLetterList(postgres, { open: true, limit: 100 })
const letterOf = (consumer: string, sourceOffset: number): Promise<DeadLetterSummary> =>
  until(`${consumer} lays ${sourceOffset} aside`, async () =>
    (await letters()).find((one) => one.consumer.startsWith(consumer) && Number(one.sourceOffset) === sourceOffset),
  )
const appender = await log.appender()
const ask = async (type: 'RetryAsked' | 'DropAsked', { place, letterId }: DeadLetterSummary) => {
  const askId = `${type} ${letterId}`
  const value = codec.encode(type, { place, letterId, askId, operatorId: id('operator'), reason: 'spec' })
  await appender.append('deadletters', [{ partition: 0, key: place, value, headers: { type, 'event-id': id(askId) } }])
}

test('what the table cannot take is laid aside with its key, over a restart; the rest goes on', async () => {
  const now = Date.now()
  // No date can be made of it: the handler takes it, the table does not. In one batch with the next one of its key the
  // row would end well, and nothing would be laid aside.
  await happen([drafted(1, 9_000_000_000_000_000)])
  await letterOf('films', 0)
  await happen([drafted(1, now), drafted(2, now)])
  const [garbage = -1n] = await appender.append('catalogue', [
    {
      partition: 0,
      key: id('film', 3),
      value: Buffer.from('no record\0'),
      headers: { type: 'FilmDrafted', odd: 'a\0b' },
    },
  ])
  await happen([drafted(3, now), drafted(4, now)])
  await until('the others are shown', async () => (await films()).has(id('film', 4)))
  assert.deepEqual([...(await films())].sort(), [id('film', 2), id('film', 4)].sort())
  const one = await letterOf('films', 0)
  assert.deepEqual([one.cause, one.tries, one.state], ['FAILED', 5, 'parked'])
  assert.equal((await letterOf('films', Number(garbage))).cause, 'UNDECODABLE')
  await room.stop()
  room = await start()
  await room.ready
  assert.equal((await films()).size, 2)
  await ask('RetryAsked', one)
  await until('tried again', async () =>
    (await letters()).some(({ letterId, tries }) => letterId === one.letterId && tries === 6),
  )
  for (const sourceOffset of [0, Number(garbage)]) await ask('DropAsked', await letterOf('films', sourceOffset))
  await until('what waited is shown', async () => (await films()).size === 4)
  await until('the store is told', async () => {
    const left = await postgres.rows`select 1 as one from parked_records where name = 'films'`
    return left.length === 0
  })
})
