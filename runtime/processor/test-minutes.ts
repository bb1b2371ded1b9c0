// For specs: a small processor of plays per film and minute, and events for it.
import { idOf } from '../ids.ts'
import { defineProcessor } from './definition.ts'
import { windowed } from './windows.ts'

export const MINUTE = 60_000
export const film = (n: number): string => idOf('film', n)
export const session = (n: number): string => idOf('session', n)

export type Beat = Readonly<{ session: number; film: number; sequence: number; at: number }>

export const heartbeat = ({ session: s, film: f, sequence, at }: Beat) =>
  ({
    type: 'PlayHeartbeat',
    at,
    playbackId: session(s),
    viewerId: idOf('viewer', s),
    filmId: film(f),
    sequence,
    clientAt: at,
    positionMs: 0,
    playedMs: 1_000,
    stalledMs: 0,
    bufferMs: 0,
    height: 720,
    bitrate: 1,
    droppedFrames: 0,
  }) as const

export const minutesOf = (lateness: number) => {
  const minutes = windowed<number>({
    name: 'minute',
    size: MINUTE,
    lateness,
    empty: 0,
    onClose: ({ start, revision }, plays, { key, emit }) =>
      emit({
        type: 'QoeMinute',
        filmId: key,
        minute: start,
        revision,
        plays,
        failures: 0,
        startupMsMedian: null,
        startupMsP95: null,
        playedMs: plays * 1_000,
        stalledMs: 0,
        rebufferRatio: 0,
        simulatedPlays: 0,
      }),
    onTooLate: ({ start }, at, { key, emit }) =>
      emit({ type: 'IncidentClosed', filmId: key, incidentId: idOf('late', start, at), closedAt: at }),
  })
  return defineProcessor({
    name: 'minutes',
    version: 1,
    output: 'qoe',
    key: ({ filmId }) => filmId,
    windows: [minutes],
    time: { outOfOrder: 1_000, idleAfter: 2_000 },
    on: {
      PlayHeartbeat: ({ playbackId, sequence, at }, context) => {
        if (!context.isRepeat(playbackId, sequence)) minutes.add(context, at, (plays) => plays + 1)
      },
    },
  })
}
