// What can go wrong between deciding and having decided: fences, lost answers, hanging transactions.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { eventually } from '../eventually.ts'
import { Fenced, type Log, TooLarge, UnknownOutcome } from '../log.ts'
import { type MemoryLog, memoryLog } from '../memory-log.ts'
import { type AccountCommand, plainCodec } from '../sample-account.ts'
import type { Service } from '../service.ts'
import { at, detailOf, detailsOf, holdCommits, setUp, typesOf } from './fault-house.ts'
import { openHouse } from './house.ts'

const codec = plainCodec()

test('a commit that took effect and said otherwise is found by reading: one decision, one outcome', async (t) => {
  const { faults, faulty, house } = await setUp(t)
  const room = await house.startRoom({ log: faulty })
  const client = await house.openClient()
  let failures = 2
  faults.afterCommit = () => {
    if (failures-- > 0) throw new UnknownOutcome('the answer was lost')
  }
  const outcomes = await Promise.all([1, 2, 3].map((amount) => client.send('ann', { type: 'Deposit', amount })))
  assert.deepEqual(
    outcomes.map(({ status }) => status),
    ['accepted', 'accepted', 'accepted'],
  )
  const last = await client.send('ann', { type: 'Withdraw', amount: 6 })
  assert.equal(last.status, 'accepted')
  assert.deepEqual(typesOf(await house.records()), ['Deposited', 'Deposited', 'Deposited', 'Withdrawn'])
  await eventually('it took over after each', () => detailOf(room).takeovers === 3)
})

test('a commit that took no effect is decided again', async (t) => {
  const { faults, faulty, house } = await setUp(t)
  await house.startRoom({ log: faulty })
  const client = await house.openClient()
  let failures = 3
  faults.beforeCommit = () => {
    if (failures-- > 0) throw new UnknownOutcome('the request was lost')
  }
  const outcome = await client.send('ann', { type: 'Deposit', amount: 1 })
  assert.equal(outcome.status, 'accepted')
  assert.equal((await house.records()).length, 1)
})

test('a zombie commits nothing: what it had decided is decided by the new owner', async (t) => {
  const { log, faults, faulty, house } = await setUp(t)
  // In a group of its own it is never told that the partition is somebody else's; asked again, it is told the truth.
  const unaware: Log = {
    ...faulty,
    subscribe: async (_group, topics, handler) => ({
      ...(await log.subscribe('unaware', topics, handler)),
      stillOurs: async () => false,
    }),
  }
  const zombie = await house.startRoom({ log: unaware, stateDir: `${house.folder}/zombie` })
  const client = await house.openClient()
  await client.send('ann', { type: 'Deposit', amount: 10 })

  const commit = holdCommits(faults, 'beforeCommit')
  const asked = client.send('ann', { type: 'Withdraw', amount: 10 })
  await commit.reached
  const owner = await house.startRoom()
  assert.equal((await asked).status, 'accepted')
  commit.goOn()
  await eventually('the zombie is refused', () => detailOf(zombie).reason?.includes('Fenced'))
  assert.equal((await client.send('ann', { type: 'Withdraw', amount: 1 })).status, 'refused')
  assert.deepEqual(typesOf(await house.records()), ['Deposited', 'Withdrawn', 'CommandRejected'])
  assert.deepEqual([detailOf(zombie).state, detailOf(owner).state], ['taking over', 'deciding'])
})

