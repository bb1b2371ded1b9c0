// Paying a seller: all that is available, decided here and never by the ledger (DESIGN.md 13).
import type {
  FundsReleased,
  RecordPayout,
  RecordPayoutFailed,
  RequestPayout,
  SellersEvent,
} from '../../schemas/generated/types/sellers.ts'
import { type Decision, type Refusal, refuse } from '../decision.ts'
import { fundsOf, type Payout, type Seller } from './seller.ts'

type Decided = Decision<SellersEvent>

/** What has become available by now is released first. One at a time in a currency; the monthly one once a month. */
export const requestPayout = (command: RequestPayout, seller: Seller): Decided => {
  const { now, sellerId, payoutId, currency, minimum, month } = command
  const { account, payouts } = seller
  if (payouts.some((payout) => payout.payoutId === payoutId)) return []
  const funds = fundsOf(seller, currency)
  if (month !== null && funds.lastMonth !== null && month <= funds.lastMonth) return []
  if (account?.status !== 'ACTIVE') return refuse('not-onboarded', 'The payment provider does not pay this seller yet.')
  if (payouts.some((payout) => payout.currency === currency))
    return refuse('payout-pending', 'A payout in this currency is on its way.')

  const released = Object.entries(funds.held)
    .filter(([day]) => Number(day) <= now)
    .map(([day, amount]): FundsReleased => {
      const about = { sellerId, amount: BigInt(amount), currency, availableAt: Number(day) }
      return { type: 'FundsReleased', at: now, ...about }
    })
  const amount = released.reduce((sum, one) => sum + one.amount, BigInt(funds.available))
  if (amount < minimum || amount <= 0n)
    return refuse('payout-too-small', `There are ${amount} ${currency}; at least ${minimum} are paid.`)
  const { provider, accountId } = account
  return [
    ...released,
    { type: 'PayoutRequested', at: now, sellerId, payoutId, provider, accountId, amount, currency, month },
  ]
}

/** Told by the reply, or found at the provider afterwards: it is one payout. What has ended is not known any more. */
export const recordPayout = ({ now, sellerId, payoutId, transferId }: RecordPayout, seller: Seller): Decided => {
  const payout = openPayout(seller, payoutId)
  return payout ? [{ type: 'PayoutMade', at: now, sellerId, payoutId, transferId, ...sumOf(payout) }] : over
}

export const recordPayoutFailed = (
  { now, sellerId, payoutId, reason }: RecordPayoutFailed,
  seller: Seller,
): Decided => {
  const payout = openPayout(seller, payoutId)
  return payout ? [{ type: 'PayoutFailed', at: now, sellerId, payoutId, ...sumOf(payout), reason }] : over
}

const openPayout = ({ payouts }: Seller, payoutId: string): Payout | undefined =>
  payouts.find((payout) => payout.payoutId === payoutId)

const sumOf = ({ amount, currency }: Payout) => ({ amount: BigInt(amount), currency })

const over: Refusal = refuse('conflict', 'This payout has ended.')
