// Who asked to sell films here, and what they said of themselves: sealed, as it stands on the log.
import { defineProjection } from '../../runtime/index.ts'
import type { SellerApplied } from '../../schemas/generated/types/sellers.ts'

export type SellerRow = Pick<SellerApplied, 'legalName' | 'email' | 'country' | 'termsVersion'> &
  Readonly<{
    appliedAt: number
    /** at the payment provider; null: not opened yet */
    accountId: string | null
    accountStatus: 'PENDING' | 'ACTIVE' | 'RESTRICTED' | null
    /** why it is restricted */
    accountReason: string | null
    /** the provider's page to which they may go, and until when */
    onboardingUrl: string | null
    onboardingUntil: number | null
  }>

export const sellers = defineProjection<SellerRow>()({
  name: 'sellers',
  version: 1,
  key: (event) => event.sellerId,
  on: {
    SellerApplied: (_, { at, legalName, email, country, termsVersion }) => ({
      ...{ legalName, email, country, termsVersion },
      appliedAt: at,
      ...{ accountId: null, accountStatus: null, accountReason: null, onboardingUrl: null, onboardingUntil: null },
    }),
    SellerDetailsChanged: (row, { legalName, email, country }) => row && { ...row, legalName, email, country },
    SellerAccountOpened: (row, { accountId }) => row && { ...row, accountId, accountStatus: 'PENDING' },
    AccountStatusChanged: (row, { status, reason }) => row && { ...row, accountStatus: status, accountReason: reason },
    OnboardingOffered: (row, { url, expiresAt }) => row && { ...row, onboardingUrl: url, onboardingUntil: expiresAt },
  },
})