const zombieWrites = (when: string, writeEvery: number, notices: string) =>
  test(`a zombie that wakes up with a committed batch does not write it to a store that went on, ${when}`, async (t) => {
    const { log, faults, faulty, house } = await setUp(t)
    const unaware: Log = {
      ...faulty,
      subscribe: async (_group, topics, handler) => ({
        ...(await log.subscribe('unaware', topics, handler)),
        stillOurs: async () => false,
      }),
    }
    // Both on one machine, in one folder: the same file.
    const zombie = await house.startRoom({ log: unaware, limits: { writeEvery } })
    const client = await house.openClient()
    const commit = holdCommits(faults, 'afterCommit')
    const first = client.send('ann', { type: 'Deposit', amount: 10 })
    await commit.reached
    await house.startRoom()
    assert.equal((await first).status, 'accepted')
    assert.equal((await client.send('ann', { type: 'Deposit', amount: 5 })).status, 'accepted')
    commit.goOn()
    await eventually('the zombie notices', () => detailOf(zombie).reason?.includes(notices))
    assert.equal((await client.send('ann', { type: 'Withdraw', amount: 16 })).status, 'refused')
    assert.equal((await client.send('ann', { type: 'Withdraw', amount: 15 })).status, 'accepted')
  })
zombieWrites('at once', 0, 'StaleStore')
zombieWrites('when it is refused', 10_000, 'Fenced')

test('fenced without having lost the partition, the owner takes it back', async (t) => {
  const { log, faulty, house } = await setUp(t)
  const room = await house.startRoom({ log: faulty })
  const client = await house.openClient()
  await client.send('ann', { type: 'Deposit', amount: 1 })
  await log.transactional(`${house.installation}.account.0`, at)
  const outcome = await client.send('ann', { type: 'Deposit', amount: 2 })
  assert.equal(outcome.status, 'accepted')
  assert.equal(detailOf(room).takeovers, 2)
})

test('nothing is decided while a transaction hangs; a barrier ends it and what hung is seen', async (t) => {
  const { log, house } = await setUp(t)
  const value = codec.encode('Deposited', { type: 'Deposited', amount: 7 })
  const headers = {
    type: 'Deposited',
    'event-id': 'e',
    'stream-version': '1',
    'command-id': 'c',
    'command-offset': '-1',
  }
  log.hang(`${house.installation}.account.0`, at, [{ partition: 0, key: 'ann', value, headers }])
  await house.startRoom()
  const client = await house.openClient()
  assert.equal((await client.send('ann', { type: 'Withdraw', amount: 7 })).status, 'accepted')
  assert.deepEqual(typesOf(await house.records()), ['Deposited', 'Barrier', 'Withdrawn'])
})

test('while a transaction hangs that no barrier ends, nothing is decided', async (t) => {
  const { log, house } = await setUp(t)
  const hanging = { partition: 0, key: 'x', value: Buffer.alloc(0), headers: { type: 'Barrier' } }
  log.hang('somebody else', at, [hanging])
  const opening = house.startRoom()
  const client = await house.openClient()
  assert.equal((await client.send('ann', { type: 'Deposit', amount: 1 }, { id: 'a', waitMs: 100 })).status, 'pending')
  const writer = await log.transactional('somebody else', at)
  await writer.commit([hanging])
  await opening
  assert.equal((await client.send('ann', { type: 'Deposit', amount: 1 }, { id: 'a' })).status, 'accepted')
  assert.equal(typesOf(await house.records()).filter((type) => type === 'Deposited').length, 1)
})

test('a command in the wrong partition is refused, and so is one that is no record', async (t) => {
  const log = memoryLog()
  const house = await openHouse(log, 2)
  t.after(house.close)
  await house.startRoom()
  const appender = await log.appender()
  const command: AccountCommand = { type: 'Deposit', now: 0, amount: 1 }
  const value = codec.encode('Deposit', command)
  const headers = { type: 'Deposit', 'command-id': 'c' }
  for (const partition of [0, 1]) await appender.append('commands.account', [{ partition, key: 'ann', value, headers }])
  await appender.append('commands.account', [{ partition: 0, key: 'bob', value: Buffer.from('junk'), headers: {} }])
  const records = await eventually('all three', async () => {
    const seen = await house.records()
    return seen.length === 3 && seen
  })
  assert.deepEqual(typesOf(records).sort(), ['CommandFailed', 'CommandRejected', 'Deposited'])
  const rejected = records.find(({ headers: { type } }) => type === 'CommandRejected')
  assert.match(rejected?.value.toString() ?? '', /misrouted/)
})

