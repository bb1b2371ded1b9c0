// Poison messages of a stream processor: laid aside with their key in the state, done again alike when it is rebuilt.
import assert from 'node:assert/strict'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, test } from 'node:test'
import { pino } from 'pino'
import { memoryCodec, type RecordTypes } from '../codec.ts'
import { openDeadLetters } from '../dead-letters.ts'
import { headersOf } from '../envelope.ts'
import { happened } from '../event.ts'
import { eventually } from '../eventually.ts'
import { idOf } from '../ids.ts'
import type { LogRecord } from '../log.ts'
import { memoryLog } from '../memory-log.ts'
import { partitionOf } from '../partition.ts'
import { defineProcessor } from './definition.ts'
import { runProcessor } from './run-processor.ts'
import { film, heartbeat, session } from './test-minutes.ts'

const PARTITIONS = 2
const codec = memoryCodec()
const logger = pino({ level: process.env.MATINEE_LOG_LEVEL ?? 'silent' })
const cleaning: (() => unknown)[] = []
afterEach(async () => {
  for (const clean of cleaning.splice(0).reverse()) await clean()
})

const broken = new Set<number>()
/** Says each heartbeat with the number of those before it: who loses, doubles or overtakes one is seen. */
const echo = defineProcessor({
  name: 'echo',
  version: 1,
  output: 'qoe',
  key: ({ filmId }) => filmId,
  on: {
    PlayHeartbeat: ({ filmId, sequence }, { state, emit }) => {
      if (broken.has(sequence)) throw new Error(`no ${sequence}`)
      const n = (state.get<number>('n') ?? 0) + 1
      state.put('n', n)
      emit({ type: 'IncidentClosed', filmId, incidentId: idOf(sequence), closedAt: n })
    },
  },
})

const open = async () => {
  broken.clear()
  const log = memoryLog()
  const topic = (name: string) => ({ topic: name, partitions: PARTITIONS, durable: false, settings: {} })
  await log.createTopics([topic('playback'), topic('qoe'), topic('deadletters')])
  const stateDir = mkdtempSync(join(tmpdir(), 'matinee-poison-'))
  cleaning.push(() => rmSync(stateDir, { recursive: true, force: true }))
  const appender = await log.appender()
  const put = async (s: number, value: Buffer) => {
    const key = session(s)
    const headers = headersOf({ type: 'PlayHeartbeat', occurredAt: 1 })
    const [offset = -1n] = await appender.append('playback', [
      { partition: partitionOf(key, PARTITIONS), key, value, headers },
    ])
    return offset
  }
  const play = async (s: number, ...sequences: number[]) => {
    let offset = -1n
    for (const sequence of sequences)
      offset = await put(s, codec.encode('PlayHeartbeat', heartbeat({ session: s, film: 1, sequence, at: 1 })))
    return offset
  }
  const run = async (more = {}) => {
    const deadLetters = await openDeadLetters({ log, codec, logger })
    const limits = { lookEvery: 2, moveOnAfter: 10, batch: 3, tries: 3, backoff: { first: 1, most: 2 }, ...more }
    const options = { log, codec, processor: echo, installation: 'test', stateDir, logger, limits, deadLetters }
    const one = await runProcessor(options)
    const stop = () => one.stop().then(deadLetters.close)
    cleaning.push(stop)
    await one.ready
    return { ...one, stop }
  }
  const loseState = () => rmSync(stateDir, { recursive: true, force: true })
  const read = async (name: string) => {
    const all: LogRecord[] = []
    for (let partition = 0; partition < PARTITIONS; partition++) {
      const at = { topic: name, partition }
      await log.read(at, 0n, (await log.ends(at)).committed, (records) => void all.push(...records))
    }
    return all.map((record) => happened(codec, record).event)
  }
  /** Sequences in the order in which they were said; their numbers are checked. */
  const said = async (): Promise<readonly number[]> => {
    const events = (await read('qoe')).flatMap((one) => (one.type === 'IncidentClosed' ? [one] : []))
    assert.deepEqual(
      events.map(({ closedAt }) => closedAt),
      events.map((_, i) => i + 1),
    )
    const numbers = new Map(Array.from({ length: 100 }, (_, n) => [idOf(n), n]))
    return events.map(({ incidentId }) => numbers.get(incidentId) ?? -1)
  }
  const says = (...wanted: number[]) =>
    eventually(`${wanted} are said`, async () => (await said()).join() === wanted.join())
  const letters = async () => {
    const found = new Map<string, RecordTypes['RecordParked']>()
    for (const event of await read('deadletters'))
      if (event.type === 'RecordParked') found.set(event.letterId, event)
      else if (event.type === 'RecordSettled') found.delete(event.letterId)
    return [...found.values()]
  }
  let asks = 0
  const ask = async (type: 'RetryAsked' | 'DropAsked', offset: bigint, cause = 'FAILED') => {
    const { place, letterId, consumer } = await eventually('the letter', async () =>
      (await letters()).find((one) => BigInt(one.sourceOffset) === offset && one.cause === cause),
    )
    const askId = `ask ${++asks}`
    const value = codec.encode(type, { place, letterId, askId, operatorId: film(0), reason: 'spec' })
    const partition = partitionOf(place, PARTITIONS)
    await appender.append('deadletters', [{ partition, key: place, value, headers: headersOf({ type }) }])
    return { askId, consumer }
  }
  return { put, play, run, loseState, said, says, letters, ask }
}

