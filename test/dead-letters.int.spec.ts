// Poison messages in the whole product, on real servers: each kind, each kind of consumer, and what an operator does.
import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { promisify } from 'node:util'
import { readConfig, serversConfig } from '../platform/config.ts'
import { openLog } from '../platform/log.ts'
import { createLogger } from '../platform/logger.ts'
import { partitionOf, type RecordName, type RecordTypes } from '../runtime/index.ts'
import { loggedIn } from '../start/demo/people.ts'
import { appProcess } from './app.ts'
import { wholeLog } from './whole-log.ts'

const app = await appProcess({ name: 'poison' })
const config = readConfig(serversConfig, app.env)
const { log, codec } = await openLog(config, 'test', createLogger('test', 'silent'))
const appender = await log.appender()
after(async () => {
  // Each of them, whatever the others do: an open connection keeps this process, and the servers of its own, alive.
  const ended = await Promise.allSettled([app.stop(), appender.close().then(() => log.close())])
  for (const end of ended) if (end.status === 'rejected') throw end.reason
})
const partitions = config.MATINEE_PARTITIONS
const operator = await loggedIn(app.url, app.people.operator)

const put = async (topic: string, type: string, key: string, value: Buffer, more: Record<string, string> = {}) => {
  const headers = { type, 'event-id': randomUUID(), 'occurred-at': String(Date.now()), ...more }
  const partition = partitionOf(key, partitions)
  const [offset = -1n] = await appender.append(topic, [{ partition, key, value, headers }])
  return `${topic}/${partition}@${offset}`
}
const garbage = (topic: string, type: string, key: string = randomUUID()) =>
  put(topic, type, key, Buffer.from('no record at all'))
const unknownSchema = (topic: string, type: string, key: string = randomUUID()) =>
  put(topic, type, key, Buffer.from([0, 0x7f, 0, 0, 1, 9]))
const event = <Name extends RecordName>(
  topic: string,
  type: Name,
  key: string,
  fields: Omit<RecordTypes[Name], 'type' | 'at' | 'now'>,
  more = {},
) => put(topic, type, key, codec.encode(type, fields), more)

/** A key of the same partition as another one: its neighbour. */
const neighbourOf = (key: string): string => {
  for (;;) {
    const other = randomUUID()
    if (partitionOf(other, partitions) === partitionOf(key, partitions)) return other
  }
}

const until = async <T>(what: string, look: () => Promise<T | undefined | false>, seconds = 60): Promise<T> => {
  const limit = Date.now() + seconds * 1_000
  for (;;) {
    const found = await look()
    if (found) return found
    if (Date.now() > limit) throw new Error(`${what}: not within ${seconds} s`)
    await new Promise((resolve) => setTimeout(resolve, 100))
  }
}

type Letter = Readonly<Record<'letterId' | 'consumer' | 'state' | 'cause' | 'error' | 'position', string>> &
  Readonly<{ tries: number; value?: string; askedBy: string | null; reason: string | null }>
const run = promisify(execFile)
const main = join(import.meta.dirname, '../start/cli/main.ts')
/** As an operator types it. */
const cli = async (...args: string[]): Promise<readonly Letter[]> => {
  const { login, password } = app.people.operator
  const env = { ...process.env, MATINEE_OPERATOR_LOGIN: login, MATINEE_OPERATOR_PASSWORD: password }
  const { stdout } = await run(process.execPath, [main, 'dlq', ...args, '--json', '--url', app.url], { env })
  return stdout
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line) as Letter)
}
const open = () => operator.get<{ items: readonly Letter[] }>('/v1/operator/dead-letters?limit=100')
const letterOf = (consumer: string, position: string, seconds = 60) =>
  until(
    `${consumer} lays ${position} aside`,
    async () => (await open()).items.find((one) => one.consumer.startsWith(consumer) && one.position === position),
    seconds,
  )

/** As the web application does it: no process of its own. */
const drop = async (letterId: string, reason: string) => {
  await operator.post(`/v1/operator/dead-letters/${letterId}/drop`, { reason })
  await until(`${letterId} is dropped`, async () => {
    const { state } = await operator.get<Letter>(`/v1/operator/dead-letters/${letterId}`)
    return state === 'dropped'
  })
}

