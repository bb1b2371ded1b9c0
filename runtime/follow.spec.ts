// A partition that is taken away and given back at once: where it stands is asked for after the last holding has ended.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { pino } from 'pino'
import { eventually } from './eventually.ts'
import { follow } from './follow.ts'
import type { Assigned, Log, LogRecord, PartitionHandler } from './log.ts'
import { memoryLog } from './memory-log.ts'

const at = { topic: 'account', partition: 0 }
const record = (offset: bigint): LogRecord => ({
  ...at,
  offset,
  key: 'ann',
  value: Buffer.alloc(0),
  headers: { type: 'Deposited' },
  timestamp: 0,
})

test('what the last holding still applies moves the position before the next one reads it', async (t) => {
  const log = memoryLog()
  await log.createTopics([{ topic: at.topic, partitions: 1, durable: false, settings: {} }])
  let handler: PartitionHandler | undefined
  const told: Log = {
    ...log,
    subscribe: async (_group, _topics, given) => {
      handler = given
      return { commitGroupOffset: () => {}, stillOurs: async () => true, isMember: () => true, close: async () => {} }
    },
  }
  let stands: bigint | undefined
  const begun: (bigint | undefined)[] = []
  const entered = Promise.withResolvers<void>()
  const applying = Promise.withResolvers<void>()
  const following = follow({
    name: 'slow',
    group: 'slow',
    topics: [at.topic],
    log: told,
    logger: pino({ level: 'silent' }),
    start: async () => {
      begun.push(stands)
      return stands
    },
    apply: async ({ next }) => {
      entered.resolve()
      await applying.promise
      stands = next
    },
  })
  t.after(() => following.stop())
  let wanted = 0
  const assigned = (): Assigned => ({ ...at, groupOffset: undefined, from: () => void wanted++ })
  handler?.onAssigned(assigned())
  await eventually('it is held', () => wanted === 1)
  void handler?.onRecords(at.topic, at.partition, [record(0n)])
  await entered.promise
  handler?.onRevoked(at.topic, at.partition)
  handler?.onAssigned(assigned())
  applying.resolve()
  await eventually('it is held again', () => wanted === 2)
  assert.deepEqual(begun, [undefined, 1n])
})
