// The job that is measured: heartbeats per film and minute, told once per commit while they change.
import { defineProcessor, windowed } from '../../runtime/index.ts'

export const job = {
  partitions: 4,
  keys: 1_000,
  windowMs: 60_000,
  graceMs: 300_000,
  commitMs: 100,
  threads: 2,
} as const

const minutes = windowed<number>({
  name: 'minute',
  size: job.windowMs,
  lateness: job.graceMs,
  empty: 0,
  onUpdate: ({ start }, plays, filmId, emit) =>
    emit({
      ...{ type: 'QoeMinute', filmId, minute: start, revision: 0, plays, failures: 0, simulatedPlays: 0 },
      ...{ startupMsMedian: null, startupMsP95: null, playedMs: 0, stalledMs: 0, rebufferRatio: 0 },
    }),
})

/** Each round is a newer version: it reads everything again. */
export const counts = (version: number) =>
  defineProcessor({
    ...{ name: 'window-count', version, output: 'qoe', key: 'record', windows: [minutes] },
    time: { outOfOrder: 0 },
    on: { PlayHeartbeat: ({ at }, context) => minutes.add(context, at, (plays) => plays + 1) },
  })
