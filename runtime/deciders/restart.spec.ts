// A restart reads what is new, not what was: after 100,000 commands fewer than 1,000 records.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type Faults, faultyLog } from '../faulty-log.ts'
import type { NewRecord } from '../log.ts'
import { memoryLog } from '../memory-log.ts'
import { partitionOf } from '../partition.ts'
import { plainCodec } from '../sample-account.ts'
import { openHouse } from './house.ts'

const COMMANDS = 100_000
const PARTITIONS = 2
const codec = plainCodec()

const deposits = (from: number, count: number): readonly NewRecord[] =>
  Array.from({ length: count }, (_, i) => {
    const key = `k${(from + i) % 1_000}`
    const value = codec.encode('Deposit', { type: 'Deposit', now: 0, amount: 1 })
    const headers = { type: 'Deposit', 'command-id': `c${from + i}`, 'body-hash': 'b' }
    return { partition: partitionOf(key, PARTITIONS), key, value, headers }
  })

test('a decider that restarts after 100,000 commands reads fewer than 1,000 records', async (t) => {
  const log = memoryLog({ maxBytes: 64 * 1024 * 1024 })
  const house = await openHouse(log, PARTITIONS)
  t.after(house.close)
  const faults: Faults = {}
  const faulty = faultyLog(log, faults)
  const room = await house.startRoom({ log: faulty, limits: { remember: 60_000 } })
  const client = await house.openClient()
  const appender = await log.appender()
  for (let from = 0; from < COMMANDS; from += 5_000) await appender.append('commands.account', deposits(from, 5_000))
  // One more per partition, behind all the others: when they are answered, everything is decided.
  const behind = await Promise.all(
    Array.from({ length: 8 }, (_, i) => client.send(`last${i}`, { type: 'Deposit', amount: 1 }, { waitMs: 120_000 })),
  )
  assert.ok(behind.every(({ status }) => status === 'accepted'))
  assert.equal((await house.records()).length, COMMANDS + 8)
  await room.stop()

  let read = 0
  faults.onRead = (_, records) => {
    read += records.length
  }
  await house.startRoom({ log: faulty, limits: { remember: 60_000 } })
  assert.ok(read > 0 && read < 1_000, `${read} records read`)
  // And it knows them all: k0 has had 100 deposits, and an old id is known.
  assert.equal((await client.send('k0', { type: 'Withdraw', amount: 101 })).status, 'refused')
  assert.equal((await client.send('k0', { type: 'Withdraw', amount: 100 })).status, 'accepted')
})
