// GET /v1/seller/statements/{month}: a month of the seller's money, for their books.
import { Type } from 'typebox'
import { type App, callerOf } from '../../platform/http.ts'
import { problem } from '../../platform/problems.ts'
import { owedAt, owedBetween } from '../../projectors/ledger/view.ts'
import { sellerById } from '../../projectors/sellers/view.ts'
import type { QueryApi } from '../deps.ts'
import { reading } from '../reading.ts'
import { type Line, linesOf, type Month, type Movement, statementCsv } from '../statement.ts'
import { statementPdf } from '../statement-pdf.ts'

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

/** As PDF: more are read by no person, and CSV has them. */
const mostPrinted = 5_000

const params = Type.Object({
  month: Type.String({ pattern: '^20\\d{2}-(0[1-9]|1[0-2])$', description: 'UTC', examples: ['2026-11'] }),
})
const about =
  'What was owed at its beginning, each sale, refund and payout, and what is owed at its end (or now), in UTC. What is ' +
  'held is owed too.'

const monthOf = (text: string, now: number): Month => {
  const [year, month] = text.split('-').map(Number) as [number, number]
  const [from, until] = [Date.UTC(year, month - 1, 1), Date.UTC(year, month, 1)]
  if (from > now) throw problem('not-found', 'This month has not begun.')
  return { from, until }
}

const linesIn = async ({ store }: QueryApi, sellerId: string, month: Month): Promise<readonly Line[]> => {
  const opening = await owedAt(store, sellerId, month.from)
  const movements = await owedBetween(store, sellerId, { ...month, limit: most })
  return linesOf(
    month,
    opening,
    movements.map(({ kind, ...rest }) => ({ ...rest, kind: kinds[kind] ?? 'sale' })),
  )
}

const attachment = (name: string) => ['content-disposition', `attachment; filename="matinee-${name}"`] as const

export const statementRoute = (app: App, api: QueryApi): void => {
  app.get(
    '/v1/seller/statements/:month',
    {
      config: { allow: 'seller', kind: 'query', problems: ['not-found'] },
      schema: {
        summary: "A month of the caller's money as CSV",
        description: about,
        tags: ['sellers'],
        params,
        response: {
          200: {
            description: 'RFC 4180.',
            content: { 'text/csv': { schema: Type.String(), examples: { one: { value: example } } } },
          },
        },
      },
    },
    async (request, reply) => {
      const month = monthOf(request.params.month, api.now())
      return reading(api, request, reply, ['ledger'], async () => {
        const csv = statementCsv(await linesIn(api, callerOf(request).personId, month))
        return reply
          .type('text/csv; charset=utf-8')
          .header(...attachment(`${request.params.month}.csv`))
          .send(csv)
      })
    },
  )

  app.get(
    '/v1/seller/statements/:month/pdf',
    {
      config: { allow: 'seller', kind: 'query', problems: ['not-found'] },
      schema: {
        summary: "A month of the caller's money as PDF",
        description: `${about} The same figures as the CSV, with a sum for each currency; up to ${mostPrinted} lines.`,
        tags: ['sellers'],
        params,
        response: {
          200: {
            description: 'PDF. The same month is the same bytes.',
            content: { 'application/pdf': { schema: Type.String(), examples: { one: { value: '%PDF-1.3 …' } } } },
          },
        },
      },
    },
    async (request, reply) => {
      const month = monthOf(request.params.month, api.now())
      return reading(api, request, reply, ['ledger', 'sellers'], async () => {
        const { personId } = callerOf(request)
        const lines = await linesIn(api, personId, month)
        if (lines.length > mostPrinted)
          throw problem('invalid-request', `This month has more than ${mostPrinted} lines; take it as CSV.`)
        const seller = await sellerById(api.store, personId)
        const [payee] = seller ? await api.sealing.open([seller], ['legalName', 'email']) : []
        const pdf = await statementPdf(month, payee ?? { legalName: null, email: null, country: null }, lines)
        return reply
          .type('application/pdf')
          .header(...attachment(`${request.params.month}.pdf`))
          .send(pdf as never)
      })
    },
  )
}
