// A payout from its request to its end.
import { test } from 'node:test'
import { projectionSpec } from '../../runtime/index.ts'
import { payouts } from './handlers.ts'

const payout = { sellerId: 'seller', payoutId: 'p', currency: 'EUR', amount: 50n }
const asked = { type: 'PayoutRequested', at: 4, ...payout, provider: 'sandbox', accountId: 'a', month: null } as const
const row = {
  status: 'requested',
  ...{ sellerId: 'seller', amount: 50n, currency: 'EUR', month: null, reason: null },
  ...{ requestedAt: 4, endedAt: null },
} as const
const spec = projectionSpec(payouts)

test('requested, then made or failed', async () => {
  await spec.given(asked).then({ p: row })
  await spec
    .given(asked, { type: 'PayoutMade', at: 5, ...payout, transferId: 'tr' })
    .then({ p: { ...row, status: 'made', endedAt: 5 } })
  await spec
    .given(asked, { type: 'PayoutFailed', at: 5, ...payout, reason: 'no' })
    .then({ p: { ...row, status: 'failed', reason: 'no', endedAt: 5 } })
})
