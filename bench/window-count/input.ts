// The input of both: heartbeats keyed by film, so many on each partition, whose times rise; and what they add up to.
import { randomUUID } from 'node:crypto'
import { type Codec, headersOf, type Log, type NewRecord, partitionOf } from '../../runtime/index.ts'
import { job } from './job.ts'

export const events = 400_000
/** ms of event time between two events */
const apart = 2
const chunk = 2_000
const began = Date.UTC(2026, 10, 21, 20)

/** Counts by `film start`. */
export type Counts = ReadonlyMap<string, number>

/** Appends all of them; what a count of them must give. */
export const fill = async (log: Log, codec: Codec): Promise<Counts> => {
  const films = Array.from({ length: job.keys }, () => randomUUID())
  const [viewerId, playbackId] = [randomUUID(), randomUUID()]
  const counts = new Map<string, number>()
  const recordOf = (i: number): NewRecord => {
    // A step that shares no factor with the number of keys: all of them, in no order.
    const filmId = films[(i * 7_919) % films.length] ?? ''
    const at = began + i * apart
    const name = `${filmId} ${Math.floor(at / job.windowMs) * job.windowMs}`
    counts.set(name, (counts.get(name) ?? 0) + 1)
    const value = codec.encode('PlayHeartbeat', {
      ...{ playbackId, viewerId, filmId, sequence: i, clientAt: at, positionMs: 10_000 * i, playedMs: 10_000 },
      ...{ stalledMs: 0, bufferMs: 12_000, height: 720, bitrate: 2_800_000, droppedFrames: 0 },
    })
    const headers = headersOf({ type: 'PlayHeartbeat', eventId: randomUUID(), occurredAt: at })
    return { partition: partitionOf(filmId, job.partitions), key: filmId, value, headers }
  }
  const appender = await log.appender()
  for (let from = 0; from < events; from += chunk)
    await appender.append(
      'playback',
      Array.from({ length: chunk }, (_, i) => recordOf(from + i)),
    )
  await appender.close()
  return counts
}
