// Who goes on for another one: instances, versions and stores that come and go; nothing is said twice.
import assert from 'node:assert/strict'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { eventually } from '../eventually.ts'
import { faultyLog } from '../faulty-log.ts'
import type { Log } from '../log.ts'
import { defineProcessor, type Processor } from './definition.ts'
import { journalOf } from './journal.ts'
import type { RunningProcessor } from './run-processor.ts'
import { type Beat, MINUTE, minutesOf } from './test-minutes.ts'
import { cleaning, detailOf, open, PARTITIONS, sorted, truth } from './test-room.ts'

const cannot = () => {
  throw new Error('not this one')
}

test('an instance takes over from one that is stalled; what the old one says then is refused', async () => {
  const { log, play, run, minutes, clock, counted } = await open()
  const stalled = Promise.withResolvers<void>()
  let commits = 0
  const slow = faultyLog(log, {
    beforeCommit: async (_, records) => {
      if (records.some(({ headers }) => headers.type === 'QoeMinute') && ++commits <= PARTITIONS) await stalled.promise
    },
  })
  const beats = Array.from({ length: 40 }, (_, i) => ({ session: i, film: i % 8, sequence: 1, at: 1_000 * i }))
  await play(...beats)
  await run({ log: slow })
  cleaning.push(() => stalled.resolve())
  clock.now = 3 * MINUTE
  await eventually('the first is about to say something', () => commits > 0)
  const separate = mkdtempSync(join(tmpdir(), 'matinee-processor-'))
  cleaning.push(() => rmSync(separate, { recursive: true, force: true }))
  // not in the group of the first: as after a partition of the network
  const subscribe: Log['subscribe'] = (group, ...rest) => log.subscribe(`${group} elsewhere`, ...rest)
  const other = await run({ log: { ...log, subscribe }, stateDir: separate })
  await eventually('the other has said it', async () => (await counted()).size === truth(beats).size)
  stalled.resolve()
  clock.now += MINUTE
  await other.stop()
  assert.deepEqual(sorted(await counted()), sorted(truth(beats)))
  assert.ok((await minutes()).every(({ revision }) => revision === 1))
})

test('a handler that throws stops its partition, with the reason; an older version does not write behind a newer', async () => {
  const { play, run, written } = await open()
  await play({ session: 1, film: 1, sequence: 1, at: 5_000 })
  const broken: Processor = defineProcessor({
    name: 'minutes',
    version: 1,
    output: 'qoe',
    key: ({ filmId }) => filmId,
    on: {
      PlayHeartbeat: cannot,
    },
  })
  const one = await run({ processor: broken })
  const stopped = await eventually('it stops', () => detailOf(one).find(({ state }) => state === 'stopped'))
  assert.match(stopped.reason ?? '', /HandlerFailed.*not this one/)
  assert.equal(one.health().ok, false)
  await one.stop()

  const newer = { ...minutesOf(MINUTE), version: 2 }
  const two = await run({ processor: newer })
  const byNewer = async () => (await written()).some(({ headers }) => journalOf(headers)?.version === 2)
  await eventually('the newer version has written', byNewer)
  await two.stop()
  const three = await run({ processor: minutesOf(MINUTE) })
  const refused = await eventually('the older is refused', () =>
    detailOf(three).find(({ state }) => state === 'stopped'),
  )
  assert.match(refused.reason ?? '', /CannotProcess.*minutes 2/)
})

test('a newer version reads everything again and says it anew', async () => {
  const { play, run, minutes, clock } = await open()
  await play({ session: 1, film: 1, sequence: 1, at: 5_000 })
  const one = await run()
  clock.now = 2 * MINUTE
  await eventually('said', async () => (await minutes()).length === 1)
  await one.stop()
  const two = await run({ processor: { ...minutesOf(5 * MINUTE), version: 2 } })
  await eventually('said again', async () => (await minutes()).length === 2)
  await two.stop()
})

test('A, then B, then A again: what A still has is kept, and only what B did is done again', async () => {
  const { play, run, counted, clock, stateDir } = await open()
  const [a, b] = [join(stateDir, 'a'), join(stateDir, 'b')]
  const beats = (from: number) =>
    Array.from({ length: 60 }, (_, i) => ({ session: i % 9, film: i % 4, sequence: from + i, at: (from + i) * 500 }))
  const replayedOf = (it: RunningProcessor) => detailOf(it).reduce((sum, { replayed }) => sum + (replayed ?? 0), 0)
  /** Reads all there is, says it, and leaves; how many records it had to do again. */
  const turn = async (dir: string, more: readonly Beat[]) => {
    await play(...more)
    const one = await run({ stateDir: dir })
    await one.ready
    const again = replayedOf(one)
    clock.now += MINUTE
    await eventually('its positions are written', () => one.lag() === 0n && one.health().detail?.lag === '0')
    await one.stop()
    return again
  }
  assert.equal(await turn(a, beats(1)), 0)
  // Each of the output's partitions reads all of the input: three times sixty.
  assert.equal(await turn(b, beats(61)), 3 * 60)
  assert.equal(await turn(a, beats(121)), 3 * 60)
  assert.equal(await turn(a, []), 0)
  const last = await run({ stateDir: a })
  clock.now += 10 * MINUTE
  const all = truth([...beats(1), ...beats(61), ...beats(121)])
  await eventually('all is counted', async () => (await counted()).size === all.size)
  await last.stop()
  assert.deepEqual(sorted(await counted()), sorted(all))
})
