// A day at the payment provider against the ledger: asked for, and told in each currency. Key: the seller of record.
import type {
  AskReconciliation,
  CurrencyReconciled,
  RecordReconciliation,
  SellersEvent,
} from '../../schemas/generated/types/sellers.ts'
import { type Decision, refuse } from '../decision.ts'
import { dayOf, reconcilableDays, startOfDay } from './rules.ts'
import type { Reconciled, Seller } from './seller.ts'

type Decided = Decision<SellersEvent>

/** Today too, as far as it is. Not longer ago than is remembered: fees would be booked twice. */
export const askReconciliation = ({ type: _, now, ...asked }: AskReconciliation): Decided => {
  const start = startOfDay(asked.day)
  if (start === undefined || dayOf(start) !== asked.day)
    return refuse('invalid-request', 'A day is written as 2026-11-27.')
  if (start > now) return refuse('invalid-request', 'This day has not begun.')
  if (start <= now - (reconcilableDays - 1) * 86_400_000)
    return refuse('invalid-request', `Only the last ${reconcilableDays - 1} days are compared.`)
  return [{ type: 'ReconciliationAsked', at: now, ...asked }]
}

/** A day may be compared again: what it finds then stands, and only fees that are new are booked. */
export const recordReconciliation = (command: RecordReconciliation, { reconciled }: Seller): Decided => {
  const { now: at, sellerId, reconciliationId, day, totals } = command
  const about = { at, sellerId, reconciliationId, day }
  const found = totals.map(({ currency, fees, banked, ...sums }): CurrencyReconciled => {
    const before = reconciled[day]?.[currency]
    const differences = command.differences
      .filter((one) => one.currency === currency)
      .map(({ currency: _, ...difference }) => difference)
    const [newFees, newBanked] = [fees - BigInt(before?.fees ?? '0'), banked - BigInt(before?.banked ?? '0')]
    return { type: 'CurrencyReconciled', ...about, currency, ...sums, fees, newFees, banked, newBanked, differences }
  })
  return [...found, { type: 'ReconciliationEnded', ...about }]
}

/** What was booked of the days that may be compared again. */
export const withReconciled = (reconciled: Reconciled, event: CurrencyReconciled): Reconciled => {
  const { day, currency, fees, banked } = event
  const oldest = dayOf(event.at - reconcilableDays * 86_400_000)
  const kept = Object.entries({
    ...reconciled,
    [day]: { ...reconciled[day], [currency]: { fees: String(fees), banked: String(banked) } },
  }).filter(([one]) => one >= oldest)
  return Object.fromEntries(kept)
}
