// Invoices and credit notes, by their number.
import { defineProjection } from '../../runtime/index.ts'
import type { InvoiceIssued } from '../../schemas/generated/types/sellers.ts'

/** Minor units of `currency`, tax included; of a REFUND what went back. */
export type InvoiceRow = Omit<InvoiceIssued, 'type' | 'at' | 'sellerId' | 'filmId'> &
  Readonly<{
    issuedAt: number
    /** null: of a period of a plan, whose subscription stands as the order */
    filmId: string | null
    planId: string | null
  }>

/** 2026-000042: as it stands on the paper. */
export const numberText = (year: number, number: number): string => `${year}-${String(number).padStart(6, '0')}`

export const invoices = defineProjection<InvoiceRow>()({
  name: 'invoices',
  version: 2,
  key: ({ year, number }) => numberText(year, number),
  on: {
    InvoiceIssued: (_, { type: _type, at, sellerId: _seller, ...invoice }) => ({
      ...{ ...invoice, issuedAt: at, planId: null },
    }),
    SubscriptionBilled: (_, event) => {
      const { at: issuedAt, year, number, viewerId, subscriptionId: orderId, planId, amount, currency } = event
      const { taxAmount, taxRate, taxCountry } = event
      return {
        ...{ kind: 'SALE', year, number, viewerId, orderId, filmId: null, planId, amount, currency },
        ...{ taxAmount, taxRate, taxCountry, issuedAt },
      }
    },
  },
})
