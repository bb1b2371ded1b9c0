// Double entry: what each event of commerce and sellers books. The one place that knows the accounts.
import type {
  DisputeLost,
  DisputeOpened,
  DisputeWon,
  OrderRefunded,
  PaymentTaken,
  SubscriptionChargeReturned,
  SubscriptionChargeUnwanted,
  SubscriptionPeriodPaid,
} from '../../schemas/generated/types/commerce.ts'
import type {
  CurrencyReconciled,
  FundsReleased,
  PayoutFailed,
  PayoutMade,
  PayoutRequested,
  RefundDebited,
  SaleCredited,
} from '../../schemas/generated/types/sellers.ts'

/** Minor units of the transaction's currency: above zero a debit, below zero a credit. Entries of a transaction sum to zero. */
export type Entry = Readonly<{ account: string; amount: bigint }>

type Paid = PayoutRequested | PayoutMade | PayoutFailed
type Disputed = DisputeOpened | DisputeWon | DisputeLost

type Subscribed = SubscriptionPeriodPaid | SubscriptionChargeUnwanted | SubscriptionChargeReturned

export type Booked =
  | Subscribed
  | PaymentTaken
  | OrderRefunded
  | Disputed
  | SaleCredited
  | RefundDebited
  | FundsReleased
  | Paid
  | CurrencyReconciled

/** What the payment provider holds for the platform. */
export const clearing = 'psp_clearing'
const revenue = 'platform_revenue'
/** Of subscriptions, without tax: how sellers share in it is open. */
const subscriptions = 'subscription_revenue'
/** Taken for nothing, to be given back. */
const owedBack = 'refunds_due'
/** Between the viewer's key and the seller's: told to the one, on its way to the other. Empty when nothing is on its way. */
const transit = 'sellers_transit'
/** On their way to sellers' accounts at the provider. */
const payouts = 'payouts_transit'
/** Kept back by the provider until a dispute is decided. */
const reserve = 'dispute_reserve'
/** What the payment provider kept for itself. */
const fees = 'psp_fees'
/** What the payment provider sent to the platform's own bank. */
const bank = 'platform_bank'
/** Of orders from before sellers had a share: to be settled by hand. */
const unallocated = 'unallocated'
const tax = (country: string | null) => `tax_payable:${country ?? 'none'}`
const pending = (sellerId: string) => `seller_pending:${sellerId}`
const available = (sellerId: string) => `seller_available:${sellerId}`

/** By which the payment provider knows what moved; null: it does not, or it was not told. */
export const referenceOf = (event: Booked): string | null => {
  if ('disputeId' in event) return event.disputeId
  // A charge that went back names its payment too; what moved then is the refund.
  if ('providerRefundId' in event) return event.providerRefundId
  if ('paymentId' in event) return event.paymentId
  return 'transferId' in event ? event.transferId : null
}

/** Without what is nothing. */
export const entriesOf = (event: Booked): readonly Entry[] => allOf(event).filter(({ amount }) => amount !== 0n)

const allOf = (event: Booked): readonly Entry[] => {
  switch (event.type) {
    case 'PaymentTaken':
      return priced(event, clearing, 1n)
    case 'OrderRefunded':
      return priced(event, clearing, -1n)
    case 'DisputeOpened':
      return between(reserve, clearing, event.amount)
    case 'DisputeWon':
      return between(clearing, reserve, event.amount)
    case 'DisputeLost':
      return priced(event, reserve, -1n)
    case 'SubscriptionPeriodPaid':
      return [
        { account: clearing, amount: event.amount },
        { account: tax(event.taxCountry), amount: -(event.taxAmount ?? 0n) },
        { account: subscriptions, amount: (event.taxAmount ?? 0n) - event.amount },
      ]
    case 'SubscriptionChargeUnwanted':
      return between(clearing, owedBack, event.amount)
    case 'SubscriptionChargeReturned':
      return between(owedBack, clearing, event.amount)
    case 'SaleCredited':
      return between(transit, pending(event.sellerId), event.amount)
    case 'RefundDebited':
      return between(event.wasHeld ? pending(event.sellerId) : available(event.sellerId), transit, event.amount)
    case 'FundsReleased':
      return between(pending(event.sellerId), available(event.sellerId), event.amount)
    case 'PayoutRequested':
      return between(available(event.sellerId), payouts, event.amount)
    case 'PayoutMade':
      return between(payouts, clearing, event.amount)
    case 'PayoutFailed':
      return between(payouts, available(event.sellerId), event.amount)
    case 'CurrencyReconciled':
      return [...between(fees, clearing, event.newFees), ...between(bank, clearing, event.newBanked)]
  }
}

/** A sale; with a sign of -1 its reversal. What is neither tax nor the seller's is the platform's. */
const priced = (
  { amount, taxAmount, taxCountry, sellerAmount }: PaymentTaken | OrderRefunded | DisputeLost,
  heldBy: string,
  sign: bigint,
): readonly Entry[] => {
  const rest = amount - (taxAmount ?? 0n) - (sellerAmount ?? 0n)
  return [
    { account: heldBy, amount: sign * amount },
    { account: tax(taxCountry), amount: -sign * (taxAmount ?? 0n) },
    { account: transit, amount: -sign * (sellerAmount ?? 0n) },
    { account: sellerAmount === null ? unallocated : revenue, amount: -sign * rest },
  ]
}

const between = (from: string, to: string, amount: bigint): readonly Entry[] => [
  { account: from, amount },
  { account: to, amount: -amount },
]
