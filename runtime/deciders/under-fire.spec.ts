// The protocol's invariants (protocol 23) while owners are taken over, stall and lose answers, on the log in memory.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { memoryLog } from '../memory-log.ts'
import { check, underFire } from './under-fire.ts'

const fire = { partitions: 2, clients: 12, commandsEach: 60, takeovers: 12, every: 120, disturbed: 0.2, stall: 60 }

test('under forced takeovers nothing is lost, decided twice or answered wrongly', { timeout: 120_000 }, async () => {
  const seen = await underFire(memoryLog(), fire)
  // A run in which nothing happened shows nothing.
  assert.ok(seen.lostBefore > 0 && seen.lostAfter > 0 && seen.stalls > 0 && seen.repeats > 0, JSON.stringify(seen))
})

const record = (offset: bigint, headers: Readonly<Record<string, string>>, amount = 1) => ({
  topic: 'account',
  partition: 0,
  offset,
  key: 'ann',
  value: Buffer.concat([Buffer.alloc(5), Buffer.from(JSON.stringify({ type: headers.type, amount }))]),
  headers,
  timestamp: 0,
})
const deposit = (offset: bigint, commandId: string, version: number, commandOffset = offset) =>
  record(offset, {
    type: 'Deposited',
    'command-id': commandId,
    'stream-version': String(version),
    'command-offset': String(commandOffset),
  })

test('the checker sees what it is there for', () => {
  const good = [deposit(0n, 'a', 1), deposit(1n, 'b', 2)]
  check(good, new Map())
  assert.throws(() => check([...good, deposit(2n, 'a', 3)], new Map()), /decided twice/)
  assert.throws(() => check([...good, deposit(2n, 'c', 4)], new Map()), /versions of ann/)
  assert.throws(() => check([...good, deposit(2n, 'c', 3, 1n)], new Map()), /command offsets rise/)
  assert.throws(
    () =>
      check(
        [record(0n, { type: 'Withdrawn', 'command-id': 'w', 'command-offset': '0', 'stream-version': '1' })],
        new Map(),
      ),
    /ann has -1/,
  )
  const answer = { status: 'accepted', commandId: 'z', position: '', events: [] } as const
  assert.throws(() => check(good, new Map([['z', answer]])), /outcome of z/)
})
