// Who asked to sell films here, and what they said of themselves: sealed, as it stands on the log.
import { defineProjection } from '../../runtime/index.ts'
import type { SellerApplied } from '../../schemas/generated/types/sellers.ts'

export type SellerRow = Pick<SellerApplied, 'legalName' | 'email' | 'country' | 'termsVersion'> &
  Readonly<{ appliedAt: number }>

export const sellers = defineProjection<SellerRow>()({
  name: 'sellers',
  version: 1,
  key: (event) => event.sellerId,
  on: {
    SellerApplied: (_, { at, legalName, email, country, termsVersion }) => ({
      ...{ legalName, email, country, termsVersion },
      appliedAt: at,
    }),
    SellerDetailsChanged: (row, { legalName, email, country }) => row && { ...row, legalName, email, country },
  },
})
