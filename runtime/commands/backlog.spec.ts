// How old the oldest undecided command is: against a plain list, for any order in which sends, answers and decisions come.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import type { LogRecord } from '../log.ts'
import { openBacklog } from './backlog.ts'

const LIMIT = 10
const decision = (partition: number, offset: number | string) =>
  ({ topic: 'account', partition, headers: { 'command-offset': String(offset) } }) as unknown as LogRecord
const event = (partition: number) => ({ topic: 'account', partition, headers: {} }) as unknown as LogRecord

const place = fc.record({ partition: fc.nat(1), offset: fc.nat(30) })
const step = fc.oneof(
  fc.record({ kind: fc.constant('sent' as const), at: fc.nat(20), ...{ where: place } }),
  fc.record({ kind: fc.constant('answered' as const), where: place }),
  fc.record({ kind: fc.constant('seen' as const), wheres: fc.array(place, { maxLength: 6 }) }),
)

test('the oldest that was neither decided nor answered says whether more are refused', () => {
  fc.assert(
    fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
      const backlog = openBacklog({ limit: LIMIT, now: () => 21 })
      const waiting: { partition: number; offset: number; since: number }[] = []
      const decided = [-1, -1]
      for (const one of steps)
        if (one.kind === 'sent') {
          const { partition, offset } = one.where
          // An offset is sent once.
          if (waiting.some((other) => other.partition === partition && other.offset === offset)) continue
          backlog.sent('account', partition, BigInt(offset), one.at)
          if (offset > (decided[partition] as number)) waiting.push({ partition, offset, since: one.at })
        } else if (one.kind === 'answered') {
          const { partition, offset } = one.where
          backlog.answered('account', partition, BigInt(offset))
          const found = waiting.findIndex((other) => other.partition === partition && other.offset === offset)
          if (found >= 0) waiting.splice(found, 1)
        } else {
          const inOrder = one.wheres.toSorted((a, b) => a.offset - b.offset)
          const records = inOrder.map(({ partition, offset }) => decision(partition, offset))
          backlog.seen([...records, event(0), decision(1, 'none')])
          for (const { partition, offset } of inOrder)
            decided[partition] = Math.max(decided[partition] as number, offset)
          for (let i = waiting.length - 1; i >= 0; i--) {
            const { partition, offset } = waiting[i] as (typeof waiting)[number]
            if (offset <= (decided[partition] as number)) waiting.splice(i, 1)
          }
        }
      for (const partition of [0, 1]) {
        const [oldest] = waiting.filter((one) => one.partition === partition).sort((a, b) => a.offset - b.offset)
        const isTooOld = oldest !== undefined && 21 - oldest.since > LIMIT
        assert.equal(backlog.refuses('account', partition), isTooOld)
      }
    }),
  )
})

test('while the oldest is too old one command in ten seconds is let through', () => {
  let now = 100
  const backlog = openBacklog({ limit: LIMIT, now: () => now })
  backlog.sent('account', 0, 5n, 0)
  assert.deepEqual([backlog.refuses('account', 0), backlog.refuses('account', 0)], [true, true])
  now += 10_000
  assert.deepEqual([backlog.refuses('account', 0), backlog.refuses('account', 0)], [false, true])
  backlog.seen([decision(0, 5)])
  assert.equal(backlog.refuses('account', 0), false)
})
