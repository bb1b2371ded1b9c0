// What one film's minute adds up to.
import type { QoeMinute } from '../../schemas/generated/types/qoe.ts'
import { type Histogram, quantile, withValue } from './histogram.ts'

export type Minute = Readonly<{
  plays: number
  simulatedPlays: number
  failures: number
  startups: Histogram
  playedMs: number
  stalledMs: number
}>

export const emptyMinute: Minute = { plays: 0, simulatedPlays: 0, failures: 0, startups: {}, playedMs: 0, stalledMs: 0 }

const attempted = (minute: Minute, simulated: boolean): Minute => ({
  ...minute,
  plays: minute.plays + 1,
  simulatedPlays: minute.simulatedPlays + (simulated ? 1 : 0),
})

export const started = (minute: Minute, startupMs: number, simulated: boolean): Minute => ({
  ...attempted(minute, simulated),
  startups: withValue(minute.startups, startupMs),
})

/** A failure before the first frame is an attempt too; a later one belongs to an attempt that was counted. */
export const failed = (minute: Minute, atStartup: boolean, simulated: boolean): Minute => ({
  ...(atStartup ? attempted(minute, simulated) : minute),
  failures: minute.failures + 1,
})

export const played = (minute: Minute, ms: number): Minute => ({ ...minute, playedMs: minute.playedMs + ms })
export const stalled = (minute: Minute, ms: number): Minute => ({ ...minute, stalledMs: minute.stalledMs + ms })

/** The record of the minute; `rebufferRatio` is stalled over stalled and played (CTA-2066). */
export const told = (minute: Minute, filmId: string, start: number, revision: number): Omit<QoeMinute, 'at'> => {
  const { plays, simulatedPlays, failures, startups, playedMs, stalledMs } = minute
  const watched = playedMs + stalledMs
  return {
    type: 'QoeMinute',
    ...{ filmId, minute: start, revision, plays, failures, simulatedPlays, playedMs, stalledMs },
    startupMsMedian: quantile(startups, 0.5),
    startupMsP95: quantile(startups, 0.95),
    rebufferRatio: watched === 0 ? 0 : stalledMs / watched,
  }
}
