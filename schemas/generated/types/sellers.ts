// Generated from schemas/sellers/*.avsc. Do not edit.
import type { Sealed } from '../../sealed.ts'

/** The account stands otherwise from now on. */
export type AccountStatusChanged = Readonly<{
  type: 'AccountStatusChanged'
  /** when it happened, ms since 1970 */
  at: number
  sellerId: string
  /** the provider's */
  accountId: string
  /** pending: not onboarded yet; active: may be paid; restricted: the provider wants something */
  status: 'PENDING' | 'ACTIVE' | 'RESTRICTED'
  /** a stable type, why it is restricted */
  reason: string | null
}>

/** The provider is to be asked how the account stands. */
export type AccountUpdateNoticed = Readonly<{
  type: 'AccountUpdateNoticed'
  /** when it happened, ms since 1970 */
  at: number
  sellerId: string
  provider: string
  /** the provider's */
  accountId: string
  causeId: string
}>

/** Somebody wants to sell films here. */
export type ApplyAsSeller = Readonly<{
  type: 'ApplyAsSeller'
  /** when it is decided, ms since 1970 */
  now: number
  sellerId: string
  /** of the person or company that is paid */
  legalName: Sealed
  /** where the seller is written to */
  email: Sealed
  /** ISO 3166-1 alpha-2, where the seller is taxed */
  country: string
  /** of the seller's terms that were accepted */
  termsVersion: string
}>

/** The seller wants to go to the provider and say who they are. */
export type AskOnboarding = Readonly<{
  type: 'AskOnboarding'
  /** when it is decided, ms since 1970 */
  now: number
  sellerId: string
  askId: string
  /** where they come back to */
  returnUrl: string
}>

/** What the payment provider moved on a day is to be compared with the ledger. */
export type AskReconciliation = Readonly<{
  type: 'AskReconciliation'
  /** when it is decided, ms since 1970 */
  now: number
  /** of the seller of record */
  sellerId: string
  reconciliationId: string
  /** such as 2026-11-27, UTC */
  day: string
  /** the operator who asked; null: the daily one */
  personId: string | null
}>

/** A period of a subscription was paid; the buyer is to have it in writing. */
export type BillSubscription = Readonly<{
  type: 'BillSubscription'
  /** when it is decided, ms since 1970 */
  now: number
  /** the seller of record: who sells in their own name */
  sellerId: string
  viewerId: string
  subscriptionId: string
  planId: string
  /** ms since 1970 */
  periodStart: number
  /** ms since 1970 */
  periodEnd: number
  /** minor units of currency, tax included */
  amount: bigint
  /** ISO 4217 */
  currency: string
  /** minor units of currency: the tax in amount */
  taxAmount: bigint | null
  /** hundredths of a percent */
  taxRate: number | null
  /** ISO 3166-1 alpha-2 */
  taxCountry: string | null
}>

/** A seller is called, reached or taxed otherwise from now on. */
export type ChangeSellerDetails = Readonly<{
  type: 'ChangeSellerDetails'
  /** when it is decided, ms since 1970 */
  now: number
  sellerId: string
  /** of the person or company that is paid */
  legalName: Sealed
  /** where the seller is written to */
  email: Sealed
  /** ISO 3166-1 alpha-2, where the seller is taxed */
  country: string
}>

/** A film was paid; its seller gets a part. */
export type CreditSale = Readonly<{
  type: 'CreditSale'
  /** when it is decided, ms since 1970 */
  now: number
  sellerId: string
  orderId: string
  filmId: string
  /** minor units of currency, the seller's part */
  amount: bigint
  /** ISO 4217 */
  currency: string
  /** until then it may be given back */
  heldUntil: number
}>

/** A day in one currency, at the provider and in the ledger. */
export type CurrencyReconciled = Readonly<{
  type: 'CurrencyReconciled'
  /** when it happened, ms since 1970 */
  at: number
  /** of the seller of record */
  sellerId: string
  reconciliationId: string
  /** such as 2026-11-27, UTC */
  day: string
  /** ISO 4217 */
  currency: string
  /** minor units that moved at the provider, without its fees */
  provider: bigint
  /** minor units that moved on the ledger's clearing account */
  ledger: bigint
  /** minor units that the provider kept of them */
  fees: bigint
  /** minor units of these that were not known before: they are booked by this event */
  newFees: bigint
  /** minor units that went to the platform's own bank */
  banked: bigint
  /** minor units of these that were not known before: they are booked by this event */
  newBanked: bigint
  differences: readonly Readonly<{
    /** payment, refund, transfer, dispute … */
    kind: string
    /** the provider's id of what moved; of ours that have none, the event's */
    reference: string
    /** minor units; null: only the ledger has it */
    provider: bigint | null
    /** minor units; null: only the provider has it */
    ledger: bigint | null
  }>[]
  /** differences beyond those that are listed */
  omitted: number
}>

