// What one simulated viewing tells: the play events of a session, in order, with the times between them. Pure.
import type { Random } from './random.ts'

export type Told = Readonly<{ afterMs: number; event: Readonly<Record<string, unknown>> }>

export type Taste = Readonly<{ failureRate: number; stallRate: number }>

const heartbeatMs = 10_000
const heights = [240, 360, 480, 720]

/** A viewing of at most `lengthMs` of a film of `durationMs`; event times follow the wall clock from `startedAt` (ms). */
export const viewing = (
  random: Random,
  durationMs: number,
  lengthMs: number,
  startedAt: number,
  taste: Taste,
): readonly Told[] => {
  const told: Told[] = []
  let at = startedAt
  let position = 0
  let sequence = 0
  let height = random.pick(heights) ?? 360
  const tell = (afterMs: number, type: string, fields: Record<string, unknown>) => {
    at += afterMs
    sequence += 1
    told.push({ afterMs, event: { sequence, type, clientAt: new Date(at).toISOString(), ...fields } })
  }

  const startupMs = Math.round(random.between(150, 1_800))
  if (random.chance(taste.failureRate)) {
    tell(startupMs, 'fail', { positionMs: 0, startup: true, code: 'MANIFEST_LOAD' })
    return told
  }
  tell(startupMs, 'start', { positionMs: 0, startupMs, protocol: 'hls', player: 'simulated/1', height })

  const until = Math.min(durationMs, lengthMs)
  while (position + heartbeatMs < until) {
    const stalledMs = random.chance(taste.stallRate) ? Math.round(random.between(300, 3_000)) : 0
    if (stalledMs) tell(stalledMs, 'stall', { positionMs: position, stalledMs })
    position += heartbeatMs
    tell(heartbeatMs, 'heartbeat', {
      positionMs: position,
      playedMs: heartbeatMs,
      stalledMs: 0,
      bufferMs: Math.round(random.between(4_000, 30_000)),
      height,
      bitrate: height * 3_000,
      droppedFrames: 0,
    })
    if (random.chance(0.1)) {
      const toHeight = random.pick(heights.filter((h) => h !== height)) ?? height
      tell(0, 'quality', { positionMs: position, fromHeight: height, toHeight, bitrate: toHeight * 3_000 })
      height = toHeight
    }
    if (random.chance(0.05))
      tell(Math.round(random.between(500, 3_000)), 'pause', { positionMs: position, playedMs: 0 })
    if (random.chance(0.05)) {
      const toMs = Math.round(random.between(0, until))
      tell(200, 'seek', { fromMs: position, toMs })
      position = toMs
    }
  }
  const rest = Math.max(0, Math.round(until - position))
  tell(rest, 'end', { positionMs: Math.round(until), playedMs: rest, completed: until >= durationMs })
  return told
}
