// Play events to quality of experience: a minute per film, told early and corrected when late; incidents open and close.
import { type Context, defineProcessor, idOf, windowed } from '../../runtime/index.ts'
import { emptyWatch, forget, judge, observe, type Watch } from './incident.ts'
import { emptyMinute, failed, type Minute, played, stalled, started, told } from './minute.ts'

const minuteMs = 60_000
/** How often a minute that is not over is told, and a film is judged. */
const soonMs = 10_000
const latenessMs = 10 * minuteMs

const minutes = windowed<Minute>({
  name: 'minute',
  size: minuteMs,
  lateness: latenessMs,
  empty: emptyMinute,
  onClose: ({ start, revision }, minute, context) => context.emit(told(minute, context.key, start, revision)),
})

/** Timers carry their time in their names: one that is set again would move, and with steady events never fire. */
const next = (at: number) => (Math.floor(at / soonMs) + 1) * soonMs

const count = (context: Context, at: number, fold: (minute: Minute) => Minute) => {
  minutes.add(context, at, fold)
  const start = Math.floor(at / minuteMs) * minuteMs
  if (next(at) < start + minuteMs && next(at) > context.watermark)
    context.setTimer(`early ${start} ${next(at)}`, next(at))
}

const judgeAt = (context: Context, at: number) => context.setTimer(`judge ${at}`, at)

const watch = (context: Context, at: number, failure: boolean) => {
  context.state.put('watch', observe(context.state.get<Watch>('watch') ?? emptyWatch, at, failure))
  judgeAt(context, Math.max(next(at), next(context.watermark)))
}

const judged = (context: Context, at: number) => {
  const before = forget(context.state.get<Watch>('watch') ?? emptyWatch, at)
  const verdict = judge(before, at)
  const filmId = context.key
  if (verdict.kind === 'opened') {
    const { kind: _, ...figures } = verdict
    const incidentId = idOf('incident', filmId, at)
    context.emit({ type: 'IncidentOpened', incidentId, filmId, openedAt: at, ...figures })
    context.state.put('watch', { ...before, open: { incidentId, baselineRate: verdict.baselineRate } })
  } else if (verdict.kind === 'closed' && before.open) {
    context.emit({ type: 'IncidentClosed', incidentId: before.open.incidentId, filmId, closedAt: at })
    context.state.put('watch', { ...before, open: null })
  } else context.state.put('watch', before)
  // While it is open it must also be able to close by itself, when nobody plays the film any more.
  if (context.state.get<Watch>('watch')?.open) judgeAt(context, at + soonMs)
}

export const qoe = defineProcessor({
  name: 'qoe',
  version: 1,
  output: 'qoe',
  key: (event) => event.filmId,
  windows: [minutes],
  on: {
    PlayStarted: ({ at, playbackId, sequence, startupMs }, context, { simulated }) => {
      if (context.isRepeat(playbackId, sequence)) return
      count(context, at, (minute) => started(minute, startupMs, simulated))
      watch(context, at, false)
    },
    PlayFailed: ({ at, playbackId, sequence, startup }, context, { simulated }) => {
      if (context.isRepeat(playbackId, sequence)) return
      count(context, at, (minute) => failed(minute, startup, simulated))
      watch(context, at, true)
    },
    PlayHeartbeat: ({ at, playbackId, sequence, playedMs }, context) => {
      if (!context.isRepeat(playbackId, sequence)) count(context, at, (minute) => played(minute, playedMs))
    },
    PlayPaused: ({ at, playbackId, sequence, playedMs }, context) => {
      if (!context.isRepeat(playbackId, sequence)) count(context, at, (minute) => played(minute, playedMs))
    },
    PlayEnded: ({ at, playbackId, sequence, playedMs }, context) => {
      if (!context.isRepeat(playbackId, sequence)) count(context, at, (minute) => played(minute, playedMs))
    },
    PlayStalled: ({ at, playbackId, sequence, stalledMs }, context) => {
      if (!context.isRepeat(playbackId, sequence)) count(context, at, (minute) => stalled(minute, stalledMs))
    },
  },
  onTimer: ({ name, at }, context) => {
    if (name.startsWith('judge ')) return judged(context, at)
    // Revision 0: the minute is not over; what its end says replaces it.
    const start = Number(name.split(' ')[1])
    const minute = minutes.read(context, start)
    if (minute) context.emit(told(minute, context.key, start, 0))
  },
})
