// The library as rows: what was granted, and the clock that the first play starts.
import { test } from 'node:test'
import { projectionSpec } from '../../runtime/index.ts'
import { library } from './handlers.ts'

const granted = { type: 'EntitlementGranted', at: 10, viewerId: 'viewer', orderId: 'order', filmId: 'film' } as const
const best = { quality: 'HD', availableFrom: null } as const
const row = { viewerId: 'viewer', filmId: 'film', grantedAt: 10, goingBack: false }

test('what is bought has no clock', () =>
  projectionSpec(library)
    .given({ ...granted, kind: 'BUY', startBy: null, watchWithin: null, ...best })
    .then({ order: { ...row, kind: 'BUY', startBy: null, watchWithin: null, endsAt: null, ...best } }))

test('the first play of a rental sets its end', () =>
  projectionSpec(library)
    .given(
      { ...granted, kind: 'RENT', startBy: 100, watchWithin: 20, ...best },
      { type: 'RentalStarted', at: 50, viewerId: 'viewer', orderId: 'order', filmId: 'film', endsAt: 70, ...best },
    )
    .then({ order: { ...row, kind: 'RENT', startBy: 100, watchWithin: 20, endsAt: 70, ...best } }))

test('what is being given back says so, and is gone once the money is back', async () => {
  const ids = { viewerId: 'viewer', orderId: 'order', filmId: 'film' }
  const bought = { ...granted, kind: 'BUY', startBy: null, watchWithin: null, ...best } as const
  const money = { provider: 'sandbox', paymentId: 'pi', amount: 399n, currency: 'EUR', isWhole: true } as const
  const asker = { askedBy: 'VIEWER', personId: 'viewer', reason: 'NOT_PLAYED' } as const
  const asked = {
    type: 'RefundRequested',
    at: 11,
    ...ids,
    sellerId: 'seller',
    refundId: 'r',
    ...money,
    ...asker,
  } as const
  const owned = { ...row, kind: 'BUY', startBy: null, watchWithin: null, endsAt: null, ...best } as const
  const spec = projectionSpec(library)
  await spec.given(bought, asked).then({ order: { ...owned, goingBack: true } })
  await spec
    .given(bought, asked, { type: 'RefundFailed', at: 12, ...ids, refundId: 'r', reason: 'gone' })
    .then({ order: owned })
  await spec.given(bought, asked, { type: 'EntitlementRevoked', at: 12, ...ids, reason: 'REFUNDED' }).then({})
})
