// Logs, stores and code that do not fit together: made anew where that is safe, stopped where a person has to look.
import assert from 'node:assert/strict'
import { rmSync } from 'node:fs'
import { test } from 'node:test'
import { eventually } from '../eventually.ts'
import type { Log } from '../log.ts'
import { memoryLog } from '../memory-log.ts'
import { account, plainCodec } from '../sample-account.ts'
import { at, detailOf, setUp, stoppedReason } from './fault-house.ts'
import { openHouse } from './house.ts'

const codec = plainCodec()

test('a log shorter than the local store stops the partition', async (t) => {
  const { house } = await setUp(t)
  const room = await house.startRoom()
  const client = await house.openClient()
  for (const amount of [1, 2, 3]) await client.send('ann', { type: 'Deposit', amount })
  await room.stop()
  const other = await openHouse(memoryLog(), 1, house.installation)
  t.after(other.close)
  const restored = await other.startRoom({ stateDir: `${house.folder}/state` })
  assert.match(await stoppedReason(restored), /the log was cut, recreated or restored/)
})

test('a store of another log of the same length is made anew', async (t) => {
  const { house } = await setUp(t)
  const room = await house.startRoom()
  const client = await house.openClient()
  for (const amount of [1, 2, 3]) await client.send('ann', { type: 'Deposit', amount })
  await room.stop()

  const other = await openHouse(memoryLog(), 1, house.installation)
  t.after(other.close)
  const elsewhere = await other.startRoom({ stateDir: `${other.folder}/a` })
  const otherClient = await other.openClient()
  for (const amount of [10, 20, 30, 40]) await otherClient.send('ann', { type: 'Deposit', amount })
  await elsewhere.stop()
  await other.startRoom({ stateDir: `${house.folder}/state` })
  assert.equal((await otherClient.send('ann', { type: 'Withdraw', amount: 101 })).status, 'refused')
  assert.equal((await otherClient.send('ann', { type: 'Withdraw', amount: 100 })).status, 'accepted')
})

test('another version of the code makes the store anew, by its own evolve', async (t) => {
  const { house } = await setUp(t)
  const room = await house.startRoom()
  const client = await house.openClient()
  await client.send('ann', { type: 'Deposit', amount: 5 })
  await room.stop()
  const doubled: typeof account = {
    ...account,
    codeVersion: 2,
    evolve: (state, event) =>
      event.type === 'Deposited'
        ? { ...state, balance: state.balance + 2 * event.amount }
        : account.evolve(state, event),
  }
  const newer = await house.startRoom({ decider: doubled })
  assert.equal(detailOf(newer).recordsRead, 1)
  assert.equal((await client.send('ann', { type: 'Withdraw', amount: 10 })).status, 'accepted')
})

test('commands that were lost stop the partition instead of being skipped', async (t) => {
  const { log, house } = await setUp(t)
  const room = await house.startRoom()
  const client = await house.openClient()
  await client.send('ann', { type: 'Deposit', amount: 5 })
  await room.stop()
  for (let i = 0; i < 3; i++) await client.send('ann', { type: 'Deposit', amount: 1 }, { waitMs: 0 })
  await eventually('three commands wait', async () => (await log.ends({ ...at, topic: 'commands.account' })).end === 4n)
  await log.deleteBefore({ topic: 'commands.account', partition: 0 }, 3n)
  assert.match(await stoppedReason(await house.startRoom()), /commands 1 to 2 .* were deleted undecided/)
})

test('a gap while running stops the partition', async (t) => {
  const { log, house } = await setUp(t)
  const gapped: Log = {
    ...log,
    subscribe: (group, topics, handler) =>
      log.subscribe(group, topics, {
        ...handler,
        onRecords: (topic, partition, records) =>
          handler.onRecords(
            topic,
            partition,
            records.filter(({ offset }) => offset !== 1n),
          ),
      }),
  }
  const room = await house.startRoom({ log: gapped })
  const client = await house.openClient()
  await client.send('ann', { type: 'Deposit', amount: 1 })
  void client.send('ann', { type: 'Deposit', amount: 2 }, { waitMs: 10 })
  void client.send('ann', { type: 'Deposit', amount: 3 }, { waitMs: 10 })
  assert.match(await stoppedReason(room), /command 1 .* is missing/)
  assert.equal((await house.records()).length, 1)
})

test('an event that this code cannot apply stops the partition', async (t) => {
  const { log, house } = await setUp(t)
  const writer = await log.transactional('x', at)
  const value = codec.encode('FromTheFuture', { type: 'FromTheFuture' })
  await writer.commit([{ partition: 0, key: 'a', value, headers: { type: 'FromTheFuture', 'stream-version': '1' } }])
  assert.match(await stoppedReason(await house.startRoom()), /FromTheFuture, cannot be applied/)
})

test('a stream version out of order stops the partition', async (t) => {
  const { log, house } = await setUp(t)
  const writer = await log.transactional('x', at)
  const value = codec.encode('Deposited', { type: 'Deposited', amount: 1 })
  await writer.commit([{ partition: 0, key: 'a', value, headers: { type: 'Deposited', 'stream-version': '2' } }])
  assert.match(await stoppedReason(await house.startRoom()), /stream version 2, expected 1/)
})

test('with another count of partitions nothing starts', async (t) => {
  const { house } = await setUp(t)
  await assert.rejects(house.startRoom({ partitions: 2 }), /has 1 partitions, this installation was made with 2/)
})

test('a lost local store is no loss', async (t) => {
  const { house } = await setUp(t)
  const room = await house.startRoom()
  const client = await house.openClient()
  const first = await client.send('ann', { type: 'Deposit', amount: 5 }, { id: 'one' })
  await room.stop()
  rmSync(`${house.folder}/state`, { recursive: true })
  await house.startRoom()
  assert.deepEqual(await client.send('ann', { type: 'Deposit', amount: 5 }, { id: 'one' }), first)
})
