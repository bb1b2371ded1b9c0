// Lists as rows: the newest replaces the one before.
import { test } from 'node:test'
import { projectionSpec } from '../../runtime/index.ts'
import { recommendations } from './handlers.ts'

test('each viewer has one list, and there is one for newcomers', () =>
  projectionSpec(recommendations)
    .given(
      { type: 'ViewerRecommendations', at: 1, viewerId: 'v', basis: 'TRENDING', items: [{ filmId: 'a', score: 1 }] },
      { type: 'TrendingFilms', at: 2, listId: 'trending', items: [{ filmId: 'b', score: 2 }] },
      { type: 'ViewerRecommendations', at: 3, viewerId: 'v', basis: 'PERSONAL', items: [{ filmId: 'c', score: 3 }] },
    )
    .then({
      trending: { basis: 'TRENDING', items: [{ filmId: 'b', score: 2 }], at: 2 },
      v: { basis: 'PERSONAL', items: [{ filmId: 'c', score: 3 }], at: 3 },
    }))
