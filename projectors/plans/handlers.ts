// Plans as they are offered: one row per plan, a retired one too, since who has it keeps it.
import { defineProjection } from '../../runtime/index.ts'
import type { PlanSet } from '../../schemas/generated/types/plans.ts'

export type PlanRow = Readonly<{
  name: string
  period: PlanSet['period']
  trialDays: number
  prices: PlanSet['prices']
  genres: readonly string[]
  filmIds: readonly string[]
  version: number
  madeAt: number
  retiredAt: number | null
}>

export const plans = defineProjection<PlanRow>()({
  name: 'plans',
  version: 1,
  key: (event) => event.planId,
  on: {
    PlanSet: (row, { at, name, period, trialDays, prices, genres, filmIds, version }) => ({
      ...{ name, period, trialDays, prices, genres, filmIds, version },
      ...{ madeAt: row?.madeAt ?? at, retiredAt: row?.retiredAt ?? null },
    }),
    PlanRetired: (row, { at }) => row && { ...row, retiredAt: at },
  },
})
