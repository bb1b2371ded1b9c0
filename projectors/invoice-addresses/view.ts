// What query-api may ask of invoice addresses. They come sealed.
import type { ReadStore } from '../../platform/postgres.ts'
import type { InvoiceAddressRow } from './handlers.ts'

export type InvoiceAddress = InvoiceAddressRow

/** As it holds now. */
export const currentAddress = async (store: ReadStore, personId: string): Promise<InvoiceAddress | undefined> =>
  (
    await store.rows<InvoiceAddress>`
      select person_id, said_at, name, address, vat_id from invoice_addresses
      where person_id = ${personId} order by said_at desc limit 1`
  )[0]

/**
 * Of an invoice of that time (ms since 1970): what held then, or, when nothing had been said by then, what was said first
 * afterwards. So an invoice gets its address once, and keeps it.
 */
export const addressAt = async (store: ReadStore, personId: string, at: number): Promise<InvoiceAddress | undefined> =>
  (
    await store.rows<InvoiceAddress>`
      (select person_id, said_at, name, address, vat_id from invoice_addresses
        where person_id = ${personId} and said_at <= ${new Date(at)} order by said_at desc limit 1)
      union all
      (select person_id, said_at, name, address, vat_id from invoice_addresses
        where person_id = ${personId} and said_at > ${new Date(at)} and name is not null order by said_at limit 1)
      order by said_at limit 1`
  )[0]
