// Event time: how far each source has come, and how far all have.

/** Times in ms since 1970; a source that has said nothing yet is not in it. */
export type Times = Readonly<Record<string, number>>

export type EventTime = Readonly<{
  /** All events before it have come, as far as anybody can say; 0: nobody can. It never falls. */
  watermark(): number
  /** A batch of a source was read whose latest event happened `at`. */
  seen(source: string, at: number): void
  /** Moves on to `at`, since the sources that hold it back are silent. */
  advance(at: number): void
  /**
   * Where `advance` may go at the wall clock's `now`: a silent source (one that was read to its end and has said nothing
   * for a while) is taken to be at least as far as `now` minus the silence that was waited for.
   */
  reachable(now: number, isSilent: (source: string) => boolean): number
  times(): Times
}>

export type EventTimeOptions = Readonly<{
  sources: readonly string[]
  /** ms by which events of one source may come out of order without being late */
  outOfOrder: number
  /** ms of silence after which a source does not hold back the others */
  idleAfter: number
}>

export const eventTime = (
  { sources, outOfOrder, idleAfter }: EventTimeOptions,
  from: Readonly<{ watermark: number; times: Times }> = { watermark: 0, times: {} },
): EventTime => {
  const times: Record<string, number> = { ...from.times }
  let watermark = from.watermark

  const lowest = (timeOf: (source: string) => number): number =>
    sources.reduce((low, source) => Math.min(low, timeOf(source)), Number.POSITIVE_INFINITY) - outOfOrder

  const rise = (at: number) => {
    if (Number.isFinite(at) && at > watermark) watermark = at
  }

  return {
    watermark: () => watermark,
    seen: (source, at) => {
      times[source] = Math.max(times[source] ?? 0, at)
      rise(lowest((one) => times[one] ?? 0))
    },
    advance: rise,
    reachable: (now, isSilent) =>
      lowest((source) => Math.max(times[source] ?? 0, isSilent(source) ? now - idleAfter : 0)),
    times: () => times,
  }
}
