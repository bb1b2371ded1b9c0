// Ours groups messages as kafkajs' own does, and is what kafkajs takes.
import assert from 'node:assert/strict'
import { createRequire } from 'node:module'
import { test } from 'node:test'
import fc from 'fast-check'
import { byPartition } from './messages-by-partition.ts'

const require = createRequire(import.meta.url)
const path = 'kafkajs/src/producer/groupMessagesPerPartition.js'
const theirs = require(path) as typeof byPartition

test('the same messages in the same order for the same partitions', () => {
  const message = fc.record({ partition: fc.nat(8), value: fc.nat() })
  fc.assert(
    fc.property(fc.array(message, { maxLength: 60 }), fc.nat(2), (messages, partitions) => {
      const send = {
        ...{ topic: 't', partitionMetadata: Array.from({ length: partitions }, () => ({})), messages },
        partitioner: ({ message: { partition } }: { message: { partition: number } }) => partition,
      }
      assert.deepEqual(byPartition(send), theirs(send))
    }),
  )
})

test('kafkajs has taken it', async () => {
  await import('./kafkajs.ts')
  assert.equal(require(path), byPartition)
  assert.ok(require.cache[require.resolve('kafkajs/src/producer/sendMessages.js')])
})
