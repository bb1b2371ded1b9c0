// Snapshots are never trusted, never needed, and good for a store that stayed behind.
import assert from 'node:assert/strict'
import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { eventually } from '../eventually.ts'
import { type Faults, faultyLog } from '../faulty-log.ts'
import { type MemoryLog, memoryLog } from '../memory-log.ts'
import { account } from '../sample-account.ts'
import { memorySnapshots, type Snapshots } from '../snapshots.ts'
import { openHouse } from './house.ts'
import { offsetsIn, snapshotContract } from './snapshots.contract.ts'

snapshotContract('memory', async () => memoryLog({ maxBytes: 64 * 1024 * 1024 }))

const limits = { snapshotEvery: 10, snapshotShare: 0.9, snapshotWorth: 10 }

const opened = async (t: TestContext, log: MemoryLog = memoryLog(), installation = 'one') => {
  const faults: Faults = {}
  const house = await openHouse(faultyLog(log, faults), 1, installation)
  t.after(house.close)
  const client = await house.openClient()
  const deposit = async (count: number) => {
    for (let i = 0; i < count; i++)
      assert.equal((await client.send('ann', { type: 'Deposit', amount: 1 })).status, 'accepted')
  }
  const holds = async (balance: number) => {
    assert.equal((await client.send('ann', { type: 'Withdraw', amount: balance + 1 })).status, 'refused')
    assert.equal((await client.send('ann', { type: 'Withdraw', amount: balance })).status, 'accepted')
  }
  let read = 0
  const reads = async <R>(work: () => Promise<R>): Promise<number> => {
    read = 0
    faults.onRead = (_, records) => {
      read += records.length
    }
    await work()
    faults.onRead = undefined
    return read
  }
  const loseStore = () => rmSync(join(house.folder, 'state'), { recursive: true })
  return { house, client, deposit, holds, reads, loseStore }
}

const snapshotOf = async (snapshots: ReturnType<typeof memorySnapshots>, least: number) =>
  eventually('a snapshot', () => (offsetsIn(snapshots.kept)[0] ?? 0) >= least)

/** Forty deposits, a snapshot near the end of them, the store lost. */
const lost = async (t: TestContext) => {
  const one = await opened(t)
  const snapshots = memorySnapshots()
  const room = await one.house.startRoom({ snapshots, limits })
  await one.deposit(40)
  await snapshotOf(snapshots, 30)
  await room.stop()
  one.loseStore()
  return { ...one, snapshots }
}

test('what was kept is used: only what came after it is read', async (t) => {
  const { house, reads, holds, snapshots } = await lost(t)
  const read = await reads(() => house.startRoom({ snapshots, limits }))
  assert.ok(read < 15, `${read} records read`)
  await holds(40)
})

test('a damaged snapshot is refused, and the older one taken', async (t) => {
  const { house, reads, holds, snapshots } = await lost(t)
  const [newest = ''] = [...snapshots.kept.keys()].sort().reverse()
  const bytes = Buffer.from(snapshots.kept.get(newest) ?? '')
  bytes[bytes.length >> 1] = (bytes[bytes.length >> 1] ?? 0) ^ 0xff
  snapshots.kept.set(newest, bytes)
  const read = await reads(() => house.startRoom({ snapshots, limits }))
  assert.ok(read > 0 && (snapshots.kept.size > 1 ? read < 40 : read >= 40), `${read} records read`)
  await holds(40)
})

test('only damaged snapshots: the log is read from its start', async (t) => {
  const { house, reads, holds, snapshots } = await lost(t)
  for (const key of snapshots.kept.keys()) snapshots.kept.set(key, Buffer.from('not a store'))
  const read = await reads(() => house.startRoom({ snapshots, limits }))
  assert.ok(read >= 40, `${read} records read`)
  await holds(40)
})

test('a snapshot of another log is refused', async (t) => {
  const { snapshots } = await lost(t)
  // The same installation's name on another log, whose events are others, and as many.
  const other = await opened(t)
  const room = await other.house.startRoom()
  for (let i = 0; i < 45; i++) await other.client.send('ann', { type: 'Deposit', amount: 2 })
  await room.stop()
  other.loseStore()
  const read = await other.reads(() => other.house.startRoom({ snapshots, limits }))
  assert.ok(read >= 45, `${read} records read`)
  await other.holds(90)
})

test('a snapshot of more than the log has is refused', async (t) => {
  const { snapshots } = await lost(t)
  const other = await opened(t)
  const room = await other.house.startRoom()
  await other.deposit(5)
  await room.stop()
  other.loseStore()
  await other.house.startRoom({ snapshots, limits })
  await other.holds(5)
})

test('a snapshot of other code is not taken, whatever its name says', async (t) => {
  const { house, reads, holds, snapshots } = await lost(t)
  const newer = { ...account, codeVersion: account.codeVersion + 1 }
  for (const [key, bytes] of [...snapshots.kept])
    snapshots.kept.set(key.replace(`/v${account.codeVersion}-`, `/v${newer.codeVersion}-`), bytes)
  const read = await reads(() => house.startRoom({ snapshots, limits, decider: newer }))
  assert.ok(read >= 40, `${read} records read`)
  await holds(40)
})

test('A, B, A: the first takes the snapshot of the second when it is far behind, and reads on when it is not', async (t) => {
  const { house, deposit, reads, holds } = await opened(t)
  const snapshots = memorySnapshots()
  const start = (name: string) => house.startRoom({ snapshots, limits, stateDir: join(house.folder, name) })
  const a = await start('a')
  await deposit(15)
  await a.stop()
  const b = await start('b')
  await deposit(60)
  await snapshotOf(snapshots, 65)
  await b.stop()
  let again = a
  const far = await reads(async () => {
    again = await start('a')
  })
  assert.ok(far < 15, `${far} records read`)
  await again.stop()
  assert.ok((await reads(() => start('b'))) < 15)
  await holds(75)
})

test('whatever fails there, decisions are made', async (t) => {
  const { house, deposit, holds, loseStore } = await opened(t)
  const fails = () => Promise.reject(new Error('no object store today'))
  const snapshots: Snapshots = { put: fails, get: fails, list: fails, remove: fails }
  const room = await house.startRoom({ snapshots, limits })
  await deposit(30)
  await room.stop()
  loseStore()
  await house.startRoom({ snapshots, limits })
  await holds(30)
})