/** Sessions of one source partition. */
const [one, two] = [1, 2, 3, 4, 5, 6].filter((n) => partitionOf(session(n), PARTITIONS) === 0) as [number, number]

test('a handler that throws: its key waits, the others go on; a rebuild lays the same aside and says nothing twice', async () => {
  const { play, run, says, said, loseState, letters, ask } = await open()
  broken.add(2).add(4)
  await play(one, 1)
  const bad = await play(one, 2)
  await play(two, 11)
  await play(one, 3)
  const worse = await play(one, 4)
  await play(two, 12)
  await play(one, 5)
  let it = await run()
  await says(1, 11, 12)
  await eventually('all are told', async () => (await letters()).length === 4)
  assert.equal(it.health().ok, true)
  await it.stop()
  loseState()
  it = await run()
  await play(two, 13)
  await says(1, 11, 12, 13)

  const { askId, consumer } = await ask('RetryAsked', bad)
  assert.match(consumer, /^echo_v1\.\d$/)
  const again = await eventually('it fails again, and says so', async () =>
    (await letters()).find((letter) => letter.askId === askId),
  )
  // The state was lost, and with it how often it was tried.
  assert.deepEqual([again.tries, again.error], [1, 'Error: no 2'])
  broken.delete(2)
  await ask('RetryAsked', bad)
  await says(1, 11, 12, 13, 2, 3)
  await it.stop()
  loseState()
  it = await run()
  await play(two, 14)
  await says(1, 11, 12, 13, 2, 3, 14)
  await ask('DropAsked', worse)
  await says(1, 11, 12, 13, 2, 3, 14, 5)
  await eventually('nothing is open', async () => (await letters()).length === 0)
  await it.stop()
  loseState()
  it = await run()
  await play(one, 6)
  await says(1, 11, 12, 13, 2, 3, 14, 5, 6)
  assert.equal((await said()).length, 9)
})

test('bytes that are no record: each partition of the output lays them aside, as it cannot know whose they are', async () => {
  const { put, play, run, says, letters, ask } = await open()
  await play(one, 1)
  const garbage = await put(one, Buffer.from('no record'))
  await play(one, 2)
  await play(two, 11)
  await run()
  await says(1, 11)
  await eventually('each has told both', async () => (await letters()).length === 2 * PARTITIONS)
  for (let i = 0; i < PARTITIONS; i++) {
    const left = (await letters()).length
    await ask('DropAsked', garbage, 'UNDECODABLE')
    await eventually('two less', async () => (await letters()).length === left - 2)
  }
  await says(1, 11, 2)
})

test('with no room for more nothing is read, and health says so; room made, it goes on', async () => {
  const { play, run, says, ask } = await open()
  broken.add(1)
  const bad = await play(one, 1)
  await play(one, 2, 3, 4)
  const it = await run({ parked: 1, batch: 1 })
  await eventually('it is full', () => !it.health().ok)
  assert.match(JSON.stringify(it.health().detail), /records are laid aside, and no more may be/)
  broken.clear()
  await ask('RetryAsked', bad)
  await says(1, 2, 3, 4)
  await eventually('healthy', () => it.health().ok)
})
