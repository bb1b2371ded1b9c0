// A day as it was compared last: what an earlier comparison found is shown until the next one has ended.
import { test } from 'node:test'
import { projectionSpec } from '../../runtime/index.ts'
import { reconciliations } from './handlers.ts'

const day = '2026-11-27'
const asked = (at: number, reconciliationId: string, personId: string | null = null) =>
  ({ type: 'ReconciliationAsked', at, sellerId: 's', reconciliationId, day, personId }) as const
const found = (reconciliationId: string, currency: string, ledger: bigint) => ({
  ...{ reconciliationId, currency, provider: 300n, ledger, fees: 30n, banked: 0n, omitted: 0 },
  differences: ledger === 300n ? [] : [{ kind: 'payment', reference: 'pay', provider: 300n, ledger: null }],
})
const told = (at: number, reconciliationId: string, currency: string, ledger: bigint) =>
  ({
    type: 'CurrencyReconciled',
    ...{ at, sellerId: 's', day, newFees: 30n, newBanked: 0n },
    ...found(reconciliationId, currency, ledger),
  }) as const
const ended = (at: number, reconciliationId: string) =>
  ({ type: 'ReconciliationEnded', at, sellerId: 's', reconciliationId, day }) as const
const spec = projectionSpec(reconciliations)

test('what was found stands by currency until a later comparison has ended', async () => {
  const first = [asked(1, 'a'), told(2, 'a', 'EUR', 0n), told(2, 'a', 'USD', 300n), ended(3, 'a')] as const
  const before = [found('a', 'EUR', 0n), found('a', 'USD', 300n)]
  await spec.given(...first).then({ [day]: { askedAt: 1, askedBy: null, endedAt: 3, currencies: before } })
  await spec
    .given(...first, asked(4, 'b', 'operator'))
    .then({ [day]: { askedAt: 4, askedBy: 'operator', endedAt: null, currencies: before } })
  await spec.given(...first, asked(4, 'b'), told(5, 'b', 'EUR', 300n), ended(6, 'b')).then({
    [day]: { askedAt: 4, askedBy: null, endedAt: 6, currencies: [found('b', 'EUR', 300n)] },
  })
})
