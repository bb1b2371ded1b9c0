// The client by itself: what it does without deciders, with too many who wait, and with what does not fit.
import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import { pino } from 'pino'
import { type House, openHouse } from '../deciders/house.ts'
import { envelopeOf } from '../envelope.ts'
import { eventually } from '../eventually.ts'
import { type LogRecord, TooLarge } from '../log.ts'
import { memoryLog } from '../memory-log.ts'
import { plainCodec } from '../sample-account.ts'
import { openCommands } from './client.ts'

const command = { type: 'Deposit', amount: 1 }
const submission = { key: 'ann', commandId: 'c', bodyHash: 'b', actor: 'someone', waitMs: 20 }

const setUp = async (t: TestContext, options = {}, log = memoryLog()) => {
  const house = await openHouse(log)
  t.after(house.close)
  const commands = await openCommands({
    log,
    codec: plainCodec(),
    contexts: ['account'],
    partitions: 1,
    logger: pino({ level: 'silent' }),
    ...options,
  })
  t.after(commands.close)
  return { log, house, commands }
}

const handedOver = (house: House): Promise<LogRecord> =>
  eventually('the command is there', async () => (await house.records('commands.account'))[0])

test('nobody decides: pending, and the command stands there with all that it needs', async (t) => {
  const { house, commands } = await setUp(t)
  const outcome = await commands.submit('account', command, { ...submission, simulated: true, notAfterMs: 1_000 })
  assert.deepEqual(outcome, { status: 'pending', commandId: 'c' })
  const record = await handedOver(house)
  const { type, commandId, bodyHash, actor, simulated, notAfter = 0, attemptId } = envelopeOf(record.headers)
  assert.deepEqual([type, commandId, bodyHash, actor, simulated], ['Deposit', 'c', 'b', 'someone', true])
  assert.ok(attemptId && Math.abs(notAfter - Date.now() - 1_000) < 1_000)
  assert.equal(commands.health().detail?.waiting, 0)
})

test('a command that answers an event has no time after which it is void', async (t) => {
  const { house, commands } = await setUp(t)
  await commands.submit('account', command, { ...submission, source: 'catalogue/0/1' })
  const record = await handedOver(house)
  assert.deepEqual([record.headers.source, record.headers['not-after']], ['catalogue/0/1', undefined])
})

test('too many who wait: unavailable, and nothing is handed over', async (t) => {
  const { house, commands } = await setUp(t, { mostWaiting: 2 })
  const asked = [1, 2, 3].map((n) => commands.submit('account', command, { ...submission, commandId: `c${n}` }))
  const statuses = (await Promise.all(asked)).map(({ status }) => status)
  assert.deepEqual(statuses, ['pending', 'pending', 'unavailable'])
  await eventually('two are there', async () => (await house.records('commands.account')).length === 2)
})

test('while the oldest command of a partition waits too long, no more are taken; decided, they are again', async (t) => {
  const { house, commands } = await setUp(t, { mostUndecided: 30 })
  const ask = (commandId: string, more = {}) =>
    commands.submit('account', command, { ...submission, commandId, notAfterMs: 60_000, ...more })
  assert.equal((await ask('first')).status, 'pending')
  const behind = await eventually('it is refused', async () => {
    const outcome = await ask('next')
    return outcome.status === 'unavailable' && outcome
  })
  assert.deepEqual(behind, { status: 'unavailable', retryAfter: 10, problem: 'decisions-behind' })
  await house.startRoom()
  await eventually('taken again', async () => (await ask('last', { waitMs: 5_000 })).status === 'accepted')
})

test('a process that begins sees what waited before it', async (t) => {
  const log = memoryLog({ now: () => Date.now() - 120_000 })
  const { commands } = await setUp(t, {}, log)
  assert.equal((await commands.submit('account', command, submission)).status, 'pending')
  const { commands: other } = await setUp(t, {}, log)
  await eventually('refused', async () => {
    const outcome = await other.submit('account', command, { ...submission, commandId: 'other' })
    return outcome.status === 'unavailable' && outcome.problem === 'decisions-behind'
  })
})

test('a command that the log does not take is the caller’s fault', async (t) => {
  const { commands } = await setUp(t)
  const large = { ...command, text: 'x'.repeat(2_000_000) }
  await assert.rejects(commands.submit('account', large, submission), TooLarge)
  await assert.rejects(commands.submit('nowhere', command, submission), /not opened for 'nowhere'/)
})
