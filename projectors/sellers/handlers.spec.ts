// A seller's row holds what the log holds: nothing in the open.
import { test } from 'node:test'
import { projectionSpec } from '../../runtime/index.ts'
import type { Sealed } from '../../schemas/sealed.ts'
import { sellers } from './handlers.ts'

const said = { legalName: 's1.name' as Sealed, email: 's1.mail' as Sealed, country: 'DE' }
const applied = { type: 'SellerApplied', at: 4, sellerId: 'seller', ...said, termsVersion: '2026-11' } as const
const row = {
  ...{ ...said, termsVersion: '2026-11', appliedAt: 4, accountId: null, accountStatus: null, accountReason: null },
  ...{ onboardingUrl: null, onboardingUntil: null },
}
const changed = { ...said, email: 's1.other' as Sealed, country: 'AT' }

test('who applied, with what was said last', () =>
  projectionSpec(sellers)
    .given(applied, { type: 'SellerDetailsChanged', at: 5, sellerId: 'seller', ...changed })
    .then({ seller: { ...row, ...changed } }))

test('how it goes at the provider', () =>
  projectionSpec(sellers)
    .given(
      applied,
      { type: 'SellerAccountOpened', at: 5, sellerId: 'seller', provider: 'sandbox', accountId: 'acc' },
      { type: 'OnboardingOffered', at: 6, sellerId: 'seller', askId: 'ask', url: 'https://bank', expiresAt: 9 },
      {
        type: 'AccountStatusChanged',
        at: 7,
        sellerId: 'seller',
        accountId: 'acc',
        status: 'RESTRICTED',
        reason: 'papers',
      },
    )
    .then({
      seller: {
        ...{ ...row, accountId: 'acc', accountStatus: 'RESTRICTED', accountReason: 'papers' },
        ...{ onboardingUrl: 'https://bank', onboardingUntil: 9 },
      },
    }))
