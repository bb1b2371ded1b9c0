// What is offered by subscription: the plans decider. Key: planId.
import type { PlanSet, PlansCommand, PlansEvent, RetirePlan, SetPlan } from '../../schemas/generated/types/plans.ts'
import { assertNever, type Decision, refuse } from '../decision.ts'
import { faultOfPlan } from './rules.ts'

/** Money as decimal text: the state is plain JSON. */
export type Plan = Readonly<{
  /** null: there is none yet */
  terms: Readonly<{
    name: string
    period: 'MONTH' | 'YEAR'
    trialDays: number
    prices: readonly Readonly<{ amount: string; currency: string }>[]
    genres: readonly string[]
    filmIds: readonly string[]
  }> | null
  version: number
  retired: boolean
}>

export const noPlan: Plan = { terms: null, version: 0, retired: false }

export const decide = (command: PlansCommand, plan: Plan): Decision<PlansEvent> => {
  switch (command.type) {
    case 'SetPlan':
      return setPlan(command, plan)
    case 'RetirePlan':
      return retirePlan(command, plan)
    default:
      return assertNever(command)
  }
}

/** Said again as it stands, it keeps its version. The period stays: who pays by the month goes on paying by the month. */
const setPlan = ({ type: _, now, ...wanted }: SetPlan, plan: Plan): Decision<PlansEvent> => {
  if (plan.retired) return refuse('plan-unavailable', 'This plan is not offered any more; make another one.')
  const fault = faultOfPlan(wanted)
  if (fault) return refuse('invalid-request', fault)
  if (plan.terms && plan.terms.period !== wanted.period)
    return refuse('invalid-request', 'The period of a plan stays as it is; make another plan.')
  if (plan.terms && same(plan.terms, wanted)) return []
  return [{ type: 'PlanSet', at: now, ...wanted, version: plan.version + 1 }]
}

type Terms = NonNullable<Plan['terms']>

const same = (terms: Terms, wanted: Omit<SetPlan, 'type' | 'now'>): boolean =>
  JSON.stringify(terms) === JSON.stringify(termsOf(wanted))

const termsOf = ({ name, period, trialDays, prices, genres, filmIds }: Omit<SetPlan, 'type' | 'now'>): Terms => ({
  ...{ name, period, trialDays, prices: prices.map(({ amount, currency }) => ({ amount: String(amount), currency })) },
  ...{ genres: [...genres], filmIds: [...filmIds] },
})

const retirePlan = ({ now, planId, operatorId }: RetirePlan, { terms, retired }: Plan): Decision<PlansEvent> => {
  if (!terms) return refuse('not-found', 'There is no such plan.')
  return retired ? [] : [{ type: 'PlanRetired', at: now, planId, operatorId }]
}

export const evolve = (plan: Plan, event: PlansEvent): Plan => {
  switch (event.type) {
    case 'PlanSet':
      return { ...plan, terms: termsOf(event satisfies PlanSet), version: event.version }
    case 'PlanRetired':
      return { ...plan, retired: true }
    default:
      return assertNever(event)
  }
}

/** For the deciders' room; raise codeVersion when `evolve` or the state's shape changes. */
export const plansDecider = { name: 'plans', initial: noPlan, decide, evolve, codeVersion: 1 } as const
