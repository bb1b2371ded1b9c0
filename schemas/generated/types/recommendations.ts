// Generated from schemas/recommendations/*.avsc. Do not edit.
/** What newcomers see, best first; replaces what was. */
export type TrendingFilms = Readonly<{
  type: 'TrendingFilms'
  /** when it happened, ms since 1970 */
  at: number
  /** trending */
  listId: string
  items: readonly Readonly<{
    filmId: string
    score: number
  }>[]
}>

/** What to show this viewer, best first; replaces what was. */
export type ViewerRecommendations = Readonly<{
  type: 'ViewerRecommendations'
  /** when it happened, ms since 1970 */
  at: number
  viewerId: string
  basis: 'PERSONAL' | 'TRENDING'
  items: readonly Readonly<{
    filmId: string
    score: number
  }>[]
}>

export type RecommendationsDerived = TrendingFilms | ViewerRecommendations