/** Money of a sale went back; its seller gives their part back. */
export type DebitRefund = Readonly<{
  type: 'DebitRefund'
  /** when it is decided, ms since 1970 */
  now: number
  sellerId: string
  orderId: string
  filmId: string
  /** minor units of currency, the seller's part */
  amount: bigint
  /** ISO 4217 */
  currency: string
  /** as the sale said */
  heldUntil: number
}>

/** What was held is available to the seller. */
export type FundsReleased = Readonly<{
  type: 'FundsReleased'
  /** when it happened, ms since 1970 */
  at: number
  sellerId: string
  /** minor units of currency */
  amount: bigint
  /** ISO 4217 */
  currency: string
  /** the beginning of the day until which it was held */
  availableAt: number
}>

/** An invoice, or a credit note, with the next number of its year. */
export type InvoiceIssued = Readonly<{
  type: 'InvoiceIssued'
  /** when it happened, ms since 1970 */
  at: number
  /** the seller of record: who sells in their own name */
  sellerId: string
  /** UTC */
  year: number
  /** 1, 2, 3 and so on in each year, without gaps */
  number: number
  /** a refund's amounts are what went back */
  kind: 'SALE' | 'REFUND'
  viewerId: string
  orderId: string
  filmId: string
  /** minor units of currency, tax included */
  amount: bigint
  /** ISO 4217 */
  currency: string
  /** minor units of currency: the tax in amount */
  taxAmount: bigint | null
  /** hundredths of a percent */
  taxRate: number | null
  /** ISO 3166-1 alpha-2 */
  taxCountry: string | null
}>

/** Money came or went back; the buyer is to have it in writing. */
export type IssueInvoice = Readonly<{
  type: 'IssueInvoice'
  /** when it is decided, ms since 1970 */
  now: number
  /** the seller of record: who sells in their own name */
  sellerId: string
  /** a refund's amounts are what went back */
  kind: 'SALE' | 'REFUND'
  viewerId: string
  orderId: string
  filmId: string
  /** minor units of currency, tax included */
  amount: bigint
  /** ISO 4217 */
  currency: string
  /** minor units of currency: the tax in amount */
  taxAmount: bigint | null
  /** hundredths of a percent */
  taxRate: number | null
  /** ISO 3166-1 alpha-2 */
  taxCountry: string | null
}>

/** Something changed about the account at the provider, or the seller came back from there. */
export type NoteAccountUpdate = Readonly<{
  type: 'NoteAccountUpdate'
  /** when it is decided, ms since 1970 */
  now: number
  sellerId: string
  /** the provider's */
  accountId: string
  /** the provider's event, or the request */
  causeId: string
}>

/** The provider made a page for the seller. */
export type OfferOnboarding = Readonly<{
  type: 'OfferOnboarding'
  /** when it is decided, ms since 1970 */
  now: number
  sellerId: string
  askId: string
  url: string
  /** ms since 1970 */
  expiresAt: number
}>

/** The provider is to be asked for a page for the seller. */
export type OnboardingAsked = Readonly<{
  type: 'OnboardingAsked'
  /** when it happened, ms since 1970 */
  at: number
  sellerId: string
  askId: string
  provider: string
  /** the provider's */
  accountId: string
  returnUrl: string
}>

/** The seller may go to this page, for a while. */
export type OnboardingOffered = Readonly<{
  type: 'OnboardingOffered'
  /** when it happened, ms since 1970 */
  at: number
  sellerId: string
  askId: string
  url: string
  /** ms since 1970 */
  expiresAt: number
}>

