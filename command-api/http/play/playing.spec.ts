// Leases: renewed by what players tell, at most every twenty seconds, over when nothing was told.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { leasesIn } from './playing.ts'

/** Seconds and keys as Redis keeps them, by a clock of its own. */
const room = () => {
  let now = 0
  let writes = 0
  const until = new Map<string, number>()
  const cache = {
    get: async (key: string) => ((until.get(key) ?? 0) > now ? '1' : undefined),
    set: async (key: string, _: string, seconds: number) => {
      writes++
      until.set(key, now + seconds * 1_000)
    },
  }
  const playing = leasesIn(cache, () => now)
  const pass = (ms: number) => {
    now += ms
  }
  return { playing, writes: () => writes, pass }
}

test('what told of itself plays for ninety seconds', async () => {
  const { playing, pass } = room()
  playing.seen('a')
  assert.deepEqual(await playing.among(['a', 'b']), ['a'])
  pass(89_999)
  assert.deepEqual(await playing.among(['a', 'b']), ['a'])
  pass(1)
  assert.deepEqual(await playing.among(['a', 'b']), [])
})

test('a lease is not written for each event, and never late', async () => {
  const { playing, pass, writes } = room()
  for (let n = 0; n < 30; n++) {
    playing.seen('a')
    pass(10_000)
    assert.deepEqual(await playing.among(['a']), ['a'])
  }
  assert.equal(writes(), 15)
})
