// One seller: whether they applied, and what is theirs in each currency, folded from the events. Key: sellerId.
import type { SellersEvent } from '../../schemas/generated/types/sellers.ts'
import { assertNever } from '../decision.ts'
import { withReconciled } from './reconciliation.ts'

/** At the provider; `active`: may be paid. */
export type Account = Readonly<{
  provider: string
  accountId: string
  status: 'PENDING' | 'ACTIVE' | 'RESTRICTED'
  reason: string | null
}>

/** On its way to the seller. */
export type Payout = Readonly<{ payoutId: string; currency: string; amount: string }>

/** Money as decimal text: the state is plain JSON. */
export type Funds = Readonly<{
  /** may be paid out; below zero when more went back than there was */
  available: string
  /** by the day (ms since 1970, UTC) from which it is available */
  held: Readonly<Record<string, string>>
  /** of which a monthly payout was asked last; null: none */
  lastMonth: string | null
}>

/** What was booked of a day at the provider, by day and currency; money as decimal text. */
export type Reconciled = Readonly<Record<string, Readonly<Record<string, Readonly<{ fees: string; banked: string }>>>>>

export type Seller = Readonly<{
  /** null: not applied. What was said in the application stands in the events, sealed, and is not known here. */
  appliedAt: number | null
  country: string | null
  account: Account | null
  /** that were asked for and have not ended */
  payouts: readonly Payout[]
  /** the last invoice number, of a seller of record */
  invoices: Readonly<{ year: number; last: number }> | null
  /** of the seller of record */
  reconciled: Reconciled
  /** by currency */
  funds: Readonly<Record<string, Funds>>
}>

export const newSeller: Seller = {
  appliedAt: null,
  country: null,
  account: null,
  payouts: [],
  invoices: null,
  reconciled: {},
  funds: {},
}

export const noFunds: Funds = { available: '0', held: {}, lastMonth: null }

export const fundsOf = (seller: Seller, currency: string): Funds => seller.funds[currency] ?? noFunds

/** Minor units held until that day. */
export const heldUntil = (funds: Funds, availableAt: number): bigint => BigInt(funds.held[availableAt] ?? '0')

export const evolve = (seller: Seller, event: SellersEvent): Seller => {
  switch (event.type) {
    case 'SellerApplied':
      return { ...seller, appliedAt: event.at, country: event.country }
    case 'SellerDetailsChanged':
      return { ...seller, country: event.country }
    case 'InvoiceIssued':
    case 'SubscriptionBilled':
      return { ...seller, invoices: { year: event.year, last: event.number } }
    case 'SaleCredited':
      return withHeld(seller, event.currency, event.availableAt, event.amount)
    case 'RefundDebited':
      return event.wasHeld
        ? withHeld(seller, event.currency, event.availableAt, -event.amount)
        : withAvailable(seller, event.currency, -event.amount)
    case 'SellerAccountOpened': {
      const { provider, accountId } = event
      return { ...seller, account: { provider, accountId, status: 'PENDING', reason: null } }
    }
    case 'AccountStatusChanged':
      return seller.account
        ? { ...seller, account: { ...seller.account, status: event.status, reason: event.reason } }
        : seller
    case 'OnboardingAsked':
    case 'OnboardingOffered':
    case 'AccountUpdateNoticed':
    case 'ReconciliationAsked':
    case 'ReconciliationEnded':
      return seller
    case 'CurrencyReconciled':
      return { ...seller, reconciled: withReconciled(seller.reconciled, event) }
    case 'PayoutRequested': {
      const { payoutId, currency, amount, month } = event
      const payouts = [...seller.payouts, { payoutId, currency, amount: String(amount) }]
      const without = withAvailable({ ...seller, payouts }, currency, -amount)
      return month === null ? without : withFunds(without, currency, (funds) => ({ ...funds, lastMonth: month }))
    }
    case 'PayoutMade':
      return withoutPayout(seller, event.payoutId)
    case 'PayoutFailed':
      return withAvailable(withoutPayout(seller, event.payoutId), event.currency, event.amount)
    case 'FundsReleased': {
      const without = withHeld(seller, event.currency, event.availableAt, -event.amount)
      return withAvailable(without, event.currency, event.amount)
    }
    default:
      return assertNever(event)
  }
}

const withoutPayout = (seller: Seller, payoutId: string): Seller => ({
  ...seller,
  payouts: seller.payouts.filter((payout) => payout.payoutId !== payoutId),
})

const withFunds = (seller: Seller, currency: string, change: (funds: Funds) => Funds): Seller => ({
  ...seller,
  funds: { ...seller.funds, [currency]: change(fundsOf(seller, currency)) },
})

const withAvailable = (seller: Seller, currency: string, amount: bigint): Seller =>
  withFunds(seller, currency, (funds) => ({ ...funds, available: String(BigInt(funds.available) + amount) }))

/** A day on which nothing is left is forgotten. */
const withHeld = (seller: Seller, currency: string, availableAt: number, amount: bigint): Seller =>
  withFunds(seller, currency, (funds) => {
    const { [availableAt]: _, ...others } = funds.held
    const left = heldUntil(funds, availableAt) + amount
    return { ...funds, held: left === 0n ? others : { ...others, [availableAt]: String(left) } }
  })