/** The money is available to the seller again. */
export type PayoutFailed = Readonly<{
  type: 'PayoutFailed'
  /** when it happened, ms since 1970 */
  at: number
  sellerId: string
  payoutId: string
  /** minor units of currency */
  amount: bigint
  /** ISO 4217 */
  currency: string
  /** a stable type */
  reason: string
}>

/** The seller has the money at the provider. */
export type PayoutMade = Readonly<{
  type: 'PayoutMade'
  /** when it happened, ms since 1970 */
  at: number
  sellerId: string
  payoutId: string
  /** the provider's */
  transferId: string
  /** minor units of currency */
  amount: bigint
  /** ISO 4217 */
  currency: string
}>

/** What was available is on its way to the seller. */
export type PayoutRequested = Readonly<{
  type: 'PayoutRequested'
  /** when it happened, ms since 1970 */
  at: number
  sellerId: string
  payoutId: string
  provider: string
  /** the provider's */
  accountId: string
  /** minor units of currency */
  amount: bigint
  /** ISO 4217 */
  currency: string
  /** of the monthly payout */
  month: string | null
}>

/** What the payment provider moved on a day is being compared with the ledger. */
export type ReconciliationAsked = Readonly<{
  type: 'ReconciliationAsked'
  /** when it happened, ms since 1970 */
  at: number
  /** of the seller of record */
  sellerId: string
  reconciliationId: string
  /** such as 2026-11-27, UTC */
  day: string
  /** the operator who asked; null: the daily one */
  personId: string | null
}>

/** A day is compared, in all currencies. */
export type ReconciliationEnded = Readonly<{
  type: 'ReconciliationEnded'
  /** when it happened, ms since 1970 */
  at: number
  /** of the seller of record */
  sellerId: string
  reconciliationId: string
  /** such as 2026-11-27, UTC */
  day: string
}>

/** How the account stands at the provider. */
export type RecordAccountStatus = Readonly<{
  type: 'RecordAccountStatus'
  /** when it is decided, ms since 1970 */
  now: number
  sellerId: string
  /** the provider's */
  accountId: string
  /** pending: not onboarded yet; active: may be paid; restricted: the provider wants something */
  status: 'PENDING' | 'ACTIVE' | 'RESTRICTED'
  /** a stable type, why it is restricted */
  reason: string | null
}>

/** The provider has paid. */
export type RecordPayout = Readonly<{
  type: 'RecordPayout'
  /** when it is decided, ms since 1970 */
  now: number
  sellerId: string
  payoutId: string
  /** the provider's */
  transferId: string
}>

/** The provider does not pay. */
export type RecordPayoutFailed = Readonly<{
  type: 'RecordPayoutFailed'
  /** when it is decided, ms since 1970 */
  now: number
  sellerId: string
  payoutId: string
  /** a stable type */
  reason: string
}>

/** What the comparison of a day found. */
export type RecordReconciliation = Readonly<{
  type: 'RecordReconciliation'
  /** when it is decided, ms since 1970 */
  now: number
  /** of the seller of record */
  sellerId: string
  reconciliationId: string
  /** such as 2026-11-27, UTC */
  day: string
  totals: readonly Readonly<{
    /** ISO 4217 */
    currency: string
    /** minor units that moved at the provider, without its fees */
    provider: bigint
    /** minor units that moved on the ledger's clearing account */
    ledger: bigint
    /** minor units that the provider kept of them */
    fees: bigint
    /** minor units that went to the platform's own bank */
    banked: bigint
    /** differences beyond those that are listed */
    omitted: number
  }>[]
  differences: readonly Readonly<{
    /** ISO 4217 */
    currency: string
    /** payment, refund, transfer, dispute … */
    kind: string
    /** the provider's id of what moved; of ours that have none, the event's */
    reference: string
    /** minor units; null: only the ledger has it */
    provider: bigint | null
    /** minor units; null: only the provider has it */
    ledger: bigint | null
  }>[]
}>

/** The provider has an account for the seller. */
export type RecordSellerAccount = Readonly<{
  type: 'RecordSellerAccount'
  /** when it is decided, ms since 1970 */
  now: number
  sellerId: string
  provider: string
  /** the provider's */
  accountId: string
}>

/** The seller's part of a refund was taken from what is theirs. */
export type RefundDebited = Readonly<{
  type: 'RefundDebited'
  /** when it happened, ms since 1970 */
  at: number
  sellerId: string
  orderId: string
  filmId: string
  /** minor units of currency, the seller's part */
  amount: bigint
  /** ISO 4217 */
  currency: string
  /** as the sale said */
  availableAt: number
  /** true: from what was still held; else from what was available, which may fall below zero */
  wasHeld: boolean
}>

