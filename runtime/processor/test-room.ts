// A stream processor on the log in memory, for its specs: plays in, minutes counted out.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach } from 'node:test'
import { pino } from 'pino'
import { memoryCodec } from '../codec.ts'
import { headersOf } from '../envelope.ts'
import { idOf } from '../ids.ts'
import type { LogRecord } from '../log.ts'
import { memoryLog } from '../memory-log.ts'
import { partitionOf } from '../partition.ts'
import { type RunningProcessor, type RunProcessor, runProcessor } from './run-processor.ts'
import { type Beat, film, heartbeat, MINUTE, minutesOf, session } from './test-minutes.ts'

export const PARTITIONS = 3
export const codec = memoryCodec()
const logger = pino({ level: process.env.MATINEE_LOG_LEVEL ?? 'silent' })
/** What is to be done when a test has ended, the last one first. */
export const cleaning: (() => unknown)[] = []
afterEach(async () => {
  for (const clean of cleaning.splice(0).reverse()) await clean()
})

type Detail = Readonly<{ state: string; reason?: string; replayed?: number }>
export const detailOf = (it: RunningProcessor) => (it.health().detail?.partitions ?? []) as readonly Detail[]

const limits = { batch: 7, lookEvery: 2, moveOnAfter: 20, backoff: { first: 1, most: 4 } }

/** An empty log in memory, and what is done and seen on it. */
export const open = async () => {
  const log = memoryLog()
  const topic = (name: string) => ({ topic: name, partitions: PARTITIONS, durable: false, settings: {} })
  await log.createTopics([topic('playback'), topic('qoe')])
  const stateDir = mkdtempSync(join(tmpdir(), 'matinee-processor-'))
  cleaning.push(() => rmSync(stateDir, { recursive: true, force: true }))
  const appender = await log.appender()
  // Wall-clock time, 200 times faster than ours, that a spec can push on.
  const began = Date.now()
  const clock = { now: 0 }
  const now = () => clock.now + (Date.now() - began) * 200

  const play = (...beats: Beat[]) =>
    appender.append(
      'playback',
      beats.map((beat) => {
        const { at, ...event } = heartbeat(beat)
        clock.now = Math.max(clock.now, at)
        const key = session(beat.session)
        const eventId = idOf('beat', beat.session, beat.sequence)
        const headers = headersOf({ type: 'PlayHeartbeat', eventId, occurredAt: at })
        return { partition: partitionOf(key, PARTITIONS), key, value: codec.encode('PlayHeartbeat', event), headers }
      }),
    )
  const run = async (more: Partial<RunProcessor> = {}): Promise<RunningProcessor> => {
    const own = { log, codec, processor: minutesOf(5 * MINUTE), installation: 'test', stateDir, logger, limits }
    const one = await runProcessor({ ...own, now, ...more })
    cleaning.push(() => one.stop())
    return one
  }
  const written = async (): Promise<readonly LogRecord[]> => {
    const all: LogRecord[] = []
    for (let partition = 0; partition < PARTITIONS; partition++) {
      const at = { topic: 'qoe', partition }
      await log.read(at, 0n, (await log.ends(at)).committed, (records) => void all.push(...records))
    }
    return all
  }
  const minutes = async () =>
    (await written()).flatMap((record) => {
      const one = codec.decode(record.value)
      return one.type === 'QoeMinute' && !('unknown' in one)
        ? [{ filmId: one.filmId, minute: one.minute, revision: one.revision, plays: one.plays, record }]
        : []
    })
  /** Plays in the newest revision of each film and minute. */
  const counted = async () => new Map((await minutes()).map((one) => [`${one.filmId} ${one.minute}`, one.plays]))
  return { log, clock, stateDir, play, run, written, minutes, counted }
}

/** What a count of all distinct beats would give. */
export const truth = (beats: readonly Beat[]) => {
  const counts = new Map<string, number>()
  const seen = new Set<string>()
  for (const beat of beats) {
    const id = `${beat.session} ${beat.sequence}`
    if (seen.has(id)) continue
    seen.add(id)
    const name = `${film(beat.film)} ${Math.floor(beat.at / MINUTE) * MINUTE}`
    counts.set(name, (counts.get(name) ?? 0) + 1)
  }
  return counts
}

export const sorted = (map: ReadonlyMap<string, number>) => [...map].sort(([a], [b]) => (a < b ? -1 : 1))
