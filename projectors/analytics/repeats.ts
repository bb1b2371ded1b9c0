// Play events that stand on the log twice: a player's batch that was sent again counts once (DESIGN.md 6).
import type { Happened, KeyedStore } from '../../runtime/index.ts'

/** What was seen of one playback session: ranges of sequence numbers, both ends inclusive, and the time of its last event. */
export type Seen = Readonly<{ at: number; ranges: readonly (readonly [first: number, last: number])[] }>

/**
 * A session that was silent for so long is forgotten. Measured by the events' own time, so that whoever reads the
 * partition again, in whatever batches, drops the same events.
 */
export const forgetAfter = 7 * 86_400_000

/** What changed by a batch, to be written together with the position. */
export type SeenChanges = Readonly<{ sessions: ReadonlyMap<string, Seen>; latest: number }>

type Numbered = Readonly<{ playbackId: string; sequence: number }>
const numbered = ({ event }: Happened): Numbered | undefined =>
  'playbackId' in event && 'sequence' in event ? { playbackId: event.playbackId, sequence: event.sequence } : undefined

/** The events that were not seen before, in order; those without a sequence number are all new. */
export const withoutRepeats = (
  events: readonly Happened[],
  store: Pick<KeyedStore, 'get' | 'recall'>,
): { fresh: readonly Happened[]; changes: SeenChanges } => {
  const sessions = new Map<string, Seen>()
  let latest = store.get<number>('latest') ?? 0
  const isFresh = (one: Happened): boolean => {
    const { occurredAt } = one.meta
    latest = Math.max(latest, occurredAt)
    const id = numbered(one)
    if (!id) return true
    const known = sessions.get(id.playbackId) ?? store.recall<Seen>(id.playbackId)
    const ranges = known && latest - known.at <= forgetAfter ? known.ranges : []
    const wider = including(ranges, id.sequence)
    if (!wider) return false
    sessions.set(id.playbackId, { at: Math.max(known?.at ?? 0, occurredAt), ranges: wider })
    return true
  }
  const fresh = events.filter(isFresh)
  return { fresh, changes: { sessions, latest } }
}

type Writer = Parameters<Parameters<KeyedStore['write']>[1]>[0]

export const rememberSeen = (store: Writer, { sessions, latest }: SeenChanges): void => {
  for (const [playbackId, seen] of sessions) store.remember(playbackId, seen.at, seen)
  store.put('latest', latest)
  store.forgetBefore(latest - forgetAfter)
}

/** The ranges with this number in them, or undefined when it is in them already. */
export const including = (ranges: Seen['ranges'], n: number): Seen['ranges'] | undefined => {
  if (ranges.some(([first, last]) => first <= n && n <= last)) return undefined
  const below = ranges.filter(([, last]) => last < n - 1)
  const above = ranges.filter(([first]) => first > n + 1)
  const first = ranges.find(([, last]) => last === n - 1)?.[0] ?? n
  const last = ranges.find(([first]) => first === n + 1)?.[1] ?? n
  return [...below, [first, last], ...above]
}
