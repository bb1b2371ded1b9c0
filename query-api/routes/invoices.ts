// GET /v1/invoices, /v1/invoices/{number}: what the caller paid and got back, in writing.
import { Type } from 'typebox'
import { type App, callerOf } from '../../platform/http.ts'
import { problem } from '../../platform/problems.ts'
import { addressAt } from '../../projectors/invoice-addresses/view.ts'
import { type Invoice as InvoiceRow, invoiceByNumber, invoicesOf } from '../../projectors/invoices/view.ts'
import type { QueryApi } from '../deps.ts'
import { addressExample, InvoiceAddress, openedAddress } from '../invoice-address.ts'
import { cursorOf, limitOf, Page, page, pageQuery } from '../paging.ts'
import { reading } from '../reading.ts'
import { cardExample, Id, iso, OneOf, OrNull, Time } from '../shapes.ts'

const tags = ['library']
const Number_ = Type.String({ pattern: '^\\d{4}-\\d{6,10}$', description: 'year and number, without gaps' })
const fields = {
  invoiceNumber: Number_,
  kind: OneOf(['invoice', 'credit-note'], 'of a credit note the amounts went back'),
  orderId: Id('of the order, or of the subscription'),
  filmId: OrNull(Id('of the film')),
  planId: OrNull(Id('of the plan, of which a period was paid')),
  title: Type.String(),
  amount: Type.Integer({ description: 'minor units, tax included' }),
  currency: Type.String({ description: 'ISO 4217' }),
  tax: OrNull(
    Type.Object({
      country: Type.String({ description: 'ISO 3166-1 alpha-2' }),
      percent: Type.Number(),
      amount: Type.Integer({ description: 'minor units, contained in the amount' }),
    }),
  ),
  issuedAt: Time('of the invoice'),
}
const example = {
  ...{ invoiceNumber: '2026-000042', kind: 'invoice', orderId: cardExample.filmId, filmId: cardExample.filmId },
  ...{
    planId: null,
    title: 'Nosferatu',
    amount: 1299,
    currency: 'EUR',
    tax: { country: 'DE', percent: 19, amount: 207 },
  },
  issuedAt: '2026-11-21T20:15:01.000Z',
}
const Invoice = Type.Object(fields)
const Written = Type.Object(
  { ...fields, billedTo: InvoiceAddress },
  { description: 'The invoice.', examples: [{ ...example, billedTo: addressExample }] },
)

const toInvoice = (row: InvoiceRow) => {
  const { invoiceNumber, orderId, filmId, planId, title, currency, taxCountry, taxRate, taxAmount } = row
  const isTaxed = taxCountry !== null && taxRate !== null && taxAmount !== null
  return {
    ...{ invoiceNumber, orderId, filmId, planId, title, currency, amount: Number(row.amount) },
    issuedAt: iso(row.issuedAt),
    kind: row.kind === 'SALE' ? ('invoice' as const) : ('credit-note' as const),
    tax: isTaxed ? { country: taxCountry, percent: taxRate / 100, amount: Number(taxAmount) } : null,
  }
}

export const invoiceRoutes = (app: App, api: QueryApi): void => {
  app.get(
    '/v1/invoices',
    {
      config: { allow: 'viewer', kind: 'query' },
      schema: {
        summary: "The caller's invoices and credit notes, newest first",
        tags,
        querystring: Type.Object(pageQuery),
        response: { 200: Page(Invoice, 'A page of them.', example) },
      },
    },
    async (request, reply) => {
      const limit = limitOf(request.query)
      const after = cursorOf(request.query, 'invoiceNumber')
      return reading(api, request, reply, ['invoices', 'films', 'plans'], async () => {
        const { personId } = callerOf(request)
        const rows = await invoicesOf(api.store, personId, { limit: limit + 1, ...(after && { after }) })
        return page(rows, limit, (one) => [one.issuedAt, one.invoiceNumber], toInvoice)
      })
    },
  )

  app.get(
    '/v1/invoices/:invoiceNumber',
    {
      config: { allow: 'viewer', kind: 'query' },
      schema: {
        summary: "One of the caller's invoices",
        tags,
        params: Type.Object({ invoiceNumber: Number_ }),
        response: { 200: Written },
      },
    },
    async (request, reply) =>
      reading(api, request, reply, ['invoices', 'films', 'invoice_addresses', 'plans'], async () => {
        const invoice = await invoiceByNumber(api.store, request.params.invoiceNumber)
        if (invoice?.viewerId !== callerOf(request).personId) throw problem('not-found')
        const address = await addressAt(api.store, invoice.viewerId, invoice.issuedAt)
        return { ...toInvoice(invoice), billedTo: await openedAddress(api, address) }
      }),
  )
}
