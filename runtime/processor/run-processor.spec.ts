// Stream processors on the log in memory: what is said is said once, whatever happens to those who say it.
import assert from 'node:assert/strict'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import fc from 'fast-check'
import { eventually } from '../eventually.ts'
import { faultyLog } from '../faulty-log.ts'
import { idOf } from '../ids.ts'
import { type Log, type LogRecord, UnknownOutcome } from '../log.ts'
import { partitionOf } from '../partition.ts'
import { defineProcessor } from './definition.ts'
import { journalOf } from './journal.ts'
import type { RunningProcessor } from './run-processor.ts'
import { type Beat, film, MINUTE, minutesOf, session } from './test-minutes.ts'
import { detailOf, open, PARTITIONS, sorted, truth } from './test-room.ts'
import { windowed } from './windows.ts'

test('plays of many sessions are counted by film and minute, each film in the partition of its key', async () => {
  const { play, run, minutes, clock, counted } = await open()
  const beats = Array.from({ length: 300 }, (_, i) => ({
    session: i % 20,
    film: (i % 20) % 5,
    sequence: i,
    at: i * 700,
  }))
  await play(...beats)
  const one = await run()
  await one.ready
  clock.now += 10 * MINUTE
  await eventually('all is counted', async () => (await counted()).size === truth(beats).size)
  assert.deepEqual(sorted(await counted()), sorted(truth(beats)))
  for (const { filmId, record } of await minutes()) {
    assert.equal(record.partition, partitionOf(filmId, PARTITIONS))
    assert.equal(record.key, filmId)
  }
  assert.equal(one.health().ok, true)
  await eventually('no lag', () => one.lag() === 0n)
})

test('a restart with its state reads on; without it, it does again what was done and says nothing twice', async () => {
  const { play, run, minutes, clock, counted, stateDir } = await open()
  const first = [0, 1, 2, 3].map((s) => ({ session: s, film: s % 2, sequence: 1, at: 10_000 + s }))
  await play(...first)
  const one = await run()
  clock.now = 2 * MINUTE
  await eventually('the first minute', async () => (await counted()).size === 2)
  await one.stop()
  const before = (await minutes()).length

  const two = await run()
  await two.ready
  await two.stop()
  const replayedOf = (it: RunningProcessor) => detailOf(it).reduce((sum, { replayed }) => sum + (replayed ?? 0), 0)

  rmSync(stateDir, { recursive: true })
  const three = await run()
  await three.ready
  assert.ok(replayedOf(three) > 0, 'the state was made again')
  // the sessions seen before are still known, and late ones correct the minute that was said
  await play(...first, { session: 9, film: 0, sequence: 1, at: 30_000 })
  await eventually('the late one is counted', async () => (await minutes()).length > before)
  const corrected = (await minutes()).filter(({ filmId }) => filmId === film(0)).at(-1)
  assert.deepEqual([corrected?.minute, corrected?.revision, corrected?.plays], [0, 2, 3])
  assert.equal((await minutes()).length, before + 1)
})

test('when nothing is to be said, the position is written all the same', async () => {
  const { play, run, written, clock, log } = await open()
  await play({ session: 1, film: 1, sequence: 1, at: 5_000 })
  const one = await run()
  await one.ready
  clock.now += 1_000
  const partition = partitionOf(session(1), PARTITIONS)
  const place = `playback/${partition}`
  const { committed } = await log.ends({ topic: 'playback', partition })
  await eventually('it is in the output', async () =>
    (await written()).some(({ headers }) =>
      journalOf(headers)?.steps.some(
        (step) => step.kind === 'records' && step.source === place && step.to === committed,
      ),
    ),
  )
  assert.ok((await written()).every(({ headers }) => headers.type === 'ProcessorMovedOn'))
})

test('aligned: each partition of the output reads its own of the input; late events are counted and told', async () => {
  const { log, play, run, written, clock } = await open()
  const perSession = windowed<number>({ name: 'session-minute', size: MINUTE, lateness: 0, empty: 0 })
  const processor = defineProcessor({
    name: 'aligned',
    version: 1,
    output: 'qoe',
    key: 'record',
    windows: [perSession],
    time: { outOfOrder: 0, idleAfter: 2_000 },
    on: { PlayHeartbeat: ({ at }, context) => perSession.add(context, at, (n) => n + 1) },
  })
  const read = new Map<number, number>()
  const counting: Log = {
    ...log,
    tail: (topics, from, each, only) => {
      const count = (records: readonly LogRecord[]) => {
        for (const { partition } of records) {
          assert.equal(partition, only)
          read.set(partition, (read.get(partition) ?? 0) + 1)
        }
        return each(records)
      }
      return log.tail(topics, from, count, only)
    },
  }
  const beats = Array.from({ length: 50 }, (_, i) => ({ session: i, film: 1, sequence: 1, at: 3 * MINUTE }))
  await play(...beats)
  const one = await run({ log: counting, processor })
  await one.ready
  await play({ session: 1, film: 1, sequence: 2, at: 1_000 })
  await eventually('one is late', () => one.late() === 1)
  assert.equal(
    read.values().reduce((sum, n) => sum + n, 0),
    51,
  )
  const told = async () => (await written()).filter(({ headers }) => headers.type === 'EventTooLate')
  await eventually('it is told', async () => (await told()).length === 1)
  const [late] = await told()
  assert.equal(late?.partition, partitionOf(session(1), PARTITIONS))
  assert.equal(late?.headers['causation-id'], idOf('beat', 1, 2))
  await one.stop()
  // Another instance, without a store, has counted the same.
  const elsewhere = await run({ processor, stateDir: mkdtempSync(join(tmpdir(), 'matinee-processor-')) })
  await elsewhere.ready
  await eventually('as many are late', () => elsewhere.late() === 1)
  clock.now += MINUTE
  await elsewhere.stop()
  assert.equal((await told()).length, 1)
})

