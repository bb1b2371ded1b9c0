// Invoices and credit notes.
import type { InvoiceAddress } from './account.ts'
import { type Page, query } from './client.ts'

/** Minor units of `currency`, tax included; of a credit note what went back. */
export type Invoice = Readonly<{
  /** year and number */
  invoiceNumber: string
  kind: 'invoice' | 'credit-note'
  orderId: string
  title: string
  amount: number
  currency: string
  tax: Readonly<{ country: string; percent: number; amount: number }> | null
  issuedAt: string
}>

/** As it is printed; `billedTo` null: nobody said so. */
type Written = Invoice & Readonly<{ billedTo: InvoiceAddress | null }>

export const invoices = (cursor?: string, signal?: AbortSignal): Promise<Page<Invoice>> =>
  query({ path: '/v1/invoices', query: { cursor, limit: 20 }, signal })

export const invoice = (invoiceNumber: string, signal?: AbortSignal): Promise<Written> =>
  query({ path: `/v1/invoices/${invoiceNumber}`, signal })
