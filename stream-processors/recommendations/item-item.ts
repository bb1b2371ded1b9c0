// Who liked this also liked that: shrunk-cosine neighbours over plays and purchases. Pure; state is given in.

/** Keyed state as the processor holds it; values are plain data. */
export type State = Readonly<{
  get<T>(key: string): T | undefined
  put(key: string, value: unknown): void
}>

export type Scored = Readonly<{ filmId: string; score: number }>

/** Only the newest films of a viewer count: taste moves, and one viewer's pairs stay bounded. */
const historyLimit = 50
/** Pulls pairs seen by few people towards zero (added to the cosine's denominator). */
const shrinkage = 1

type Neighbours = Readonly<Record<string, number>>

const historyOf = (state: State, viewerId: string) => state.get<readonly string[]>(`viewer/${viewerId}`) ?? []
const countOf = (state: State, filmId: string) => state.get<number>(`count/${filmId}`) ?? 0
const neighboursOf = (state: State, filmId: string) => state.get<Neighbours>(`near/${filmId}`) ?? {}

const together = (state: State, filmId: string, other: string) => {
  const near = neighboursOf(state, filmId)
  state.put(`near/${filmId}`, { ...near, [other]: (near[other] ?? 0) + 1 })
}

/** A viewer took to a film (played it, bought it); false when that was known already. */
export const learn = (state: State, viewerId: string, filmId: string): boolean => {
  const history = historyOf(state, viewerId)
  if (history.includes(filmId)) return false
  for (const other of history) {
    together(state, filmId, other)
    together(state, other, filmId)
  }
  state.put(`count/${filmId}`, countOf(state, filmId) + 1)
  state.put(`viewer/${viewerId}`, [...history, filmId].slice(-historyLimit))
  return true
}

/**
 * Films the viewer does not know, best first. The score of film i is the sum over the viewer's films j of
 * c(i,j) / (√(n(i)·n(j)) + 1), where c counts viewers of both and n viewers of one: item-kNN with shrunk cosine
 * (Sarwar et al. 2001; shrinkage as in Koren 2008). Equal scores are ordered by id: the order is always the same.
 */
export const recommend = (state: State, viewerId: string, limit: number): readonly Scored[] => {
  const history = historyOf(state, viewerId)
  const scores = new Map<string, number>()
  for (const known of history)
    for (const [filmId, both] of Object.entries(neighboursOf(state, known))) {
      if (history.includes(filmId)) continue
      const cosine = both / (Math.sqrt(countOf(state, filmId) * countOf(state, known)) + shrinkage)
      scores.set(filmId, (scores.get(filmId) ?? 0) + cosine)
    }
  return best(scores, limit)
}

export const best = (scores: ReadonlyMap<string, number>, limit: number): readonly Scored[] =>
  [...scores]
    .map(([filmId, score]) => ({ filmId, score }))
    .sort((a, b) => b.score - a.score || (a.filmId < b.filmId ? -1 : 1))
    .slice(0, limit)
