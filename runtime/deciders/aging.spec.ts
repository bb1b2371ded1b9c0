// What is kept and for how long: outcomes by log time, for ever with a source; commands until a week after they were decided.
import assert from 'node:assert/strict'
import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { eventually } from '../eventually.ts'
import { idOf } from '../ids.ts'
import { memoryLog } from '../memory-log.ts'
import { openStore } from '../store.ts'
import { openHouse } from './house.ts'
import { outcomeOf } from './partition-store.ts'

const HOUR = 3_600_000
const DAY = 24 * HOUR
const deposit = { type: 'Deposit', amount: 1 } as const
const commands = { topic: 'commands.account', partition: 0 }

test('an outcome is remembered for a day of log time, one that answers an event for ever', async (t) => {
  let now = Date.now()
  const log = memoryLog({ now: () => now })
  const house = await openHouse(log)
  t.after(house.close)
  await house.startRoom()
  const client = await house.openClient()
  const send = (id: string, source?: string) =>
    client.send('ann', deposit, { id, notAfterMs: 10 * DAY, ...(source === undefined ? {} : { source }) })
  const plain = await send('plain')
  const answer = await send('answer', 'catalogue/0/7')

  now += DAY - HOUR
  assert.deepEqual(await send('plain'), plain)
  now += 2 * HOUR
  // Each decision forgets what is too old by then.
  await send('another')
  assert.deepEqual(await send('answer', 'catalogue/0/7'), answer)
  assert.notDeepEqual(await send('plain'), plain, 'after a day the same id is a new command')
  assert.equal((await house.records()).length, 4)
})

test('a store made anew from the log remembers the last day only, and for ever what answers an event', async (t) => {
  let now = Date.now()
  const log = memoryLog({ now: () => now })
  const house = await openHouse(log)
  t.after(house.close)
  const room = await house.startRoom()
  const client = await house.openClient()
  const send = (id: string, source?: string) =>
    client.send('ann', deposit, { id, notAfterMs: 10 * DAY, ...(source === undefined ? {} : { source }) })
  const old = await send('old')
  const answer = await send('answer', 'catalogue/0/7')
  now += 2 * DAY
  const young = await send('young')
  await room.stop()
  rmSync(join(house.folder, 'state'), { recursive: true })
  await (await house.startRoom()).stop()
  const store = openStore({ file: join(house.folder, 'state', 'account-0.sqlite') })
  t.after(() => store.close())
  const known = ['old', 'answer', 'young'].map((id) => outcomeOf(store, idOf(id)) !== undefined)
  assert.deepEqual(
    [known, old.status, answer.status, young.status],
    [[false, true, true], ...Array(3).fill('accepted')],
  )
})

test('commands are deleted a week after they were decided, and never before', async (t) => {
  const today = Date.now()
  let now = today - 10 * DAY
  const log = memoryLog({ now: () => now })
  const house = await openHouse(log)
  t.after(house.close)
  const limits = { housekeepEvery: 0 }
  const room = await house.startRoom({ limits })
  const client = await house.openClient()
  const send = () => client.send('ann', deposit, { notAfterMs: 20 * DAY })
  const at = async (days: number, count: number) => {
    now = today - days * DAY
    for (let i = 0; i < count; i++) await send()
  }
  await at(10, 3)
  await at(8, 2)
  assert.equal(await log.start(commands), 3n, 'what came before the last hour that is over a week old')
  await at(6, 2)
  await at(0, 1)
  await eventually('only what is older than a week is gone', async () => (await log.start(commands)) === 3n)
  await room.stop()
  await house.startRoom({ limits })
  assert.equal((await client.send('ann', { type: 'Withdraw', amount: 8 }, { notAfterMs: 20 * DAY })).status, 'accepted')
})
