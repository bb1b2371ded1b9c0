// A partition's batches: one in work, one behind it, no more; each follows on the one before, whatever is fetched again.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { pino } from 'pino'
import type { LogRecord } from '../log.ts'
import { openShare } from './share.ts'

const at = { topic: 't', partition: 0 }

/** A share at 0, the handler of which takes as long as the test wants. */
const given = () => {
  const said: string[] = []
  const inWork: { offsets: string; done: () => void; fail: (error: Error) => void }[] = []
  const share = openShare({
    at,
    logger: pino({ level: 'silent' }),
    steering: {
      seek: (_, offset) => void said.push(`seek ${offset}`),
      pause: () => void said.push('pause'),
      resume: () => void said.push('resume'),
    },
    handler: {
      records: (records) =>
        new Promise((done, fail) => {
          inWork.push({ offsets: records.map(({ offset }) => offset).join(), done, fail })
        }),
      position: (next) => void said.push(`at ${next}`),
    },
  })
  share.begin(0n)
  const fetched = (from: number, count: number) => {
    const records = Array.from({ length: count }, (_, i) => ({ offset: BigInt(from + i) }) as LogRecord)
    return share.take({ from: BigInt(from), next: BigInt(from + count), records: () => records })
  }
  const settled = () => new Promise((resolve) => setImmediate(resolve))
  /** What was said since the last look. */
  const heard = () => said.splice(0)
  heard()
  return { share, inWork, fetched, settled, heard }
}

test('while one batch is in work one more waits; a third is refused, and fetched again when there is room', async () => {
  const { inWork, fetched, settled, heard } = given()
  assert.equal(await fetched(0, 2), true)
  assert.deepEqual(heard(), [], 'not paused: the next fetch need not be waited for')
  assert.equal(await fetched(2, 2), true)
  assert.deepEqual(heard(), ['pause'])
  assert.equal(await fetched(4, 2), false)
  assert.deepEqual(
    inWork.map(({ offsets }) => offsets),
    ['0,1'],
    'in order, one after the other',
  )
  inWork[0]?.done()
  await settled()
  assert.deepEqual(heard(), ['at 2', 'seek 4', 'resume'])
  assert.equal(await fetched(4, 2), true)
  inWork[1]?.done()
  await settled()
  inWork[2]?.done()
  await settled()
  assert.deepEqual(
    heard().filter((one) => one.startsWith('at')),
    ['at 4', 'at 6'],
  )
})

test('what does not follow on is refused and asked for again', async () => {
  const { inWork, fetched, heard } = given()
  assert.equal(await fetched(3, 1), false)
  assert.deepEqual(heard(), ['seek 0', 'resume'])
  await fetched(0, 2)
  assert.equal(await fetched(0, 2), false, 'a leftover of what is in work already')
  assert.equal(inWork.length, 1)
})

test('a batch that failed is handled again before the one behind it', async () => {
  const { inWork, fetched, settled } = given()
  await fetched(0, 1)
  await fetched(1, 1)
  inWork[0]?.fail(new Error('not now'))
  while (inWork.length < 2) await settled()
  assert.equal(inWork[1]?.offsets, '0')
})

test('control records behind what is in work count as read after it', async () => {
  const { share, inWork, fetched, settled, heard } = given()
  await fetched(0, 2)
  share.skip(2n, 3n)
  assert.deepEqual(heard(), [])
  assert.equal(await fetched(3, 1), false, 'both places are taken')
  inWork[0]?.done()
  await settled()
  assert.deepEqual(
    heard().filter((one) => one.startsWith('at')),
    ['at 2', 'at 3'],
  )
  assert.equal(share.next(), 3n)
  assert.equal(await fetched(3, 1), true)
})

test('begun anew, nothing of before is handled or counted any more', async () => {
  const { share, inWork, fetched, settled, heard } = given()
  await fetched(0, 2)
  await fetched(2, 2)
  share.begin(10n)
  heard()
  inWork[0]?.done()
  await settled()
  assert.equal(inWork.length, 1, 'what waited is not handled')
  assert.deepEqual(heard(), [])
  assert.equal(await fetched(10, 1), true)
  await settled()
  assert.equal(inWork[1]?.offsets, '10')
  share.drop()
  inWork[1]?.done()
  await settled()
  assert.deepEqual(heard(), [])
})
