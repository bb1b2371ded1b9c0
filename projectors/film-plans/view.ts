// What query-api and command-api may ask of the sellers' word on films in plans.
import type { ReadStore } from '../../platform/postgres.ts'

/** In which plans its seller has put the film, whatever those contain. */
export const plansOfFilm = async (store: ReadStore, filmId: string): Promise<readonly string[]> =>
  (await store.rows<{ planIds: readonly string[] }>`select plan_ids from film_plans where film_id = ${filmId}`)[0]
    ?.planIds ?? []
