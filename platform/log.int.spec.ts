// A room before and after the migration, and one that is told another number of partitions.
import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { test } from 'node:test'
import { WrongTopic } from '../runtime/index.ts'
import { migrate } from '../start/migrate.ts'
import { freshInstallation } from '../test/installation.ts'
import { readConfig, serversConfig } from './config.ts'
import { openLog } from './log.ts'
import { createLogger } from './logger.ts'

const logger = createLogger('test', 'silent')
const env = await freshInstallation('migrate')
const open = (change: Record<string, string> = {}) =>
  openLog(readConfig(serversConfig, { ...env, ...change }), 'test', logger)
const refused = (work: Promise<unknown>, advice: RegExp) =>
  assert.rejects(work, (error) => error instanceof WrongTopic && advice.test(error.message))

test('before the migration a room says what to do; after it, also when it ran twice, it finds all', async (t) => {
  await refused(open(), /run the migration/)
  await migrate(env, logger)
  await migrate(env, logger)
  const { log, codec } = await open()
  t.after(() => log.close())
  assert.equal(await log.partitions('commerce'), Number(env.MATINEE_PARTITIONS))
  const film = { filmId: randomUUID(), sellerId: randomUUID() }
  assert.deepEqual(codec.decode(codec.encode('FilmPublished', film)), { type: 'FilmPublished', ...film })
})

test('a room that counts other partitions than there are does not start', async () => {
  await refused(open({ MATINEE_PARTITIONS: '3' }), /has 4 partitions, MATINEE_PARTITIONS says 3: set it to 4/)
})
