// What to show to whom: the newest derived list replaces the one before.
import { defineProjection } from '../../runtime/index.ts'
import type { TrendingFilms } from '../../schemas/generated/types/recommendations.ts'

export type ListRow = Readonly<{ basis: 'PERSONAL' | 'TRENDING'; items: TrendingFilms['items']; at: number }>

export const recommendations = defineProjection<ListRow>()({
  name: 'recommendations',
  version: 1,
  key: (event) => (event.type === 'TrendingFilms' ? 'trending' : event.viewerId),
  on: {
    ViewerRecommendations: (_, { basis, items, at }) => ({ basis, items, at }),
    TrendingFilms: (_, { items, at }) => ({ basis: 'TRENDING', items, at }),
  },
})