test('what was laid aside outlives a kill of all of it, and is given up with a reason', async () => {
  const position = await garbage('qoe', 'QoeMinute')
  const { letterId, cause } = await letterOf('qoe_minutes', position)
  assert.equal(cause, 'undecodable')
  await app.kill()
  await app.start()
  assert.ok((await cli('list')).some((one) => one.letterId === letterId))
  const [shown] = await cli('show', letterId)
  assert.equal(Buffer.from(shown?.value ?? '', 'base64').toString(), 'no record at all')
  const [dropped] = await cli('drop', letterId, '--reason', 'no record')
  assert.deepEqual([dropped?.state, dropped?.reason], ['dropped', 'no record'])
  assert.ok(!(await cli('list')).some((one) => one.letterId === letterId))
  assert.ok((await cli('list', '--all')).some((one) => one.letterId === letterId))
  const said = await wholeLog(app.env, ['deadletters'])
  const asked = said.find(({ type, fields }) => type === 'DropAsked' && fields.letterId === letterId)
  assert.deepEqual([asked?.fields.reason, asked?.fields.operatorId], ['no record', dropped?.askedBy])
})

test('a view: its key waits behind each kind of poison, its neighbours go on, and the count is told', async () => {
  const [a, b] = [randomUUID(), randomUUID()]
  const drafted = (filmId: string) =>
    event('catalogue', 'FilmDrafted', filmId, { filmId, sellerId: randomUUID(), title: `Film ${filmId}` })
  const poison = [await garbage('catalogue', 'FilmDrafted', a), await unknownSchema('catalogue', 'FilmDrafted', b)]
  const neighbours = [a, b].map(neighbourOf)
  for (const filmId of [a, b, ...neighbours]) await drafted(filmId)
  const shown = async () => {
    const { items } = await operator.get<{ items: readonly { filmId: string }[] }>('/v1/operator/films?limit=100')
    return new Set(items.map(({ filmId }) => filmId))
  }
  await until('the neighbours are shown', async () => {
    const films = await shown()
    return neighbours.every((filmId) => films.has(filmId))
  })
  const early = await shown()
  assert.ok([a, b].every((filmId) => !early.has(filmId)))
  const letters: Letter[] = []
  for (const position of poison) letters.push(await letterOf('films', position))
  assert.deepEqual(
    letters.map(({ cause, tries }) => [cause, tries]),
    [
      ['undecodable', 5],
      ['unknown-schema', 5],
    ],
  )
  await until('the count is told', async () => {
    const metrics = await (await fetch(`${app.url}/metrics`)).text()
    return ['parked', 'waiting'].every((state) =>
      new RegExp(`matinee_dead_letters\\{consumer="films_v\\d+",state="${state}"\\} 2\n`).test(metrics),
    )
  })
  assert.equal((await fetch(`${app.url}/readyz`)).status, 200)

  // It is as it was: a retry fails and says so, with a try more.
  const [first] = letters
  const failed = await cli('retry', first?.letterId ?? '', '--reason', 'once more').catch((error) => error)
  assert.equal(failed.code, 1)
  assert.equal((await letterOf('films', poison[0] ?? '')).tries, 6)
  await Promise.all(letters.map(({ letterId }) => drop(letterId, 'no film')))
  await until('what waited is shown', async () => {
    const films = await shown()
    return [a, b].every((filmId) => films.has(filmId))
  })
  const gone = await operator.post(`/v1/operator/dead-letters/${first?.letterId}/retry`, { reason: 'again' }).then(
    () => 'taken',
    (error) => error.type,
  )
  assert.equal(gone, 'letter-settled')
})

test('workers, processes, the payments worker and analytics lay aside what they cannot read', async () => {
  const poison = [
    ['film-pipeline', await garbage('catalogue', 'SourceUploaded')],
    ['session-closures', await unknownSchema('identity', 'SessionClosed')],
    ['media-workers', await garbage('media', 'TranscodeRequested')],
    ['payments', await unknownSchema('commerce', 'OrderPlaced')],
    ['analytics', await garbage('commerce', 'OrderPlaced')],
  ] as const
  await Promise.all(
    poison.map(async ([consumer, position]) => drop((await letterOf(consumer, position)).letterId, 'no record')),
  )
  assert.equal((await fetch(`${app.url}/readyz`)).status, 200)
})

test('only an operator may ask, for a letter that there is', async () => {
  const viewer = await loggedIn(app.url, app.people.viewer)
  const type = (asked: Promise<unknown>) => asked.then(String, (error) => error.type)
  const path = `/v1/operator/dead-letters/${randomUUID()}`
  assert.equal(await type(viewer.get(path)), 'forbidden')
  assert.equal(await type(viewer.post(`${path}/drop`, { reason: 'x' })), 'forbidden')
  assert.equal(await type(operator.post(`${path}/drop`, { reason: 'x' })), 'not-found')
  assert.equal(await type(operator.post(`${path}/drop`, {})), 'invalid-request')
})
