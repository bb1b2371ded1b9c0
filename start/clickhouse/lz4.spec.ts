// LZ4 by hand: literals, an overlapping match, a match into the block before, and damage.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { decodeBlock, unlz4 } from './lz4.ts'
import { Refused } from './statement.ts'

const none = Buffer.alloc(0)

const frame = (...blocks: (readonly [stored: boolean, data: Buffer])[]): Buffer => {
  const sizes = blocks.map(([stored, data]) => {
    const size = Buffer.alloc(4)
    size.writeUInt32LE(((stored ? 0x80000000 : 0) | data.length) >>> 0)
    return Buffer.concat([size, data])
  })
  return Buffer.concat([Buffer.from([0x04, 0x22, 0x4d, 0x18, 0x40, 0x40, 0xc0]), ...sizes, Buffer.alloc(4)])
}

const content = async (bytes: Buffer, cut: number): Promise<string> => {
  const source = async function* () {
    for (let at = 0; at < bytes.length; at += cut) yield bytes.subarray(at, at + cut)
  }
  const parts: Buffer[] = []
  for await (const part of unlz4(source())) parts.push(Buffer.from(part))
  return Buffer.concat(parts).toString()
}

test('a match may overlap what it writes', () => {
  // 2 literals "ab", then 6 bytes from 2 back, then the literal "c"
  const block = Buffer.from([0x22, 0x61, 0x62, 2, 0, 0x10, 0x63])
  assert.equal(decodeBlock(block, none).toString(), 'ababababc')
})

test('frames are read however the stream is cut, across blocks and one after the other', async () => {
  const reachingBack = Buffer.from([0x00, 3, 0, 0x10, 0x21])
  const bytes = Buffer.concat([
    frame([true, Buffer.from('abc')], [false, reachingBack]),
    frame([true, Buffer.from('.')]),
  ])
  for (let cut = 1; cut <= bytes.length; cut++) assert.equal(await content(bytes, cut), 'abcabca!.')
})

test('damage is refused, never read past', async () => {
  const whole = frame([false, Buffer.from([0x22, 0x61, 0x62, 2, 0, 0x10, 0x63])])
  for (let cut = 1; cut < whole.length; cut++) await assert.rejects(content(whole.subarray(0, cut), 5), Refused)
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 60 }), (bytes) => {
      try {
        decodeBlock(Buffer.from(bytes), none)
      } catch (error) {
        assert.ok(error instanceof Refused)
      }
    }),
  )
})
