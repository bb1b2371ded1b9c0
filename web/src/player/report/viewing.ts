// Turns what happens to a video into the facts that are told: how long it took to start, how much was watched, how long
// it stood still. Pure but for its own state; times are ms of a clock that only goes forward.
import type { PlayEvent } from '../../api/playback.ts'

type Told<E> = E extends PlayEvent ? Omit<E, 'sequence' | 'clientAt'> : never
/** A play event without its number and time. */
export type Fact = Told<PlayEvent>

/** What the video element and the engine say at one moment. `droppedFrames` counts since the element was made. */
export type Moment = Readonly<{
  now: number
  positionMs: number
  bufferMs: number
  height: number
  bitrate: number
  droppedFrames: number
}>

type Phase = 'starting' | 'playing' | 'stalled' | 'settling' | 'paused' | 'over'

// A clock tick may come late; a playhead that ran further than the clock jumped.
const slack = 250
// Shorter than that nobody sees it.
const shortestStall = 100

export type Viewing = ReturnType<typeof viewing>

export const viewing = (
  tell: (fact: Fact) => void,
  first: Readonly<{ protocol: 'hls' | 'dash'; player: string; wishAt: number }>,
) => {
  let phase: Phase = 'starting'
  let { wishAt } = first
  let [lastAt, lastMs] = [0, 0]
  let [playedMs, stalledMs] = [0, 0]
  let stallFrom = 0
  let seekFrom: number | undefined
  let [height, dropped] = [0, 0]

  /** Counts what the playhead went since it was looked at last, at most as much as the clock did. */
  const count = (m: Moment): void => {
    const clock = m.now - lastAt
    if (phase === 'playing') playedMs += Math.max(0, Math.min(m.positionMs - lastMs, clock + slack))
    if (phase === 'stalled') stalledMs += clock
    lastAt = m.now
    lastMs = m.positionMs
  }
  const played = (): number => {
    const ms = Math.round(playedMs)
    playedMs = 0
    return ms
  }
  const endStall = (m: Moment): void => {
    if (phase !== 'stalled') return
    const ms = Math.round(m.now - stallFrom)
    if (ms >= shortestStall) tell({ type: 'stall', positionMs: m.positionMs, stalledMs: ms })
  }
  const go = (next: Phase, m: Moment): void => {
    count(m)
    endStall(m)
    phase = next
  }

  return {
    /** the person asks (again) for the first frame: after a browser that would not start by itself */
    wish: (now: number): void => {
      if (phase === 'starting') wishAt = now
    },
    /** the playhead moved */
    advance: (m: Moment): void => {
      if (phase === 'over') return
      if (phase === 'starting') {
        const { protocol, player } = first
        const startupMs = Math.round(m.now - wishAt)
        tell({ type: 'start', positionMs: m.positionMs, startupMs, protocol, player, height: m.height })
        height = m.height
      }
      go('playing', m)
    },
    /** nothing left to show; not counted as a stall after a seek or before the start */
    wait: (m: Moment): void => {
      if (phase !== 'playing') return
      go('stalled', m)
      stallFrom = m.now
    },
    pause: (m: Moment): void => {
      if (phase !== 'playing' && phase !== 'stalled' && phase !== 'settling') return
      go('paused', m)
      tell({ type: 'pause', positionMs: m.positionMs, playedMs: played() })
    },
    play: (m: Moment): void => {
      if (phase === 'paused') go('settling', m)
    },
    /** the playhead was moved; several moves until it rests are one; before the start it only finds its place */
    seek: (m: Moment): void => {
      if (phase === 'over') return
      // The playhead is already elsewhere: what was watched counts up to where it was last seen.
      if (phase !== 'starting') seekFrom ??= lastMs
      if (phase === 'stalled') stalledMs += m.now - lastAt
      endStall(m)
      if (phase === 'playing' || phase === 'stalled') phase = 'settling'
      lastAt = m.now
      lastMs = m.positionMs
    },
    rest: (m: Moment): void => {
      if (seekFrom === undefined || phase === 'over') return
      tell({ type: 'seek', fromMs: seekFrom, toMs: m.positionMs })
      seekFrom = undefined
      lastAt = m.now
      lastMs = m.positionMs
    },
    /** another rendition is on the screen */
    picture: (m: Moment): void => {
      const before = height
      height = m.height
      if (phase === 'starting' || phase === 'over' || !before || !m.height || before === m.height) return
      tell({ type: 'quality', positionMs: m.positionMs, fromHeight: before, toHeight: m.height, bitrate: m.bitrate })
    },
    /** every ten seconds */
    beat: (m: Moment): void => {
      if (phase !== 'playing' && phase !== 'stalled') return
      count(m)
      const { positionMs, bufferMs, bitrate } = m
      const frames = Math.max(0, m.droppedFrames - dropped)
      dropped = m.droppedFrames
      const stalled = Math.round(stalledMs)
      stalledMs = 0
      tell({
        type: 'heartbeat',
        positionMs,
        playedMs: played(),
        stalledMs: stalled,
        bufferMs,
        height: m.height,
        bitrate,
        droppedFrames: frames,
      })
    },
    fail: (m: Moment, code: string): void => {
      if (phase === 'over') return
      const startup = phase === 'starting'
      if (!startup) go('paused', m)
      tell({ type: 'fail', positionMs: m.positionMs, startup, code })
      phase = 'over'
    },
    end: (m: Moment, completed: boolean): void => {
      if (phase === 'over') return
      if (phase !== 'starting') go('paused', m)
      tell({ type: 'end', positionMs: m.positionMs, playedMs: played(), completed })
      phase = 'over'
    },
  }
}
