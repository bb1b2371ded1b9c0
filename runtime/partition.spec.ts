// The partition of a key never changes: the values are those of Kafka's own test of murmur2.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { murmur2, partitionOf } from './partition.ts'

const kafkas: readonly (readonly [string, number])[] = [
  ['21', -973932308],
  ['foobar', -790332482],
  ['a-little-bit-long-string', -985981536],
  ['a-little-bit-longer-string', -1486304829],
  ['lkjh234lh9fiuh90y23oiuhsafujhadof229phr9h19h89h8', -58897971],
  ['abc', 479470107],
]

test('murmur2 is the one of Kafka', () => {
  for (const [text, hash] of kafkas) assert.equal(murmur2(Buffer.from(text)), hash, text)
})

test('every key has a partition, always the same', () =>
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme' }), fc.integer({ min: 1, max: 64 }), (key, partitions) => {
      const p = partitionOf(key, partitions)
      assert.ok(Number.isInteger(p) && p >= 0 && p < partitions)
      assert.equal(partitionOf(key, partitions), p)
    }),
  ))

test('random keys spread evenly', () => {
  const counts = [0, 0, 0, 0]
  for (let i = 0; i < 4_000; i++) {
    const p = partitionOf(`key-${i}`, 4)
    counts[p] = (counts[p] ?? 0) + 1
  }
  for (const count of counts) assert.ok(count > 850 && count < 1_150, `${counts}`)
})
