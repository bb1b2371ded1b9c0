// A backlog that stands on the log before anybody reads it, and the most memory that a room takes to work it off.
import { mkdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { type Happening, happeningsOn, id } from '../../projectors/happening.ts'
import { logger } from '../../runtime/deciders/house.ts'
import { eventually } from '../../start/client/api.ts'
import { givenLog } from '../given-log.ts'
import { freshInstallation } from '../installation.ts'
import { startRoom } from '../room-process.ts'

const partitions = 4
/** So few that what is known of them is all there after a tenth: it is the backlog that grows, not the state. */
const films = 50
const viewers = 200
/** events of one session: its start, then heartbeats */
const session = 20
/** ms of event time between two events: windows close, timers fire, what is old is forgotten */
const apart = 100
const atOnce = 5_000

const eventOf = (n: number, began: number): Happening => {
  const [play, sequence] = [Math.floor(n / session), 1 + (n % session)]
  const at = began + n * apart
  const about = {
    ...{ at, clientAt: at, sequence, playbackId: id('playback', play), viewerId: id('viewer', play % viewers) },
    filmId: id('film', (play * 7) % films),
  }
  return sequence === 1
    ? {
        ...{ type: 'PlayStarted', ...about, startupMs: 400 + (n % 300), positionMs: 0, protocol: 'hls' },
        ...{ player: 'backlog 1', height: 720 },
      }
    : {
        ...{ type: 'PlayHeartbeat', ...about, positionMs: sequence * 10_000, playedMs: 10_000, stalledMs: 0 },
        ...{ bufferMs: 12_000, height: 720, bitrate: 2_800_000, droppedFrames: 0 },
      }
}

export type Backlog = Readonly<{
  events: number
  /** Starts this main.ts, waits until it has caught up, ends it: the most that it held, MB (VmHWM), and how long it took, s. */
  peakOf(main: string): Promise<Readonly<{ megabytes: number; seconds: number }>>
}>

/** An installation of its own in which so many play events stand on the log and nothing was read. */
export const backlogOf = async (events: number): Promise<Backlog> => {
  const env: Record<string, string> = {
    ...(await freshInstallation(`backlog-${events}`)),
    MATINEE_PARTITIONS: String(partitions),
    // Where it listens is said at this level.
    MATINEE_LOG_LEVEL: 'info',
  }
  const { log, codec } = await givenLog(env, { clientId: 'backlog', partitions, logger })
  try {
    const { happen } = happeningsOn(log, codec, partitions)
    const began = Date.now() - events * apart
    for (let from = 0; from < events; from += atOnce)
      await happen(Array.from({ length: Math.min(atOnce, events - from) }, (_, i) => eventOf(from + i, began)))
  } finally {
    await log.close()
  }
  const logs = join(env.MATINEE_STATE ?? '', 'logs')
  mkdirSync(logs, { recursive: true })
  return {
    events,
    peakOf: async (main) => {
      const start = performance.now()
      const room = await startRoom(main, { env, logs })
      await eventually(`${main} has caught up`, 60_000 + events * 2, async () =>
        /caught up"/.test(room.output()) ? true : undefined,
      )
      const seconds = (performance.now() - start) / 1_000
      const [, kilobytes] = /^VmHWM:\s+(\d+) kB/m.exec(readFileSync(`/proc/${room.pid}/status`, 'utf8')) ?? []
      await room.stop()
      return { megabytes: Number(kilobytes) / 1_000, seconds }
    },
  }
}
