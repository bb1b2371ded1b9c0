// A day at the provider against the ledger, when it is asked for: what both say, and what only one of them has.

import { startOfDay } from '../../domain/sellers/rules.ts'
import type { Service } from '../../platform/service.ts'
import { isOutage, runWorker } from '../../runtime/index.ts'
import type { ProviderBalance } from './balance.ts'
import { compare } from './compare.ts'
import { type Ledger, LedgerBehind } from './ledger.ts'
import type { PayoutsDeps } from './payouts.ts'
import { ProviderUnavailable } from './provider.ts'
import { sellersTeller, Untold } from './sellers-teller.ts'

export type ReconciliationDeps = Omit<PayoutsDeps, 'provider'> & Readonly<{ balance: ProviderBalance; ledger: Ledger }>

const [day, margin] = [86_400_000, 3 * 3_600_000]
/** Of each currency, in one event: who has more looks for the first ones first. */
const listed = 200

export const reconciliationWorker = ({ commands, balance, ledger, ...deps }: ReconciliationDeps): Promise<Service> => {
  const tell = sellersTeller('reconciliation', commands)
  return runWorker({
    name: 'reconciliation',
    ...deps,
    isOutage: (error) =>
      isOutage(error) ||
      error instanceof ProviderUnavailable ||
      error instanceof LedgerBehind ||
      error instanceof Untold,
    on: {
      ReconciliationAsked: async ({ sellerId, reconciliationId, day: text }, { eventId, simulated }) => {
        const from = startOfDay(text)
        if (from === undefined) return
        const until = from + day
        // The provider first: what it moves meanwhile is in the ledger by then, or is found the next time.
        const movements = await balance.movements(from - margin, until + margin)
        const cleared = await ledger.cleared(from - margin, until + margin)
        const found = compare(movements, cleared, { from, until }, listed)
        const differing = found.differences.length
        if (differing) deps.logger.error({ day: text, differing }, 'the provider and the ledger differ')
        const { totals, differences } = found
        await tell(
          { type: 'RecordReconciliation', sellerId, reconciliationId, day: text, totals, differences },
          { eventId, simulated },
        )
      },
    },
  })
}
