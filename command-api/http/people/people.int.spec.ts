// Credentials, failures and log-ins on a real Postgres.
import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { after, test } from 'node:test'
import { reuseGrace, sessionIdle, sessionLife } from '../../../domain/identity/rules.ts'
import { createLogger } from '../../../platform/logger.ts'
import { openPostgres } from '../../../platform/postgres.ts'
import { migrate } from '../../../platform/postgres-migrations.ts'
import { freshInstallation } from '../../../test/installation.ts'
import { postgresCredentials } from './credentials.ts'
import { postgresLogInFailures } from './log-in-failures.ts'
import { postgresLogIns } from './log-ins.ts'

const env = await freshInstallation('people')
const postgres = openPostgres({ url: env.MATINEE_POSTGRES ?? '', room: 'test', logger: createLogger('test', 'silent') })
await migrate(postgres, [
  { name: 'people', version: 1, sql: readFileSync(new URL('tables.sql', import.meta.url), 'utf8') },
])
after(() => postgres.close())

const logIns = postgresLogIns(postgres)
const now = Date.now()
const opened = async () => {
  const sessionId = randomUUID()
  const token = await logIns.open(sessionId, randomUUID(), now)
  assert.ok(token)
  return { sessionId, token }
}
const renewed = async (token: string, at: number) => {
  const renewal = await logIns.renew(token, at)
  assert.equal(renewal.kind, 'renewed')
  return renewal.kind === 'renewed' ? renewal.refreshToken : ''
}

test('a refresh token is good once, for its successor', async () => {
  const { sessionId, token } = await opened()
  const second = await renewed(token, now + 1_000)
  assert.notEqual(second, token)
  await renewed(second, now + 2_000)
  assert.ok(await logIns.isOpen(sessionId, now))
})

test('the predecessor, within its grace, is answered with the same successor: an answer was lost', async () => {
  const { token } = await opened()
  const second = await renewed(token, now)
  assert.equal(await renewed(token, now + reuseGrace - 1), second)
  await renewed(second, now + reuseGrace)
})

test('a spent token after its grace ends the log-in', async () => {
  const { sessionId, token } = await opened()
  const second = await renewed(token, now)
  const stolen = await logIns.renew(token, now + reuseGrace)
  assert.deepEqual([stolen.kind, 'sessionId' in stolen && stolen.sessionId], ['reused', sessionId])
  assert.equal((await logIns.renew(second, now + reuseGrace)).kind, 'over')
  assert.ok(!(await logIns.isOpen(sessionId, now)))
})

test('an older one than the predecessor ends the log-in even within the grace', async () => {
  const { token } = await opened()
  await renewed(await renewed(token, now), now + 1)
  assert.equal((await logIns.renew(token, now + 2)).kind, 'reused')
})

test('two that renew at once get the same successor, and the log-in goes on', async () => {
  const { token } = await opened()
  const tokens = await Promise.all(Array.from({ length: 8 }, () => renewed(token, now)))
  assert.equal(new Set(tokens).size, 1)
  await renewed(tokens[0] ?? '', now + 1)
})

test('a log-in ends: by itself, unused, or closed', async () => {
  const [old, unused, closed] = [await opened(), await opened(), await opened()]
  let token = old.token
  for (let at = now; at < now + sessionLife; at += sessionIdle - 1) token = await renewed(token, at)
  assert.equal((await logIns.renew(token, now + sessionLife)).kind, 'over')
  assert.equal((await logIns.renew(unused.token, now + sessionIdle)).kind, 'over')
  await logIns.close(closed.sessionId, 'SIGNED_OUT', now)
  assert.equal((await logIns.renew(closed.token, now)).kind, 'over')
  assert.equal(await logIns.open(closed.sessionId, randomUUID(), now), undefined)
})

test('the same log-in asked for again, after a lost answer, has one good token', async () => {
  const { sessionId, token } = await opened()
  const again = await logIns.open(sessionId, randomUUID(), now + 1)
  assert.ok(again && again !== token)
  await renewed(again, now + 2)
})

test('what nobody gave out is not known', async () =>
  assert.equal((await logIns.renew('x'.repeat(43), now)).kind, 'unknown'))

test('log-ins that are long over are forgotten, with their tokens', async () => {
  const { token } = await opened()
  await logIns.forget(now + sessionLife + 86_400_001)
  assert.equal((await logIns.renew(token, now)).kind, 'unknown')
})

test('no token and no login stands in the tables as it is', async () => {
  const { token } = await opened()
  await postgresLogInFailures(postgres).add('planted-login')
  const tables = ['log_ins', 'refresh_tokens', 'log_in_failures']
  const texts = await Promise.all(
    tables.map(async (t) => JSON.stringify((await postgres.pool.query(`select * from ${t}`)).rows)),
  )
  assert.ok(texts.join('').length > 500)
  for (const text of texts) assert.ok(!text.includes(token) && !text.includes('planted-login'))
})

test('a login is one person, whatever its capitals', async () => {
  const credentials = postgresCredentials(postgres)
  const person = { password: 'hash', roles: ['viewer'] as const, simulated: false, idempotencyKey: 'a' }
  const first = await credentials.add({ ...person, login: 'Ada' })
  assert.deepEqual([first.added, first.retried], [true, true])
  const again = await credentials.add({ ...person, login: 'ada' })
  assert.deepEqual([again.added, again.retried, again.personId], [false, true, first.personId])
  const other = await credentials.add({ ...person, login: 'ADA', idempotencyKey: 'b' })
  assert.deepEqual([other.added, other.retried], [false, false])
  assert.equal((await credentials.find('aDa'))?.registeredAt, null)
  await credentials.registered(first.personId)
  assert.ok(((await credentials.byPerson(first.personId))?.registeredAt ?? 0) > 0)
})

test('many who want one login at once: one gets it', async () => {
  const credentials = postgresCredentials(postgres)
  const adds = await Promise.all(
    Array.from({ length: 10 }, (_, i) =>
      credentials.add({ login: 'wanted', password: 'h', roles: ['viewer'], simulated: false, idempotencyKey: `${i}` }),
    ),
  )
  assert.equal(adds.filter((one) => one.added).length, 1)
  assert.equal(new Set(adds.map((one) => one.personId)).size, 1)
})

test('a login that failed too often waits, known or not, and is free again', async () => {
  const failures = postgresLogInFailures(postgres, { most: 3, withinMs: 400 })
  for (const _ of [1, 2, 3]) {
    await failures.check('guessed')
    await failures.add('Guessed')
  }
  await assert.rejects(failures.check('guessed'), { name: 'too-many-requests' })
  await failures.check('another')
  const free = () =>
    failures.check('guessed').then(
      () => true,
      () => false,
    )
  while (!(await free())) await new Promise((resolve) => setTimeout(resolve, 50))
  await failures.add('guessed')
  await failures.check('guessed')
  await failures.clear('guessed')
})
