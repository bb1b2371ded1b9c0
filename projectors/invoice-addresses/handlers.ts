// To whom a person's invoices are written, each time they said so: sealed, as it stands on the log.
import { defineProjection } from '../../runtime/index.ts'
import type { InvoiceAddressSet } from '../../schemas/generated/types/identity.ts'

type Said = Pick<InvoiceAddressSet, 'name' | 'address' | 'vatId'>

/** All three are null from when there is none any more. */
export type InvoiceAddressRow = Readonly<{ personId: string; saidAt: number }> &
  Readonly<{ [Field in keyof Said]: Said[Field] | null }>

export const invoiceAddresses = defineProjection<InvoiceAddressRow>()({
  name: 'invoice_addresses',
  version: 1,
  key: (_, { eventId }) => eventId,
  on: {
    InvoiceAddressSet: (_, { at, personId, name, address, vatId }) => ({ personId, saidAt: at, name, address, vatId }),
    InvoiceAddressRemoved: (_, { at, personId }) => ({
      ...{ personId, saidAt: at, name: null, address: null, vatId: null },
    }),
  },
})
