// Generated from schemas/sellers/*.avsc. Do not edit.
import type { Sealed } from '../../sealed.ts'

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

export type SellersCommand = ApplyAsSeller | ChangeSellerDetails | CreditSale | DebitRefund | IssueInvoice | ReleaseFunds
export type SellersEvent = FundsReleased | InvoiceIssued | RefundDebited | SaleCredited | SellerApplied | SellerDetailsChanged