test('a batch that is too large is halved until it fits', async (t) => {
  const { faults, faulty, house } = await setUp(t)
  const sizes: number[] = []
  faults.beforeCommit = (_, records) => {
    sizes.push(records.length)
    if (records.length > 3) throw new TooLarge('more than three')
  }
  const room = await house.startRoom({ log: faulty })
  const client = await house.openClient()
  const outcomes = await Promise.all(
    Array.from({ length: 12 }, (_, i) => client.send(`k${i}`, { type: 'Deposit', amount: 1 })),
  )
  assert.ok(outcomes.every(({ status }) => status === 'accepted'))
  assert.ok(sizes.some((size) => size > 3) && sizes.some((size) => size === 3), `${sizes}`)
  assert.equal((await house.records()).length, 12)
  assert.equal(room.health().ok, true)
})

test('a released partition decides nothing more, and the open commit ends', async (t) => {
  const { faults, faulty, house } = await setUp(t)
  const room = await house.startRoom({ log: faulty })
  const client = await house.openClient()
  const commit = holdCommits(faults, 'beforeCommit')
  const first = client.send('ann', { type: 'Deposit', amount: 1 })
  await commit.reached
  const second = client.send('ann', { type: 'Deposit', amount: 2 }, { waitMs: 300 })
  const stopping = room.stop()
  commit.goOn()
  await stopping
  assert.equal((await first).status, 'accepted')
  assert.equal((await second).status, 'pending')
  assert.equal((await house.records()).length, 1)
})

test('two processes share the partitions; when one leaves, the other decides all', async (t) => {
  const log = memoryLog()
  const house = await openHouse(log, 4)
  t.after(house.close)
  const one = await house.startRoom({ stateDir: `${house.folder}/one` })
  const two = await house.startRoom({ stateDir: `${house.folder}/two` })
  const held = (room: Service) => Object.keys(detailsOf(room)).length
  assert.deepEqual([held(one), held(two)], [2, 2])
  const client = await house.openClient()
  const all = (amount: number) =>
    Promise.all(Array.from({ length: 20 }, (_, i) => client.send(`k${i}`, { type: 'Deposit', amount })))
  assert.ok((await all(1)).every(({ status }) => status === 'accepted'))
  await one.stop()
  assert.ok((await all(2)).every(({ status }) => status === 'accepted'))
  assert.equal(held(two), 4)
  assert.equal((await house.records()).length, 40)
})

test('nothing can be handed over: unavailable, and nothing happens later', async (t) => {
  const log: MemoryLog = memoryLog()
  const house = await openHouse(log)
  t.after(house.close)
  await house.startRoom()
  const client = await house.openClient()
  log.cut(true)
  assert.equal((await client.send('ann', { type: 'Deposit', amount: 1 })).status, 'unavailable')
  log.cut(false)
  assert.equal((await client.send('ann', { type: 'Deposit', amount: 2 })).status, 'accepted')
  assert.equal((await house.records()).length, 1)
})

test('handed over and the answer lost: the outcome comes all the same', async (t) => {
  const { faults, faulty, house } = await setUp(t)
  await house.startRoom()
  const client = await house.openClient(faulty)
  faults.afterAppend = () => {
    throw new UnknownOutcome('no answer')
  }
  assert.equal((await client.send('ann', { type: 'Deposit', amount: 1 })).status, 'accepted')
})

test('Fenced, of all errors, is not taken for an unknown outcome', async (t) => {
  const { faults, faulty, house } = await setUp(t)
  const opened: number[] = []
  faults.onOpen = () => void opened.push(Date.now())
  await house.startRoom({ log: faulty })
  const client = await house.openClient()
  let failures = 1
  faults.beforeCommit = () => {
    if (failures-- > 0) throw new Fenced('by a newer owner')
  }
  assert.equal((await client.send('ann', { type: 'Deposit', amount: 1 })).status, 'accepted')
  const [first = 0, second = 0] = opened
  assert.ok(second - first >= 1_000, 'it waits a second before it asks whether the partition is still its own')
})