test('aligned inputs must be cut as the output is', async () => {
  const { log, run } = await open()
  const wrong: Log = { ...log, partitions: async (topic) => (topic === 'playback' ? 2 : PARTITIONS) }
  await assert.rejects(
    run({ log: wrong, processor: { ...minutesOf(0), aligned: true } }),
    /NotAligned|must each have 3/,
  )
})

test('whatever happens, every play is counted once and every revision said once', async () => {
  const beat = fc.record({
    session: fc.integer({ min: 0, max: 5 }),
    sequence: fc.integer({ min: 1, max: 6 }),
    at: fc.integer({ min: 0, max: 4 * MINUTE }),
  })
  const step = fc.oneof(
    { weight: 8, arbitrary: fc.record({ beats: fc.array(beat, { minLength: 1, maxLength: 12 }) }) },
    { weight: 2, arbitrary: fc.record({ later: fc.integer({ min: 0, max: MINUTE }) }) },
    { weight: 2, arbitrary: fc.constant('restart' as const) },
    { weight: 2, arbitrary: fc.constant('lose the state' as const) },
    { weight: 2, arbitrary: fc.constant('lose the answer of a commit' as const) },
    { weight: 2, arbitrary: fc.constant('fail a commit' as const) },
    { weight: 1, arbitrary: fc.constant('another instance' as const) },
  )
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 4, maxLength: 16 }), async (steps) => {
      const { log, play, run, minutes, clock, counted, stateDir } = await open()
      const trouble = { lost: 0, failed: 0 }
      const shaky = faultyLog(log, {
        beforeCommit: () => {
          if (trouble.failed > 0) {
            trouble.failed--
            throw new UnknownOutcome('did not arrive')
          }
        },
        afterCommit: () => {
          if (trouble.lost > 0) {
            trouble.lost--
            throw new UnknownOutcome('the answer is lost')
          }
        },
      })
      // one film per session, one time per number: as players do
      const played = new Map<string, Beat>()
      // late events stay allowed: what is too late would depend on who was when how far
      const processor = minutesOf(100 * MINUTE)
      const running = [await run({ log: shaky, processor })]
      for (const it of steps) {
        if (it === 'restart') {
          await running.pop()?.stop()
          running.push(await run({ log: shaky, processor }))
        } else if (it === 'lose the state') {
          await Promise.all(running.splice(0).map((one) => one.stop()))
          rmSync(stateDir, { recursive: true, force: true })
          running.push(await run({ log: shaky, processor }))
        } else if (it === 'lose the answer of a commit') trouble.lost++
        else if (it === 'fail a commit') trouble.failed++
        else if (it === 'another instance') {
          if (running.length < 2) running.push(await run({ log: shaky, processor, stateDir: join(stateDir, 'other') }))
        } else if ('later' in it) clock.now += it.later
        else {
          const beats = it.beats.map((one) => {
            const id = `${one.session} ${one.sequence}`
            const said = played.get(id) ?? { ...one, film: one.session % 3 }
            played.set(id, said)
            return said
          })
          await play(...beats)
        }
      }
      await Promise.all(running.map((one) => one.ready))
      clock.now += 10 * MINUTE
      const wanted = sorted(truth([...played.values()]))
      await eventually(
        'all is counted',
        async () => JSON.stringify(sorted(await counted())) === JSON.stringify(wanted),
        8_000,
      ).catch(async () => assert.deepEqual(sorted(await counted()), wanted))
      await Promise.all(running.map((one) => one.stop()))
      const all = await minutes()
      const revisions = Map.groupBy(all, (one) => `${one.filmId} ${one.minute}`)
      for (const [name, list] of revisions)
        assert.deepEqual(
          list.map(({ revision }) => revision),
          list.map((_, i) => i + 1),
          name,
        )
    }),
    { numRuns: Number(process.env.RUNS ?? 20) },
  )
})