/** What was held until this day is to be the seller's. */
export type ReleaseFunds = Readonly<{
  type: 'ReleaseFunds'
  /** when it is decided, ms since 1970 */
  now: number
  sellerId: string
  /** ISO 4217 */
  currency: string
  /** the beginning of the day */
  availableAt: number
}>

/** All that is available is to be paid to the seller. */
export type RequestPayout = Readonly<{
  type: 'RequestPayout'
  /** when it is decided, ms since 1970 */
  now: number
  sellerId: string
  payoutId: string
  /** ISO 4217 */
  currency: string
  /** minor units of currency: less is not paid */
  minimum: bigint
  /** of the monthly payout, such as 2026-11; null: the seller asked */
  month: string | null
}>

/** The seller's part of a sale is held for them. */
export type SaleCredited = Readonly<{
  type: 'SaleCredited'
  /** when it happened, ms since 1970 */
  at: number
  sellerId: string
  orderId: string
  filmId: string
  /** minor units of currency, the seller's part */
  amount: bigint
  /** ISO 4217 */
  currency: string
  /** the beginning of the day (UTC) on which it is no longer held */
  availableAt: number
}>

/** The seller has an account at the provider; nothing is paid before they are onboarded there. */
export type SellerAccountOpened = Readonly<{
  type: 'SellerAccountOpened'
  /** when it happened, ms since 1970 */
  at: number
  sellerId: string
  provider: string
  /** the provider's */
  accountId: string
}>

/** Somebody asked to sell films here and accepted the terms. */
export type SellerApplied = Readonly<{
  type: 'SellerApplied'
  /** when it happened, ms since 1970 */
  at: number
  sellerId: string
  /** of the person or company that is paid */
  legalName: Sealed
  /** where the seller is written to */
  email: Sealed
  /** ISO 3166-1 alpha-2, where the seller is taxed */
  country: string
  /** of the seller's terms that were accepted */
  termsVersion: string
}>

/** What a seller said of themselves is replaced. */
export type SellerDetailsChanged = Readonly<{
  type: 'SellerDetailsChanged'
  /** when it happened, ms since 1970 */
  at: number
  sellerId: string
  /** of the person or company that is paid */
  legalName: Sealed
  /** where the seller is written to */
  email: Sealed
  /** ISO 3166-1 alpha-2, where the seller is taxed */
  country: string
}>

/** An invoice for a period, with the next number of its year. */
export type SubscriptionBilled = Readonly<{
  type: 'SubscriptionBilled'
  /** when it happened, ms since 1970 */
  at: number
  /** the seller of record: who sells in their own name */
  sellerId: string
  /** UTC */
  year: number
  /** 1, 2, 3 and so on in each year, without gaps, in one row with all other invoices */
  number: number
  viewerId: string
  subscriptionId: string
  planId: string
  /** ms since 1970 */
  periodStart: number
  /** ms since 1970 */
  periodEnd: number
  /** minor units of currency, tax included */
  amount: bigint
  /** ISO 4217 */
  currency: string
  /** minor units of currency: the tax in amount */
  taxAmount: bigint | null
  /** hundredths of a percent */
  taxRate: number | null
  /** ISO 3166-1 alpha-2 */
  taxCountry: string | null
}>

export type SellersEvent = AccountStatusChanged | AccountUpdateNoticed | CurrencyReconciled | FundsReleased | InvoiceIssued | OnboardingAsked | OnboardingOffered | PayoutFailed | PayoutMade | PayoutRequested | ReconciliationAsked | ReconciliationEnded | RefundDebited | SaleCredited | SellerAccountOpened | SellerApplied | SellerDetailsChanged | SubscriptionBilled
export type SellersCommand = ApplyAsSeller | AskOnboarding | AskReconciliation | BillSubscription | ChangeSellerDetails | CreditSale | DebitRefund | IssueInvoice | NoteAccountUpdate | OfferOnboarding | RecordAccountStatus | RecordPayout | RecordPayoutFailed | RecordReconciliation | RecordSellerAccount | ReleaseFunds | RequestPayout
