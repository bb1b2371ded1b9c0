// Days at the payment provider against the ledger: what the last comparison of each found.
import { defineProjection } from '../../runtime/index.ts'
import type { CurrencyReconciled } from '../../schemas/generated/types/sellers.ts'

/** Minor units of `currency`. */
export type CurrencyRow = Pick<
  CurrencyReconciled,
  'reconciliationId' | 'currency' | 'provider' | 'ledger' | 'fees' | 'banked' | 'differences' | 'omitted'
>

export type ReconciliationRow = Readonly<{
  askedAt: number
  /** the operator; null: the daily one */
  askedBy: string | null
  /** null: it is being compared */
  endedAt: number | null
  currencies: readonly CurrencyRow[]
}>

export const reconciliations = defineProjection<ReconciliationRow>()({
  name: 'reconciliations',
  version: 1,
  key: (event) => event.day,
  on: {
    ReconciliationAsked: (row, { at, personId }) => ({
      ...{ askedAt: at, askedBy: personId, endedAt: null, currencies: row?.currencies ?? [] },
    }),
    CurrencyReconciled: (row, { type: _, at: __, sellerId: ___, day: ____, newFees, newBanked, ...found }) =>
      row && {
        ...row,
        currencies: [...row.currencies.filter(({ currency }) => currency !== found.currency), found],
      },
    ReconciliationEnded: (row, { at, reconciliationId }) =>
      row && {
        ...row,
        endedAt: at,
        currencies: row.currencies.filter((one) => one.reconciliationId === reconciliationId),
      },
  },
})
