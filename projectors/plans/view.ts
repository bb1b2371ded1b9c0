// What query-api and command-api may ask of plans.
import { none, type ReadStore, type Statement, sql } from '../../platform/postgres.ts'

/** Times in ms since 1970; amounts in minor units. */
export type Plan = Readonly<{
  planId: string
  name: string
  period: 'MONTH' | 'YEAR'
  trialDays: number
  prices: readonly Readonly<{ amount: bigint; currency: string }>[]
  genres: readonly string[]
  filmIds: readonly string[]
  version: number
  madeAt: number
  retiredAt: number | null
}>

export type PlanCursor = Readonly<{ at: number; planId: string }>

type Stored = Omit<Plan, 'prices'> & Readonly<{ prices: readonly Readonly<{ amount: number; currency: string }>[] }>

const read = async (store: ReadStore, rest: Statement): Promise<readonly Plan[]> =>
  (
    await store.rows<Stored>`
      select plan_id, name, period, trial_days, prices, genres, film_ids, version, made_at, retired_at from plans ${rest}`
  ).map((plan) => ({ ...plan, prices: plan.prices.map((price) => ({ ...price, amount: BigInt(price.amount) })) }))

export const planById = async (store: ReadStore, planId: string): Promise<Plan | undefined> =>
  (await read(store, sql`where plan_id = ${planId}`))[0]

/** Newest first; `offered`: without those that are not sold any more. */
export const plansOf = (
  store: ReadStore,
  { offered, after, limit }: { offered: boolean; after?: PlanCursor; limit: number },
): Promise<readonly Plan[]> =>
  read(
    store,
    sql`where true
      ${offered ? sql`and retired_at is null` : none}
      ${after ? sql`and (made_at, plan_id) < (${new Date(after.at)}, ${after.planId}::uuid)` : none}
      order by made_at desc, plan_id desc limit ${limit}`,
  )

/** What a plan contains of the films that their sellers put into it: those that it names, those of its genres, or all. */
const contains = sql`(
    film_id = any (plans.film_ids)
    or (select genres from films where films.film_id = film_plans.film_id) && plans.genres
    or (plans.film_ids = '{}' and plans.genres = '{}'))`

/** Plans that contain the film, retired ones too. */
export const plansWithFilm = async (store: ReadStore, filmId: string): Promise<readonly string[]> =>
  (
    await store.rows<{ planId: string }>`
      select plan_id from film_plans, unnest(plan_ids) as put (plan_id) join plans using (plan_id)
      where film_id = ${filmId} and ${contains} order by plan_id`
  ).map(({ planId }) => planId)

/** Published films of a plan, the newest in the store first. */
export const filmsInPlan = async (store: ReadStore, planId: string, limit: number): Promise<readonly string[]> =>
  (
    await store.rows<{ filmId: string }>`
      select film_id from plans, film_plans join films using (film_id)
      where plans.plan_id = ${planId} and film_plans.plan_ids @> ${[planId]}::uuid[] and films.status = 'published'
        and ${contains}
      order by published_at desc, film_id desc limit ${limit}`
  ).map(({ filmId }) => filmId)
