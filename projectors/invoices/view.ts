// What query-api may ask of invoices.
import { none, type ReadStore, sql } from '../../platform/postgres.ts'
import type { InvoiceRow } from './handlers.ts'

/** `title`: of the film or the plan, as it is called now. */
export type Invoice = InvoiceRow & Readonly<{ invoiceNumber: string; title: string }>
export type InvoiceCursor = Readonly<{ at: number; invoiceNumber: string }>

const invoices = sql`
  select invoice_number, kind, invoices.year, number, viewer_id, order_id, film_id, plan_id,
    coalesce(title, name, '') as title, amount, currency, tax_amount, tax_rate, tax_country, issued_at
  from invoices left join films using (film_id) left join plans using (plan_id)`

/** The caller checks that it is the viewer's own. */
export const invoiceByNumber = async (store: ReadStore, invoiceNumber: string): Promise<Invoice | undefined> =>
  (await store.rows<Invoice>`${invoices} where invoice_number = ${invoiceNumber}`)[0]

/** Newest first. */
export const invoicesOf = (
  store: ReadStore,
  viewerId: string,
  { after, limit }: { after?: InvoiceCursor; limit: number },
): Promise<readonly Invoice[]> =>
  store.rows<Invoice>`${invoices}
    where viewer_id = ${viewerId}
      ${after ? sql`and (issued_at, invoice_number) < (${new Date(after.at)}, ${after.invoiceNumber})` : none}
    order by issued_at desc, invoice_number desc limit ${limit}`
