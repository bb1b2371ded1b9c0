// Which moment of a film becomes its poster: one that shows something, not black, not white, not a plain surface.

/** What ffmpeg's signalstats says of a picture: luminance of its darkest and brightest tenth, and its mean; 8 bits. */
export type Moment = Readonly<{ seconds: number; low: number; high: number; mean: number }>

/** Reads what the `metadata=print` filter wrote. */
export const readMoments = (text: string): readonly Moment[] =>
  text
    .split(/^frame:/m)
    .slice(1)
    .map((part) => {
      const value = (pattern: RegExp) => Number(pattern.exec(part)?.[1])
      return {
        seconds: value(/pts_time:(\S+)/),
        low: value(/YLOW=(\S+)/),
        high: value(/YHIGH=(\S+)/),
        mean: value(/YAVG=(\S+)/),
      }
    })
    .filter(({ seconds, low, high, mean }) => [seconds, low, high, mean].every(Number.isFinite))

/** The moment with the most contrast; those far from a middle brightness and near the film's ends count for less. */
export const posterMoment = (moments: readonly Moment[], durationMs: number): number => {
  const score = ({ seconds, low, high, mean }: Moment): number => {
    const brightness = Math.max(0.05, 1 - Math.abs(mean - 120) / 120)
    const place = (seconds * 1000) / durationMs
    const early = place >= 0.05 && place <= 0.6 ? 1 : 0.85
    return (high - low + 1) * brightness * early
  }
  const best = moments.reduce<Moment | undefined>((a, b) => (a && score(a) >= score(b) ? a : b), undefined)
  return best?.seconds ?? 0
}
