// A lost store is taken from a snapshot, on any log: after 100,000 commands fewer than 1,000 records are read.
import assert from 'node:assert/strict'
import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { eventually } from '../eventually.ts'
import { type Faults, faultyLog } from '../faulty-log.ts'
import type { Log } from '../log.ts'
import { plainCodec } from '../sample-account.ts'
import { memorySnapshots } from '../snapshots.ts'
import { openHouse } from './house.ts'

const codec = plainCodec()
const COMMANDS = 100_000
const often = { snapshotEvery: 400, snapshotShare: 0.2, remember: 60_000 }

/** Offsets in the names of what is kept, newest first. */
export const offsetsIn = (kept: ReadonlyMap<string, Buffer>): readonly number[] =>
  [...kept.keys()].map((key) => Number(/(\d+)[.]sqlite/.exec(key)?.[1])).sort((a, b) => b - a)

export const snapshotContract = (name: string, open: () => Promise<Log>): void => {
  test(`${name}: a decider that lost its store after 100,000 commands reads fewer than 1,000 records`, async (t) => {
    const log = await open()
    const faults: Faults = {}
    const house = await openHouse(faultyLog(log, faults))
    t.after(async () => {
      await house.close()
      await log.close()
    })
    const snapshots = memorySnapshots()
    const room = await house.startRoom({ snapshots, limits: often })
    const client = await house.openClient()
    const appender = await log.appender()
    for (let from = 0; from < COMMANDS; from += 5_000) {
      const deposits = Array.from({ length: 5_000 }, (_, i) => ({
        partition: 0,
        key: `k${(from + i) % 1_000}`,
        value: codec.encode('Deposit', { type: 'Deposit', now: 0, amount: 1 }),
        headers: { type: 'Deposit', 'command-id': `c${from + i}`, 'body-hash': 'b' },
      }))
      await appender.append('commands.account', deposits)
    }
    await appender.close()
    const last = await client.send('last', { type: 'Deposit', amount: 1 }, { waitMs: 120_000 })
    assert.equal(last.status, 'accepted')
    await eventually('a snapshot near the end', () => (offsetsIn(snapshots.kept)[0] ?? 0) > COMMANDS - 500, 60_000)
    await room.stop()
    assert.ok(snapshots.kept.size <= 3, `${snapshots.kept.size} snapshots kept`)
    rmSync(join(house.folder, 'state'), { recursive: true })

    let read = 0
    faults.onRead = (_, records) => {
      read += records.length
    }
    await house.startRoom({ snapshots, limits: often })
    assert.ok(read > 0 && read < 1_000, `${read} records read`)
    faults.onRead = undefined
    assert.equal((await client.send('k0', { type: 'Withdraw', amount: 101 })).status, 'refused')
    assert.equal((await client.send('k0', { type: 'Withdraw', amount: 100 })).status, 'accepted')
  })
}
