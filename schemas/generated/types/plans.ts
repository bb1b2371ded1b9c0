// Generated from schemas/plans/*.avsc. Do not edit.
/** Nobody can subscribe to it any more; who has it keeps it. */
export type PlanRetired = Readonly<{
  type: 'PlanRetired'
  /** when it happened, ms since 1970 */
  at: number
  planId: string
  /** who asks */
  operatorId: string
}>

/** The plan as it is offered from now on; who has it keeps the price that they have. */
export type PlanSet = Readonly<{
  type: 'PlanSet'
  /** when it happened, ms since 1970 */
  at: number
  planId: string
  name: string
  /** of the calendar */
  period: 'MONTH' | 'YEAR'
  trialDays: number
  /** one per currency */
  prices: readonly Readonly<{
    /** minor units of currency, tax included */
    amount: bigint
    /** ISO 4217 */
    currency: string
  }>[]
  /** what it contains of the films that their sellers put into it; with no films named and none here, all of them */
  genres: readonly string[]
  /** films that it contains beside those of its genres, of those that their sellers put into it */
  filmIds: readonly string[]
  /** rises with every change */
  version: number
  /** who asks */
  operatorId: string
}>

/** An operator ends the sale of a plan. */
export type RetirePlan = Readonly<{
  type: 'RetirePlan'
  /** when it is decided, ms since 1970 */
  now: number
  planId: string
  /** who asks */
  operatorId: string
}>

/** An operator makes a plan, or changes all that it says. */
export type SetPlan = Readonly<{
  type: 'SetPlan'
  /** when it is decided, ms since 1970 */
  now: number
  planId: string
  name: string
  /** of the calendar */
  period: 'MONTH' | 'YEAR'
  trialDays: number
  /** one per currency */
  prices: readonly Readonly<{
    /** minor units of currency, tax included */
    amount: bigint
    /** ISO 4217 */
    currency: string
  }>[]
  /** what it contains of the films that their sellers put into it; with no films named and none here, all of them */
  genres: readonly string[]
  /** films that it contains beside those of its genres, of those that their sellers put into it */
  filmIds: readonly string[]
  /** who asks */
  operatorId: string
}>

export type PlansEvent = PlanRetired | PlanSet
export type PlansCommand = RetirePlan | SetPlan
