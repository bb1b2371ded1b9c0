// What query-api may ask of the days that were compared with the payment provider.
import { none, type ReadStore, sql } from '../../platform/postgres.ts'

type Money = number
type Difference = Readonly<{ kind: string; reference: string; provider: Money | null; ledger: Money | null }>

/** Minor units of `currency`. */
export type Reconciled = Readonly<{
  currency: string
  provider: Money
  ledger: Money
  fees: Money
  banked: Money
  differences: readonly Difference[]
  omitted: number
}>

/** `day` such as 2026-11-27; times in ms since 1970. */
export type Reconciliation = Readonly<{
  day: string
  askedAt: number
  askedBy: string | null
  endedAt: number | null
  currencies: readonly Reconciled[]
}>

/** The newest day first, before the day `after`. */
export const lastReconciliations = (
  store: ReadStore,
  { after, limit }: Readonly<{ after?: string; limit: number }>,
): Promise<readonly Reconciliation[]> =>
  store.rows<Reconciliation>`
    select day, asked_at, asked_by, ended_at, currencies from reconciliations
    ${after === undefined ? none : sql`where day < ${after}`}
    order by day desc limit ${limit}`
