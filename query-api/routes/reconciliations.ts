// GET /v1/operator/reconciliations: the payment provider's days against the ledger.
import { Type } from 'typebox'
import type { App } from '../../platform/http.ts'
import { lastReconciliations, type Reconciliation } from '../../projectors/reconciliations/view.ts'
import type { QueryApi } from '../deps.ts'
import { cursorOf, limitOf, Page, page, pageQuery } from '../paging.ts'
import { reading } from '../reading.ts'
import { Id, iso, isoOrNull, OrNull, Time } from '../shapes.ts'

const Minor = (description: string) => Type.Integer({ description: `minor units: ${description}` })
const Day = Type.String({ description: 'such as 2026-11-27, UTC' })

const Difference = Type.Object({
  kind: Type.String({ description: 'payment, refund, transfer, dispute …' }),
  reference: Type.String({ description: "the provider's id of what moved; of ours that have none, the event's" }),
  provider: OrNull(Minor('what the provider says; null: only the ledger has it')),
  ledger: OrNull(Minor('what the ledger says; null: only the provider has it')),
})
const Currency = Type.Object({
  currency: Type.String({ description: 'ISO 4217' }),
  provider: Minor('what moved at the provider, without its fees'),
  ledger: Minor('what moved on the clearing account'),
  difference: Minor('the provider less the ledger'),
  fees: Minor('what the provider kept'),
  banked: Minor("what went to the platform's own bank"),
  differences: Type.Array(Difference, { description: 'what only one side has, or both have otherwise' }),
  omitted: Type.Integer({ description: 'differences beyond those that are listed' }),
})
const Compared = Type.Object({
  day: Day,
  askedAt: Time('when it was asked for'),
  askedBy: OrNull(Id('of the operator; null: the daily one')),
  endedAt: OrNull(Time('when it was compared; null: it is being compared')),
  currencies: Type.Array(Currency, { description: 'in which something moved' }),
})
const example = {
  ...{ day: '2026-11-27', askedAt: '2026-11-28T03:00:00.000Z', askedBy: null, endedAt: '2026-11-28T03:00:01.000Z' },
  currencies: [
    {
      ...{ currency: 'EUR', provider: 129_900, ledger: 128_601, difference: 1_299, fees: 4_100, banked: 0, omitted: 0 },
      differences: [{ kind: 'payment', reference: 'pi_1', provider: 1_299, ledger: null }],
    },
  ],
}

const toCompared = ({ askedAt, endedAt, currencies, ...rest }: Reconciliation) => ({
  ...rest,
  ...{ askedAt: iso(askedAt), endedAt: isoOrNull(endedAt) },
  currencies: currencies.map(({ differences, ...one }) => ({
    ...{ ...one, difference: one.provider - one.ledger },
    differences: [...differences],
  })),
})

export const reconciliationRoutes = (app: App, api: QueryApi): void => {
  app.get(
    '/v1/operator/reconciliations',
    {
      config: { allow: 'operator', kind: 'query' },
      schema: {
        summary: 'Days of the payment provider against the ledger, newest first',
        tags: ['operator'],
        querystring: Type.Object(pageQuery),
        response: { 200: Page(Compared, 'A page of days.', example) },
      },
    },
    async (request, reply) => {
      const limit = limitOf(request.query)
      const after = cursorOf(request.query, 'day')
      return reading(api, request, reply, ['reconciliations'], async () => {
        const rows = await lastReconciliations(api.store, { limit: limit + 1, ...(after && { after: after.day }) })
        return page(rows, limit, (one) => [one.askedAt, one.day], toCompared)
      })
    },
  )
}
