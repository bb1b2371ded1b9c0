// What the APIs may ask of people.
import type { ReadStore } from '../../platform/postgres.ts'

/** ISO 3166-1 alpha-2; undefined: not said. */
export const countryOf = async (store: ReadStore, personId: string): Promise<string | undefined> =>
  (await store.rows<{ country: string }>`select country from people where person_id = ${personId}`)[0]?.country
