// What a person says of themselves.
import { command, query } from './client.ts'

/** To whom invoices are written; `address` in lines. */
export type InvoiceAddress = Readonly<{ name: string; address: string; vatId: string | null }>

/** `country`: ISO 3166-1 alpha-2; null: not said. */
export type Account = Readonly<{ country: string | null; invoiceAddress: InvoiceAddress | null }>

export const account = (signal?: AbortSignal): Promise<Account> => query({ path: '/v1/account', signal })

export const declareCountry = (key: string, country: string): Promise<void> =>
  command({ method: 'PUT', path: '/v1/account/country', body: { country }, key })

const invoiceAddress = '/v1/account/invoice-address'

export const setInvoiceAddress = (key: string, { vatId, ...said }: InvoiceAddress): Promise<void> =>
  command({ method: 'PUT', path: invoiceAddress, body: { ...said, ...(vatId !== null && { vatId }) }, key })

export const removeInvoiceAddress = (key: string): Promise<void> =>
  command({ method: 'DELETE', path: invoiceAddress, key })
