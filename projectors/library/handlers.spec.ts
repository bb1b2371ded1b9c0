// The library as rows: what was granted, and the clock that the first play starts.
import { test } from 'node:test'
import { projectionSpec } from '../../runtime/index.ts'
import { library } from './handlers.ts'

const granted = { type: 'EntitlementGranted', at: 10, viewerId: 'viewer', orderId: 'order', filmId: 'film' } as const
const row = { viewerId: 'viewer', filmId: 'film', grantedAt: 10 }

test('what is bought has no clock', () =>
  projectionSpec(library)
    .given({ ...granted, kind: 'BUY', startBy: null, watchWithin: null })
    .then({ order: { ...row, kind: 'BUY', startBy: null, watchWithin: null, endsAt: null } }))

test('the first play of a rental sets its end', () =>
  projectionSpec(library)
    .given(
      { ...granted, kind: 'RENT', startBy: 100, watchWithin: 20 },
      { type: 'RentalStarted', at: 50, viewerId: 'viewer', orderId: 'order', filmId: 'film', endsAt: 70 },
    )
    .then({ order: { ...row, kind: 'RENT', startBy: 100, watchWithin: 20, endsAt: 70 } }))
