// The deciders on Kafka: their contract, a restart, a barrier, the protocol under fire.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type Faults, faultyLog } from '../faulty-log.ts'
import { specLog } from '../kafka/spec-log.ts'
import { partitionOf } from '../partition.ts'
import { plainCodec } from '../sample-account.ts'
import { openHouse } from './house.ts'
import { roomContract } from './room.contract.ts'
import { underFire } from './under-fire.ts'

roomContract('Kafka', async () => (await specLog('deciders')).log)

const codec = plainCodec()
const COMMANDS = 4_000
const PARTITIONS = 2

test('a restart after 4,000 commands reads fewer than 40 records', async () => {
  await using kafka = await specLog('restart')
  const { log } = kafka
  const faults: Faults = {}
  const faulty = faultyLog(log, faults)
  await using house = await openHouse(faulty, PARTITIONS)
  const room = await house.startRoom()
  const client = await house.openClient()
  const appender = await log.appender()
  const deposits = Array.from({ length: COMMANDS }, (_, i) => {
    const key = `k${i % 100}`
    const value = codec.encode('Deposit', { type: 'Deposit', amount: 1 })
    const headers = { type: 'Deposit', 'command-id': `c${i}`, 'body-hash': 'b' }
    return { partition: partitionOf(key, PARTITIONS), key, value, headers }
  })
  for (let i = 0; i < COMMANDS; i += 1_000) await appender.append('commands.account', deposits.slice(i, i + 1_000))
  await appender.close()
  const behind = Array.from({ length: 8 }, (_, i) =>
    client.send(`z${i}`, { type: 'Deposit', amount: 1 }, { waitMs: 60_000 }),
  )
  assert.ok((await Promise.all(behind)).every(({ status }) => status === 'accepted'))
  await room.stop()

  let read = 0
  faults.onRead = (_, records) => {
    read += records.length
  }
  await house.startRoom()
  assert.ok(read > 0 && read < 40, `${read} records read`)
  faults.onRead = undefined
  assert.equal((await client.send('k0', { type: 'Withdraw', amount: 41 })).status, 'refused')
  assert.equal((await client.send('k0', { type: 'Withdraw', amount: 40 })).status, 'accepted')
  assert.equal((await house.records()).length, COMMANDS + 8 + 2)
})

test('while the end lies beyond what is committed, a barrier is written and nothing is decided', async () => {
  await using kafka = await specLog('barrier')
  const { log } = kafka
  const faults: Faults = {}
  await using house = await openHouse(faultyLog(log, faults))
  const client = await house.openClient()
  let hangs = true
  faults.ends = (at, real) => (at.topic === 'account' && hangs ? { ...real, end: real.committed + 1n } : real)
  const opening = house.startRoom()
  const asked = await client.send('ann', { type: 'Deposit', amount: 1 }, { id: 'a', waitMs: 1_500 })
  assert.equal(asked.status, 'pending')
  hangs = false
  await opening
  assert.equal((await client.send('ann', { type: 'Deposit', amount: 1 }, { id: 'a' })).status, 'accepted')
  const types = (await house.records()).map(({ headers }) => headers.type)
  assert.equal(types[0], 'Barrier')
  assert.deepEqual(
    types.filter((type) => type !== 'Barrier'),
    ['Deposited'],
  )
})

test('under forced takeovers nothing is lost, decided twice or answered wrongly', { timeout: 120_000 }, async () => {
  await using kafka = await specLog('fire')
  const { log } = kafka
  const fire = { partitions: 2, clients: 8, commandsEach: 25, takeovers: 8, every: 500, disturbed: 0.15, stall: 400 }
  const seen = await underFire(log, fire)
  assert.ok(seen.lostBefore > 0 && seen.lostAfter > 0 && seen.stalls > 0 && seen.repeats > 0, JSON.stringify(seen))
})
