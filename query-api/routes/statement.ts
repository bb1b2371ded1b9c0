// GET /v1/seller/statements/{month}: a month of the seller's money, for their books.
import { Type } from 'typebox'
import { type App, callerOf } from '../../platform/http.ts'
import { problem } from '../../platform/problems.ts'
import { owedAt, owedBetween } from '../../projectors/ledger/view.ts'
import type { QueryApi } from '../deps.ts'
import { reading } from '../reading.ts'
import { type Movement, statementCsv } from '../statement.ts'

/** More than this is no statement that anybody reads; the analysts' tables have all of it. */
const most = 100_000

const kinds: Readonly<Record<string, Movement['kind']>> = {
  SaleCredited: 'sale',
  RefundDebited: 'refund',
  PayoutRequested: 'payout',
  PayoutFailed: 'payout-failed',
}

const example = [
  'at,kind,order,currency,amount,balance',
  '2026-11-01T00:00:00.000Z,opening,,EUR,,0.00',
  '2026-11-21T20:15:00.000Z,sale,0b8f3c52-8f1e-8a6b-9c1d-2f4a6b8c0d1e,EUR,7.64,7.64',
  '2026-12-01T00:00:00.000Z,closing,,EUR,,7.64',
].join('\r\n')

export const statementRoute = (app: App, api: QueryApi): void => {
  app.get(
    '/v1/seller/statements/:month',
    {
      config: { allow: 'seller', kind: 'query', problems: ['not-found'] },
      schema: {
        summary: "A month of the caller's money as CSV",
        description:
          'What was owed at its beginning, each sale, refund and payout, and what is owed at its end (or now), in UTC. What ' +
          'is held is owed too.',
        tags: ['sellers'],
        params: Type.Object({
          month: Type.String({ pattern: '^20\\d{2}-(0[1-9]|1[0-2])$', description: 'UTC', examples: ['2026-11'] }),
        }),
        response: {
          200: {
            description: 'RFC 4180.',
            content: { 'text/csv': { schema: Type.String(), examples: { one: { value: example } } } },
          },
        },
      },
    },
    async (request, reply) => {
      const [year, month] = request.params.month.split('-').map(Number) as [number, number]
      const [from, until] = [Date.UTC(year, month - 1, 1), Date.UTC(year, month, 1)]
      if (from > api.now()) throw problem('not-found', 'This month has not begun.')
      return reading(api, request, reply, ['ledger'], async () => {
        const { personId } = callerOf(request)
        const opening = await owedAt(api.store, personId, from)
        const movements = await owedBetween(api.store, personId, { from, until, limit: most })
        const named = movements.map(({ kind, ...rest }) => ({ ...rest, kind: kinds[kind] ?? 'sale' }))
        const csv = statementCsv({ from, until }, opening, named)
        return reply
          .type('text/csv; charset=utf-8')
          .header('content-disposition', `attachment; filename="matinee-${request.params.month}.csv"`)
          .send(csv)
      })
    },
  )
}
