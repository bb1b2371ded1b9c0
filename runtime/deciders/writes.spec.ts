// While a write of the local store is under way: everything kept is known, one write at a time, deciding waits when full.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { LogRecord, NewRecord } from '../log.ts'
import { openStore } from '../store.ts'
import type { Change } from '../store-change.ts'
import type { Batch } from './batch.ts'
import { keeping } from './keep.ts'
import { usualLimits } from './limits.ts'
import { storeWrites } from './writes.ts'

const source = 'account/0'
const standing = { codeVersion: 1, partitions: 1, position: -1n, eventId: '', lastOffset: -1n }

/** A file that is written when the test says so. */
const slowDisk = () => {
  const store = openStore({ file: ':memory:' })
  // As a takeover of an empty log leaves it.
  store.write([{ source, from: undefined, next: 0n }], () => undefined)
  const waiting: { change: Change; done: (error: Error | undefined) => void }[] = []
  const keeper = keeping({ store, next: 0n, standing }, source, usualLimits)
  let recordsWritten = 0
  const writes = storeWrites({
    keeper,
    writing: { write: (change, done) => void waiting.push({ change, done }), close: async () => undefined },
    writeEvery: 0,
    onWritten: (records) => {
      recordsWritten += records
    },
    onFailed: () => undefined,
  })
  const finish = (error?: Error) => {
    const one = waiting.shift()
    if (!one) return assert.fail('nothing is being written')
    if (!error) store.apply(one.change)
    one.done(error)
  }
  let offset = 0n
  /** One command per id, of the key of the same name. */
  const keep = (...ids: string[]) => {
    const records = ids.map((id): NewRecord => ({ partition: 0, key: id, value: Buffer.from(id), headers: {} }))
    const first = offset
    offset += BigInt(ids.length)
    const decided = ids.map((commandId, i) => ({
      ...{ commandId, source: undefined, at: 1_000, from: i, to: i + 1, isFinal: true },
      outcome: { bodyHash: 'b', records: [{ type: 'Deposited', at: 1_000, value: Buffer.from(commandId) }] },
    }))
    const rows = new Map(ids.map((id) => [id, { version: 1, time: 1_000, state: id }]))
    const where = { taken: ids.length, last: offset - 1n, position: offset - 1n, times: [1_000, 1_000] as const }
    keeper.keep({ ...where, records, rows, decided, repeats: [] } satisfies Batch, first)
    writes.soon()
  }
  const known = (...ids: string[]) => {
    const commands = ids.map((id) => ({ key: id, headers: { 'command-id': id } }) as unknown as LogRecord)
    const kept = keeper.of(commands)
    return ids.map((id) => [kept.knows(id), kept.row(id)?.state, keeper.outcome(id)?.records.length])
  }
  return { store, keeper, writes, waiting, finish, keep, known, recordsWritten: () => recordsWritten }
}

const yes = (id: string) => [true, id, 1]

test('what is filling, being written, written: all of it is known all the time', async () => {
  const { store, finish, keep, known, writes, waiting, recordsWritten } = slowDisk()
  keep('a')
  assert.deepEqual(known('a', 'b'), [yes('a'), [false, undefined, undefined]])
  keep('b')
  assert.deepEqual([known('a', 'b'), waiting.length], [[yes('a'), yes('b')], 1], 'one write at a time')
  finish()
  assert.deepEqual(known('a', 'b'), [yes('a'), yes('b')])
  assert.equal(waiting.length, 1, 'the next one follows by itself')
  keep('c')
  finish()
  finish()
  await writes.all()
  assert.deepEqual(known('a', 'b', 'c'), [yes('a'), yes('b'), yes('c')])
  assert.deepEqual([recordsWritten(), store.position(source)], [3, 3n])
  store.close()
})

test('deciding waits when one generation is being written and the next one is full, no earlier', async () => {
  const { finish, keep, writes, waiting, keeper } = slowDisk()
  keep('a')
  await writes.room()
  for (let from = 0; !keeper.isFull(); from += 1_000) {
    assert.ok(from < 100_000, 'there is a bound')
    keep(...Array.from({ length: 1_000 }, (_, i) => `${from + i}`))
  }
  let hasRoom = false
  const room = writes.room().then(() => {
    hasRoom = true
  })
  await new Promise(setImmediate)
  assert.equal(hasRoom, false)
  finish()
  await room
  assert.equal(waiting.length, 1)
  finish()
})

test('a failed write ends all writing, is told, and what it held is known until a takeover reads it again', async () => {
  const { store, finish, keep, known, writes, waiting } = slowDisk()
  keep('a')
  keep('b')
  writes.check()
  finish(new Error('no space'))
  assert.throws(() => writes.check(), /no space/)
  await Promise.all([writes.all(), writes.room()])
  assert.deepEqual([known('a', 'b'), waiting.length, store.position(source)], [[yes('a'), yes('b')], 0, 0n])
  store.close()
})
