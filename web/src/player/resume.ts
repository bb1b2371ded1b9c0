// Where a person stopped in a film, remembered in this browser only.

type Points = Readonly<Record<string, Readonly<{ ms: number; at: number }>>>

const most = 100
const tooEarly = 5_000
const theEnd = 0.95

const placeOf = (personId: string) => `matinee.resume.${personId}`

const read = (personId: string): Points => {
  try {
    return JSON.parse(localStorage.getItem(placeOf(personId)) ?? '{}') as Points
  } catch {
    return {}
  }
}

/** ms from the film's beginning, or undefined when it starts from there. */
export const resumePoint = (personId: string, filmId: string): number | undefined => read(personId)[filmId]?.ms

/** The points after this one: forgotten when it is the beginning or the end of the film, and the oldest beyond 100. */
export const withPoint = (points: Points, filmId: string, ms: number, durationMs: number, at: number): Points => {
  const { [filmId]: _, ...others } = points
  const worth = ms >= tooEarly && ms < durationMs * theEnd
  const all = worth ? { ...others, [filmId]: { ms: Math.round(ms), at } } : others
  const newest = Object.entries(all).sort(([, a], [, b]) => b.at - a.at)
  return Object.fromEntries(newest.slice(0, most))
}

export const rememberPoint = (personId: string, filmId: string, ms: number, durationMs: number): void => {
  const points = withPoint(read(personId), filmId, ms, durationMs, Date.now())
  localStorage.setItem(placeOf(personId), JSON.stringify(points))
}
