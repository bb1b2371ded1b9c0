// An operator's plans: made, changed, and taken out of the sale.
import { Type } from 'typebox'
import { limits } from '../../../domain/plans/rules.ts'
import { type App, callerOf } from '../../../platform/http.ts'
import { bodyHashOf } from '../../../platform/idempotency.ts'
import { idOf } from '../../../runtime/index.ts'
import type { PlanSet } from '../../../schemas/generated/types/plans.ts'
import { answer, exampleId, Id, Pending } from '../answers.ts'
import type { CommandApi } from '../deps.ts'
import { type Accepted, decided, keyFor, type Submit, sayPending } from '../submit.ts'

const tags = ['plans']
const Price = Type.Object(
  {
    amount: Type.Integer({ minimum: 1, maximum: Number(limits.amount), description: 'minor units, tax included' }),
    currency: Type.String({ pattern: '^[A-Z]{3}$', description: 'ISO 4217' }),
  },
  { additionalProperties: false },
)
const terms = {
  name: Type.String({ minLength: 1, maxLength: limits.name }),
  period: Type.Enum(['month', 'year'] as ['month', 'year'], { description: 'stays as it is while there is the plan' }),
  trialDays: Type.Integer({ minimum: 0, maximum: limits.trialDays, description: 'before the first payment' }),
  prices: Type.Array(Price, { minItems: 1, maxItems: limits.prices, description: 'one per currency' }),
  genres: Type.Array(Type.String({ minLength: 1, maxLength: 40 }), {
    maxItems: limits.genres,
    description: 'contained, of what sellers put into the plan; with no genre and no film named, all of that',
  }),
  filmIds: Type.Array(Id('of a film'), { maxItems: limits.filmIds, description: 'contained too, of the same' }),
}
const example = {
  ...{ name: 'Silent films', period: 'month', trialDays: 14, prices: [{ amount: 799, currency: 'EUR' }] },
  ...{ genres: ['silent'], filmIds: [] },
} as const
const Body = Type.Object(terms, { additionalProperties: false, examples: [example] })
const Made = answer(
  { planId: Id('of the plan'), version: Type.Integer({ description: 'whoever subscribes names it' }) },
  'It is offered so from now on; who has the plan keeps the price that they have.',
  { planId: exampleId, version: 1 },
)

type Wanted = Type.Static<typeof Body>
type Request = Parameters<typeof callerOf>[0] & Parameters<typeof keyFor>[0]
type Reply = Parameters<typeof decided>[1]

export const planRoutes = (app: App, { views }: CommandApi, submit: Submit): void => {
  const set = async (planId: string, wanted: Wanted, idempotencyKey: string, request: Request, reply: Reply) => {
    const { personId: operatorId, simulated } = callerOf(request)
    const period = wanted.period === 'month' ? 'MONTH' : 'YEAR'
    const prices = wanted.prices.map(({ amount, currency }) => ({ amount: BigInt(amount), currency }))
    const outcome = await submit(
      { context: 'plans', key: planId, command: { type: 'SetPlan', ...wanted, planId, period, prices, operatorId } },
      { actor: operatorId, idempotencyKey, bodyHash: bodyHashOf(wanted), simulated },
      request,
    )
    const known = decided(outcome, reply)
    if (known.status === 'pending') return sayPending(known, reply)
    return { planId, version: setIn(known)?.version ?? (await views.plan(planId))?.version ?? 1 }
  }

  app.post(
    '/v1/operator/plans',
    {
      config: { allow: 'operator', kind: 'command' },
      schema: {
        summary: 'Make a plan',
        description: 'It contains a film only when its seller has put it there: PUT /v1/films/{filmId}/plans.',
        tags,
        body: Body,
        response: { 201: Made, 202: Pending },
      },
    },
    async (request, reply) => {
      const idempotencyKey = keyFor(request, reply)
      const planId = idOf('plan', callerOf(request).personId, idempotencyKey)
      const told = await set(planId, request.body, idempotencyKey, request, reply)
      return 'status' in told ? reply.send(told) : reply.code(201).send(told)
    },
  )

  const params = Type.Object({ planId: Id('of the plan') })
  app.put(
    '/v1/operator/plans/:planId',
    {
      config: { allow: 'operator', kind: 'command', problems: ['not-found', 'plan-unavailable'] },
      schema: {
        summary: 'Change all that a plan says',
        description: 'A new price holds for who subscribes, or changes to it, from now on.',
        tags,
        params,
        body: Body,
        response: { 200: Made, 202: Pending },
      },
    },
    async (request, reply) =>
      reply.send(await set(request.params.planId, request.body, keyFor(request, reply), request, reply)),
  )

  app.post(
    '/v1/operator/plans/:planId/retirement',
    {
      config: { allow: 'operator', kind: 'command', problems: ['not-found'] },
      schema: {
        summary: 'Sell a plan no more',
        description: 'Who has it keeps it.',
        tags,
        params,
        response: {
          200: answer({ planId: Id('of the plan'), status: Type.Literal('retired') }, 'It is not offered any more.', {
            planId: exampleId,
            status: 'retired',
          }),
          202: Pending,
        },
      },
    },
    async (request, reply) => {
      const { personId: operatorId, simulated } = callerOf(request)
      const { planId } = request.params
      const outcome = await submit(
        { context: 'plans', key: planId, command: { type: 'RetirePlan', planId, operatorId } },
        { actor: operatorId, idempotencyKey: keyFor(request, reply), bodyHash: bodyHashOf(null), simulated },
        request,
      )
      const known = decided(outcome, reply)
      return known.status === 'pending' ? reply.send(sayPending(known, reply)) : { planId, status: 'retired' as const }
    },
  )
}

/** Undefined when nothing had to change. */
const setIn = ({ events }: Accepted): PlanSet | undefined =>
  (events as readonly { type: string }[]).find((event): event is PlanSet => event.type === 'PlanSet')
