// In which plans a film may be watched: what its seller said last.
import { defineProjection } from '../../runtime/index.ts'

export type FilmPlansRow = Readonly<{ planIds: readonly string[] }>

export const filmPlans = defineProjection<FilmPlansRow>()({
  name: 'film_plans',
  version: 1,
  key: (event) => event.filmId,
  on: { FilmPlansSet: (_, { planIds }) => (planIds.length > 0 ? { planIds } : null) },
})
