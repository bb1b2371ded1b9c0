// `events` on a real log: what was appended comes out decoded, in order, from the offset that was asked for.
import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { createLogger } from '../../platform/logger.ts'
import { headersOf, kafkaLog, registryCodec } from '../../runtime/index.ts'
import { freshInstallation } from '../../test/installation.ts'

const program = fileURLToPath(new URL('./main.ts', import.meta.url))

test('prints decoded events as JSON lines, and leaves when it has read to the end', async () => {
  const env = await freshInstallation('events')
  const log = await kafkaLog({
    brokers: env.MATINEE_KAFKA ?? '',
    clientId: 'test',
    installation: env.MATINEE_INSTALLATION ?? '',
    topicPrefix: env.MATINEE_TOPIC_PREFIX ?? '',
    logger: createLogger('test', 'silent'),
  })
  const codec = await registryCodec({ url: env.MATINEE_REGISTRY ?? '' })
  await codec.prepare()
  await log.createTopics([{ topic: 'catalogue', partitions: 1, durable: false, settings: {} }])
  const appender = await log.appender()
  const filmId = randomUUID()
  const titles = ['The first', 'Der zweite', 'Третий']
  await appender.append(
    'catalogue',
    titles.map((title, at) => ({
      partition: 0,
      key: filmId,
      value: codec.encode('FilmDrafted', { filmId, sellerId: filmId, title }),
      headers: headersOf({ type: 'FilmDrafted', occurredAt: at, streamVersion: at + 1 }),
    })),
  )
  await appender.close()
  await log.close()

  const events = async (...args: string[]) => {
    const { stdout } = await promisify(execFile)(
      process.execPath,
      [program, 'events', 'catalogue', '--external', ...args],
      {
        env: { ...process.env, ...env },
        timeout: 30_000,
      },
    )
    return stdout.trim().split('\n')
  }
  const shown = (await events('--json')).map((line) => JSON.parse(line) as Record<string, unknown>)
  assert.deepEqual(
    shown.map(({ position, type, data }) => [position, type, (data as { title: string }).title]),
    titles.map((title, at) => [`catalogue/0@${at}`, 'FilmDrafted', title]),
  )
  const [line, ...others] = await events('--from', '2')
  assert.match(line ?? '', /^catalogue\/0@2 .* FilmDrafted .*Третий/)
  assert.deepEqual(others, [])
})
