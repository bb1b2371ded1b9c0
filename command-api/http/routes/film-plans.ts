// PUT /v1/films/{filmId}/plans: the seller agrees to a film being in plans.
import { Type } from 'typebox'
import { limits } from '../../../domain/catalogue/rules.ts'
import { type App, callerOf } from '../../../platform/http.ts'
import { bodyHashOf } from '../../../platform/idempotency.ts'
import { problem } from '../../../platform/problems.ts'
import { answer, exampleId, filmParams, Id, Pending } from '../answers.ts'
import type { CommandApi } from '../deps.ts'
import { decided, keyFor, type Submit, sayPending } from '../submit.ts'

export const filmPlansRoute = (app: App, { views }: CommandApi, submit: Submit): void => {
  const PlanIds = Type.Array(Id('of a plan'), { maxItems: limits.plans })
  app.put(
    '/v1/films/:filmId/plans',
    {
      config: { allow: 'seller', kind: 'command', problems: ['not-found', 'plan-unavailable'] },
      schema: {
        summary: 'Say in which plans a film may be watched',
        description:
          'Replaces all of them. Taken out of a plan it plays there no more from the next start on. What a seller ' +
          'earns by plays from plans is not settled yet.',
        tags: ['films'],
        params: filmParams,
        body: Type.Object({ planIds: PlanIds }, { additionalProperties: false, examples: [{ planIds: [exampleId] }] }),
        response: {
          200: answer({ planIds: PlanIds }, 'The plans that it is in now.', { planIds: [exampleId] }),
          202: Pending,
        },
      },
    },
    async (request, reply) => {
      const { personId: sellerId, simulated } = callerOf(request)
      const { filmId } = request.params
      const planIds = [...new Set(request.body.planIds)].sort()
      for (const planId of planIds)
        if (!(await views.plan(planId))) throw problem('plan-unavailable', `There is no plan ${planId}.`)
      const outcome = await submit(
        { context: 'catalogue', key: filmId, command: { type: 'SetFilmPlans', filmId, sellerId, planIds } },
        { actor: sellerId, idempotencyKey: keyFor(request, reply), bodyHash: bodyHashOf(request.body), simulated },
        request,
      )
      const known = decided(outcome, reply)
      return known.status === 'pending' ? reply.send(sayPending(known, reply)) : reply.send({ planIds })
    },
  )
}
