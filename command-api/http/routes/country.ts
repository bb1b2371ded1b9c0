// PUT /v1/account/country: where one lives, which says where one is sold to and taxed.
import { Type } from 'typebox'
import { isCountry } from '../../../domain/places/rules.ts'
import { type App, callerOf } from '../../../platform/http.ts'
import { bodyHashOf } from '../../../platform/idempotency.ts'
import { problem } from '../../../platform/problems.ts'
import { answer, Pending } from '../answers.ts'
import type { CommandApi } from '../deps.ts'
import { decided, keyFor, type Submit, sayPending } from '../submit.ts'

const Country = Type.String({ pattern: '^[A-Z]{2}$', description: 'ISO 3166-1 alpha-2' })

export const countryRoute = (app: App, _: CommandApi, submit: Submit): void => {
  app.put(
    '/v1/account/country',
    {
      config: { allow: 'signed-in', kind: 'command', problems: ['not-found', 'erased'] },
      schema: {
        summary: 'Say where one lives',
        description: 'What is ordered from now on is taxed there; what was ordered before stays as it was.',
        tags: ['people'],
        body: Type.Object({ country: Country }, { additionalProperties: false, examples: [{ country: 'DE' }] }),
        response: { 200: answer({ country: Country }, 'It holds from now on.', { country: 'DE' }), 202: Pending },
      },
    },
    async (request, reply) => {
      const { personId, simulated } = callerOf(request)
      const { country } = request.body
      const message = 'is not a code of ISO 3166-1'
      if (!isCountry(country))
        throw problem('invalid-request', `A country ${message}.`, { errors: [{ field: 'body/country', message }] })
      const outcome = await submit(
        { context: 'identity', key: personId, command: { type: 'DeclareCountry', personId, country } },
        { actor: personId, idempotencyKey: keyFor(request, reply), bodyHash: bodyHashOf(request.body), simulated },
        request,
      )
      const known = decided(outcome, reply)
      return known.status === 'pending' ? reply.send(sayPending(known, reply)) : reply.code(200).send({ country })
    },
  )
}
