// The stream processor of the simulated world: beats per film and minute, each late one told on the side.
import { defineProcessor, idOf, windowed } from '../../runtime/index.ts'

/** ms */
export const size = 10_000
export const lateness = 15_000

const windows = windowed<number>({
  name: 'beats',
  size,
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
      playedMs: plays,
      stalledMs: 0,
      rebufferRatio: 0,
      simulatedPlays: 0,
    }),
  onTooLate: ({ start }, at, { key, emit }) =>
    emit({ type: 'IncidentClosed', filmId: key, incidentId: idOf('late', start), closedAt: at }),
})

export const plays = defineProcessor({
  name: 'plays',
  version: 1,
  output: 'qoe',
  key: ({ filmId }) => filmId,
  windows: [windows],
  time: { outOfOrder: 1_000, idleAfter: 4_000 },
  on: {
    PlayHeartbeat: ({ playbackId, sequence, at }, context) => {
      if (!context.isRepeat(playbackId, sequence)) windows.add(context, at, (beats) => beats + 1)
    },
  },
})
