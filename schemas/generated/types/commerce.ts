// Generated from schemas/commerce/*.avsc. Do not edit.
import type { Sealed } from '../../sealed.ts'

/** The unconfirmed payment exists at the provider. */
export type AttachPayment = Readonly<{
  type: 'AttachPayment'
  /** when it is decided, ms since 1970 */
  now: number
  viewerId: string
  orderId: string
  paymentId: string
}>

/** It is made at the provider, which charges nothing yet. */
export type AttachSubscription = Readonly<{
  type: 'AttachSubscription'
  /** when it is decided, ms since 1970 */
  now: number
  viewerId: string
  subscriptionId: string
  /** the provider's */
  providerSubscriptionId: string
}>

/** The viewer, or who erases them, wants no further period. */
export type CancelSubscription = Readonly<{
  type: 'CancelSubscription'
  /** when it is decided, ms since 1970 */
  now: number
  viewerId: string
  subscriptionId: string
}>

/** The card pays nothing more here; the provider is to forget it. */
export type CardRemoved = Readonly<{
  type: 'CardRemoved'
  /** when it happened, ms since 1970 */
  at: number
  viewerId: string
  cardId: string
  /** sandbox or stripe */
  provider: string
  /** the provider's */
  token: string
}>

/** A card is kept at the provider; nothing of it is known here but what is needed to choose it. */
export type CardSaved = Readonly<{
  type: 'CardSaved'
  /** when it happened, ms since 1970 */
  at: number
  viewerId: string
  cardId: string
  /** sandbox or stripe */
  provider: string
  /** the provider's, who keeps the card */
  customerId: string
  /** the provider's, never a card number */
  token: string
  /** visa, mastercard ... */
  brand: Sealed
  /** digits of the number */
  lastFour: Sealed
  /** year and month: 2030-12 */
  expires: Sealed
}>

/** An order was paid with a card that is to be kept for the next one. */
export type CardSavingAsked = Readonly<{
  type: 'CardSavingAsked'
  /** when it happened, ms since 1970 */
  at: number
  viewerId: string
  orderId: string
  /** sandbox or stripe */
  provider: string
  /** of the card that is meant */
  paymentId: string
  /** who keeps this viewer's cards at the provider already */
  customerId: string | null
}>

/** The viewer wants another plan from the next period on. */
export type ChangePlan = Readonly<{
  type: 'ChangePlan'
  /** when it is decided, ms since 1970 */
  now: number
  viewerId: string
  subscriptionId: string
  planId: string
  /** as shown */
  planVersion: number
  /** minor units of currency, tax included */
  amount: bigint
  /** ISO 4217 */
  currency: string
  period: 'MONTH' | 'YEAR'
  /** the plan as fetched holds until then */
  validUntil: number
}>

/** Playing ended, or must end. */
export type ClosePlayback = Readonly<{
  type: 'ClosePlayback'
  /** when it is decided, ms since 1970 */
  now: number
  viewerId: string
  playbackId: string
  reason: 'VIEWER' | 'SIGNED_OUT' | 'TAKEN_DOWN' | 'OPERATOR'
}>

/** The viewer was erased; the provider is to forget all that it keeps for them. */
export type CustomerForgotten = Readonly<{
  type: 'CustomerForgotten'
  /** when it happened, ms since 1970 */
  at: number
  viewerId: string
  /** sandbox or stripe */
  provider: string
  /** the provider's */
  customerId: string
}>

/** The dispute was decided for the payer; the money is gone. */
export type DisputeLost = Readonly<{
  type: 'DisputeLost'
  /** when it happened, ms since 1970 */
  at: number
  viewerId: string
  orderId: string
  filmId: string
  sellerId: string
  /** the provider's */
  disputeId: string
  /** minor units of currency, what the payer wants back */
  amount: bigint
  /** ISO 4217 */
  currency: string
  /** minor units of currency, gone back of this order by now, by refunds and lost disputes */
  total: bigint
  /** minor units of currency: the tax in amount */
  taxAmount: bigint | null
  /** ISO 3166-1 alpha-2 */
  taxCountry: string | null
  /** hundredths of a percent */
  taxRate: number | null
  /** minor units of currency: the seller's part of amount; null before sellers had one */
  sellerAmount: bigint | null
  /** until then the seller's part is held: it may be given back */
  heldUntil: number | null
}>

/** The payer disputes a payment; the provider keeps the money back until it is decided. */
export type DisputeOpened = Readonly<{
  type: 'DisputeOpened'
  /** when it happened, ms since 1970 */
  at: number
  viewerId: string
  orderId: string
  filmId: string
  sellerId: string
  /** the provider's */
  disputeId: string
  paymentId: string
  /** minor units of currency, what the payer wants back */
  amount: bigint
  /** ISO 4217 */
  currency: string
  /** a stable type, as the payer or the bank gave it */
  reason: string
}>

/** The dispute was decided for the shop; the money is there again. */
export type DisputeWon = Readonly<{
  type: 'DisputeWon'
  /** when it happened, ms since 1970 */
  at: number
  viewerId: string
  orderId: string
  filmId: string
  sellerId: string
  /** the provider's */
  disputeId: string
  /** minor units of currency, what the payer wants back */
  amount: bigint
  /** ISO 4217 */
  currency: string
}>

/** It has ended at the provider, and nothing more is taken. */
export type EndSubscription = Readonly<{
  type: 'EndSubscription'
  /** when it is decided, ms since 1970 */
  now: number
  viewerId: string
  subscriptionId: string
  /** of the provider, a stable type; cancelled when it was asked for */
  reason: string
}>

/** The viewer may watch. */
export type EntitlementGranted = Readonly<{
  type: 'EntitlementGranted'
  /** when it happened, ms since 1970 */
  at: number
  viewerId: string
  orderId: string
  filmId: string
  kind: 'BUY' | 'RENT'
  /** a rental must be started before */
  startBy: number | null
  /** ms from the first play */
  watchWithin: number | null
  /** the best picture that it gives: at most 576, 1080 or 2160 lines; null: whatever there is */
  quality: 'SD' | 'HD' | 'UHD' | null
  /** ordered before it opened: it plays from then on */
  availableFrom: number | null
}>

/** What the order gave is taken away; what others give is not touched. */
export type EntitlementRevoked = Readonly<{
  type: 'EntitlementRevoked'
  /** when it happened, ms since 1970 */
  at: number
  viewerId: string
  orderId: string
  filmId: string
  reason: 'REFUNDED' | 'DISPUTED' | 'TAKEN_DOWN'
}>

/** Unpaid for too long, and cancelled at the provider. */
export type ExpireOrder = Readonly<{
  type: 'ExpireOrder'
  /** when it is decided, ms since 1970 */
  now: number
  viewerId: string
  orderId: string
}>

/** The viewer was erased: nothing of their cards is kept. */
export type ForgetCards = Readonly<{
  type: 'ForgetCards'
  /** when it is decided, ms since 1970 */
  now: number
  viewerId: string
}>

/** A verified webhook says that something changed; the provider is asked what. */
export type NotePaymentUpdate = Readonly<{
  type: 'NotePaymentUpdate'
  /** when it is decided, ms since 1970 */
  now: number
  viewerId: string
  orderId: string
  providerEventId: string
  /** by its type it may be about money that goes back */
  mayBeRefund: boolean
}>

/** The provider says that something changed. */
export type NoteSubscriptionUpdate = Readonly<{
  type: 'NoteSubscriptionUpdate'
  /** when it is decided, ms since 1970 */
  now: number
  viewerId: string
  subscriptionId: string
  providerEventId: string
}>

/** Unpaid for too long. */
export type OrderExpired = Readonly<{
  type: 'OrderExpired'
  /** when it happened, ms since 1970 */
  at: number
  viewerId: string
  orderId: string
  filmId: string
  /** that the order has */
  couponId: string | null
}>

/** A viewer ordered; nothing may be watched before the payment is taken. */
export type OrderPlaced = Readonly<{
  type: 'OrderPlaced'
  /** when it happened, ms since 1970 */
  at: number
  viewerId: string
  orderId: string
  filmId: string
  sellerId: string
  kind: 'BUY' | 'RENT'
  offerId: string
  offerVersion: number
  /** minor units of currency, tax included */
  amount: bigint
  /** ISO 4217 */
  currency: string
  /** ms from payment until it must be started */
  startWithin: number | null
  /** ms from the first play until it ends */
  watchWithin: number | null
  /** ms from the payment in which a film that was never played may be given back */
  refundWithin: number | null
  /** the best picture that it gives: at most 576, 1080 or 2160 lines; null: whatever there is */
  quality: 'SD' | 'HD' | 'UHD' | null
  /** ISO 3166-1 alpha-2, where the viewer lives and it was sold; null: not said */
  territory: string | null
  /** ordered before it opened: it plays from then on */
  availableFrom: number | null
  /** of the licence text that the viewer accepted */
  licenceVersion: string | null
  couponId: string | null
  /** minor units of currency that the coupon took off; amount is what is left to pay */
  discount: bigint | null
  /** who bears it: the seller's part is of the lower price, or of the whole */
  discountBy: 'SELLER' | 'PLATFORM' | null
  /** of the price without tax, in hundredths of a percent; null before sellers had one */
  sellerShare: number | null
  /** contained in the price, in hundredths of a percent */
  taxRate: number | null
  /** ISO 3166-1 alpha-2, where it is taxed */
  taxCountry: string | null
  provider: string
  /** the provider's token, never a card number */
  paymentMethod: string
  /** of a card that is kept: who keeps it at the provider */
  customerId: string | null
  /** keep the card once it has paid */
  saveCard: boolean
}>

/** Money of an order went back. */
export type OrderRefunded = Readonly<{
  type: 'OrderRefunded'
  /** when it happened, ms since 1970 */
  at: number
  viewerId: string
  orderId: string
  filmId: string
  sellerId: string
  /** null: it was not asked for here, but at the provider */
  refundId: string | null
  providerRefundId: string | null
  /** minor units of currency */
  amount: bigint
  /** ISO 4217 */
  currency: string
  /** minor units of currency, gone back of this order by now, by refunds and lost disputes */
  total: bigint
  /** minor units of currency: the tax in amount */
  taxAmount: bigint | null
  /** ISO 3166-1 alpha-2 */
  taxCountry: string | null
  /** hundredths of a percent */
  taxRate: number | null
  /** minor units of currency: the seller's part of amount; null before sellers had one */
  sellerAmount: bigint | null
  /** until then the seller's part is held: it may be given back */
  heldUntil: number | null
}>

/** The viewer must authenticate at the provider. */
export type PaymentActionRequired = Readonly<{
  type: 'PaymentActionRequired'
  /** when it happened, ms since 1970 */
  at: number
  viewerId: string
  orderId: string
  paymentId: string
  actionUrl: string
}>

/** An unconfirmed payment exists at the provider; only now may it be confirmed. */
export type PaymentAttached = Readonly<{
  type: 'PaymentAttached'
  /** when it happened, ms since 1970 */
  at: number
  viewerId: string
  orderId: string
  paymentId: string
}>

/** The order ended without money. */
export type PaymentFailed = Readonly<{
  type: 'PaymentFailed'
  /** when it happened, ms since 1970 */
  at: number
  viewerId: string
  orderId: string
  filmId: string
  paymentId: string | null
  /** stable type */
  reason: string
  /** that the order has */
  couponId: string | null
}>

/** The provider holds the money. */
export type PaymentTaken = Readonly<{
  type: 'PaymentTaken'
  /** when it happened, ms since 1970 */
  at: number
  viewerId: string
  orderId: string
  filmId: string
  sellerId: string
  kind: 'BUY' | 'RENT'
  paymentId: string
  /** minor units of currency */
  amount: bigint
  /** ISO 4217 */
  currency: string
  /** minor units of currency: the tax in amount */
  taxAmount: bigint | null
  /** ISO 3166-1 alpha-2 */
  taxCountry: string | null
  /** hundredths of a percent */
  taxRate: number | null
  /** minor units of currency: the seller's part of amount; null before sellers had one */
  sellerAmount: bigint | null
  /** until then the seller's part is held: it may be given back */
  heldUntil: number | null
  /** that the order has */
  couponId: string | null
}>

/** The provider says that something changed. */
export type PaymentUpdateNoticed = Readonly<{
  type: 'PaymentUpdateNoticed'
  /** when it happened, ms since 1970 */
  at: number
  viewerId: string
  orderId: string
  providerEventId: string
  /** of a paid order of which money may have gone back: who is to be asked */
  provider: string | null
  /** of such an order */
  paymentId: string | null
}>

/** A viewer asks to buy or rent a film at the offer that was shown. */
export type PlaceOrder = Readonly<{
  type: 'PlaceOrder'
  /** when it is decided, ms since 1970 */
  now: number
  viewerId: string
  orderId: string
  filmId: string
  sellerId: string
  kind: 'BUY' | 'RENT'
  offerId: string
  offerVersion: number
  /** minor units of currency, tax included */
  amount: bigint
  /** ISO 4217 */
  currency: string
  /** ms from payment until it must be started */
  startWithin: number | null
  /** ms from the first play until it ends */
  watchWithin: number | null
  /** ms from the payment in which a film that was never played may be given back */
  refundWithin: number | null
  /** the best picture that it gives: at most 576, 1080 or 2160 lines; null: whatever there is */
  quality: 'SD' | 'HD' | 'UHD' | null
  /** ISO 3166-1 alpha-2, where the viewer lives and it was sold; null: not said */
  territory: string | null
  /** from then on it may be ordered before it opens */
  preorderFrom: number | null
  /** it is sold from then on */
  opensAt: number | null
  /** it is sold until then */
  closesAt: number | null
  /** the offer as fetched holds until then */
  validUntil: number
  /** of the licence text that the viewer accepted */
  licenceVersion: string | null
  couponId: string | null
  /** minor units of currency that the coupon took off; amount is what is left to pay */
  discount: bigint | null
  /** who bears it: the seller's part is of the lower price, or of the whole */
  discountBy: 'SELLER' | 'PLATFORM' | null
  /** of the price without tax, in hundredths of a percent; null before sellers had one */
  sellerShare: number | null
  /** contained in the price, in hundredths of a percent */
  taxRate: number | null
  /** ISO 3166-1 alpha-2, where it is taxed */
  taxCountry: string | null
  /** sandbox or stripe */
  provider: string
  /** the provider's token, never a card number */
  paymentMethod: string
  /** the payment provider pays the film's seller; null: from before it was asked */
  sellerActive: boolean | null
  /** a card that is kept, instead of paymentMethod, which is empty then */
  cardId: string | null
  /** keep the card once it has paid */
  saveCard: boolean
}>

/** Holds from the next period that is paid at its price; the present plan again takes it back. */
export type PlanChangeAsked = Readonly<{
  type: 'PlanChangeAsked'
  /** when it happened, ms since 1970 */
  at: number
  viewerId: string
  subscriptionId: string
  planId: string
  planVersion: number
  /** minor units of currency, tax included */
  amount: bigint
  /** ISO 4217 */
  currency: string
}>

/** The playback session is over; edge refuses it. */
export type PlaybackClosed = Readonly<{
  type: 'PlaybackClosed'
  /** when it happened, ms since 1970 */
  at: number
  viewerId: string
  filmId: string
  playbackId: string
  reason: 'VIEWER' | 'SIGNED_OUT' | 'TAKEN_DOWN' | 'OPERATOR'
}>

/** A playback session may fetch manifests and segments. */
export type PlaybackGranted = Readonly<{
  type: 'PlaybackGranted'
  /** when it happened, ms since 1970 */
  at: number
  viewerId: string
  filmId: string
  playbackId: string
  /** the log-in */
  sessionId: string
  /** the grant that allowed it */
  orderId: string
  /** the set that plays */
  jobId: string
  /** when its token ends at the latest */
  expiresAt: number
  /** of the tab or app: what plays there makes room for what is started there */
  seatId: string | null
  /** tv, computer, tablet, phone; null: not told */
  device: string | null
  /** the best picture that it gives: at most 576, 1080 or 2160 lines; null: whatever there is */
  quality: 'SD' | 'HD' | 'UHD' | null
}>

/** What the provider says about a payment that the payer disputes. */
export type RecordDispute = Readonly<{
  type: 'RecordDispute'
  /** when it is decided, ms since 1970 */
  now: number
  viewerId: string
  orderId: string
  paymentId: string
  /** the provider's */
  disputeId: string
  /** minor units of currency, what the payer wants back */
  amount: bigint
  /** ISO 4217 */
  currency: string
  /** won and lost by the shop */
  status: 'OPEN' | 'WON' | 'LOST'
  /** a stable type, as the payer or the bank gave it */
  reason: string
}>

/** The provider will not take this payment. */
export type RecordPaymentFailed = Readonly<{
  type: 'RecordPaymentFailed'
  /** when it is decided, ms since 1970 */
  now: number
  viewerId: string
  orderId: string
  paymentId: string | null
  /** stable type */
  reason: string
}>

/** The provider holds the money. */
export type RecordPaymentTaken = Readonly<{
  type: 'RecordPaymentTaken'
  /** when it is decided, ms since 1970 */
  now: number
  viewerId: string
  orderId: string
  paymentId: string
  amount: bigint
  /** ISO 4217 */
  currency: string
}>

/** The provider has given money back, as it was asked for. */
export type RecordRefund = Readonly<{
  type: 'RecordRefund'
  /** when it is decided, ms since 1970 */
  now: number
  viewerId: string
  orderId: string
  refundId: string
  providerRefundId: string
  /** minor units of currency */
  amount: bigint
  /** ISO 4217 */
  currency: string
}>

/** The provider will not give this back, however often it is asked. */
export type RecordRefundFailed = Readonly<{
  type: 'RecordRefundFailed'
  /** when it is decided, ms since 1970 */
  now: number
  viewerId: string
  orderId: string
  refundId: string
  /** stable type */
  reason: string
}>

/** What the provider says that it has given back of a payment, by whomever it was asked. */
export type RecordRefundsAtProvider = Readonly<{
  type: 'RecordRefundsAtProvider'
  /** when it is decided, ms since 1970 */
  now: number
  viewerId: string
  orderId: string
  paymentId: string
  /** minor units of currency, all of them together */
  refunded: bigint
  /** ISO 4217 */
  currency: string
}>

/** What the provider says of the payment for a period; of an invoice it is told once as paid, and each time that it fails. */
export type RecordSubscriptionPeriod = Readonly<{
  type: 'RecordSubscriptionPeriod'
  /** when it is decided, ms since 1970 */
  now: number
  viewerId: string
  subscriptionId: string
  /** the provider's, of one period */
  invoiceId: string
  status: 'PAID' | 'FAILED'
  /** that was billed */
  planId: string
  /** the provider's */
  paymentId: string | null
  /** minor units of currency, tax included */
  amount: bigint
  /** ISO 4217 */
  currency: string
  /** ms since 1970 */
  periodStart: number
  /** ms since 1970 */
  periodEnd: number
  /** at the provider; null: not paid */
  paidAt: number | null
  /** why it failed, a stable type */
  reason: string | null
}>

/** What was not wanted is back. */
export type RecordSubscriptionRefund = Readonly<{
  type: 'RecordSubscriptionRefund'
  /** when it is decided, ms since 1970 */
  now: number
  viewerId: string
  subscriptionId: string
  /** the provider's, of one period */
  invoiceId: string
  providerRefundId: string
}>

/** The provider has begun the trial. */
export type RecordTrial = Readonly<{
  type: 'RecordTrial'
  /** when it is decided, ms since 1970 */
  now: number
  viewerId: string
  subscriptionId: string
  /** ms since 1970 */
  until: number
}>

/** The provider will not give it back; what was granted is as it was. */
export type RefundFailed = Readonly<{
  type: 'RefundFailed'
  /** when it happened, ms since 1970 */
  at: number
  viewerId: string
  orderId: string
  filmId: string
  refundId: string
  /** stable type */
  reason: string
}>

/** Money is to go back; when nothing is left then, the film may not be played until it is known whether it did. */
export type RefundRequested = Readonly<{
  type: 'RefundRequested'
  /** when it happened, ms since 1970 */
  at: number
  viewerId: string
  orderId: string
  filmId: string
  sellerId: string
  refundId: string
  provider: string
  paymentId: string
  /** minor units of currency */
  amount: bigint
  /** ISO 4217 */
  currency: string
  /** nothing is left of the payment after it */
  isWhole: boolean
  askedBy: 'VIEWER' | 'STAFF'
  /** who asked */
  personId: string
  reason: 'NOT_PLAYED' | 'FAULTY' | 'DUPLICATE' | 'TAKEN_DOWN' | 'GOODWILL'
}>

/** A viewer wants a card kept no longer. */
export type RemoveCard = Readonly<{
  type: 'RemoveCard'
  /** when it is decided, ms since 1970 */
  now: number
  viewerId: string
  cardId: string
}>

/** The first play; the second clock replaces the first. */
export type RentalStarted = Readonly<{
  type: 'RentalStarted'
  /** when it happened, ms since 1970 */
  at: number
  viewerId: string
  orderId: string
  filmId: string
  /** ms since 1970 */
  endsAt: number
}>

/** The viewer, or the staff for a reason, asks that money goes back. */
export type RequestRefund = Readonly<{
  type: 'RequestRefund'
  /** when it is decided, ms since 1970 */
  now: number
  viewerId: string
  orderId: string
  refundId: string
  /** minor units; null: all that is left */
  amount: bigint | null
  /** ISO 4217, of amount */
  currency: string | null
  askedBy: 'VIEWER' | 'STAFF'
  /** who asked */
  personId: string
  reason: 'NOT_PLAYED' | 'FAULTY' | 'DUPLICATE' | 'TAKEN_DOWN' | 'GOODWILL'
}>

/** The viewer must authenticate at the provider. */
export type RequirePaymentAction = Readonly<{
  type: 'RequirePaymentAction'
  /** when it is decided, ms since 1970 */
  now: number
  viewerId: string
  orderId: string
  paymentId: string
  actionUrl: string
}>

/** The payer must confirm the first payment. */
export type RequireSubscriptionAction = Readonly<{
  type: 'RequireSubscriptionAction'
  /** when it is decided, ms since 1970 */
  now: number
  viewerId: string
  subscriptionId: string
  /** a page of the provider */
  actionUrl: string
}>

/** The viewer takes the cancellation back. */
export type ResumeSubscription = Readonly<{
  type: 'ResumeSubscription'
  /** when it is decided, ms since 1970 */
  now: number
  viewerId: string
  subscriptionId: string
}>

/** The provider keeps this card. */
export type SaveCard = Readonly<{
  type: 'SaveCard'
  /** when it is decided, ms since 1970 */
  now: number
  viewerId: string
  cardId: string
  /** sandbox or stripe */
  provider: string
  /** the provider's, who keeps the card */
  customerId: string
  /** the provider's, never a card number */
  token: string
  /** visa, mastercard ... */
  brand: Sealed
  /** digits of the number */
  lastFour: Sealed
  /** year and month: 2030-12 */
  expires: Sealed
}>

/** A viewer wants to watch; the first time starts a rental's clock. */
export type StartPlayback = Readonly<{
  type: 'StartPlayback'
  /** when it is decided, ms since 1970 */
  now: number
  viewerId: string
  filmId: string
  playbackId: string
  /** the log-in */
  sessionId: string
  /** the set that will play */
  jobId: string
  /** of the film */
  durationMs: number
  /** ms */
  tokenLife: number
  /** false when taken down */
  available: boolean
  /** of the tab or app: what plays there makes room for what is started there */
  seatId: string | null
  /** tv, computer, tablet, phone; null: not told */
  device: string | null
  /** other playbacks of this viewer that told of themselves within the lease */
  playing: readonly string[]
  /** playbacks of a viewer at once */
  mostAtOnce: number
  /** of them by one rental */
  mostPerRental: number
  /** plans that contain the film */
  planIds: readonly string[]
}>

/** A viewer asks for a plan at the price that was shown. */
export type Subscribe = Readonly<{
  type: 'Subscribe'
  /** when it is decided, ms since 1970 */
  now: number
  viewerId: string
  subscriptionId: string
  planId: string
  /** as shown */
  planVersion: number
  /** minor units of currency, tax included */
  amount: bigint
  /** ISO 4217 */
  currency: string
  /** of the calendar */
  period: 'MONTH' | 'YEAR'
  /** before the first payment; 0 for none */
  trialDays: number
  /** ms after the end of a period in which films play on while the next payment is tried */
  grace: number
  /** of the licence text that the viewer accepted */
  licenceVersion: string
  /** contained in the price, in hundredths of a percent */
  taxRate: number | null
  /** ISO 3166-1 alpha-2, where it is taxed */
  taxCountry: string | null
  /** sandbox or stripe */
  provider: string
  /** the provider's token, never a card number */
  paymentMethod: string
  /** the plan as fetched holds until then */
  validUntil: number
}>

/** The payer must confirm the first payment. */
export type SubscriptionActionRequired = Readonly<{
  type: 'SubscriptionActionRequired'
  /** when it happened, ms since 1970 */
  at: number
  viewerId: string
  subscriptionId: string
  /** a page of the provider */
  actionUrl: string
}>

/** What it is called at the provider; only now a payment may be confirmed. */
export type SubscriptionAttached = Readonly<{
  type: 'SubscriptionAttached'
  /** when it happened, ms since 1970 */
  at: number
  viewerId: string
  subscriptionId: string
  /** the provider's */
  providerSubscriptionId: string
}>

/** No further period: it ends with the one that is paid, or at once when none is. */
export type SubscriptionCancelled = Readonly<{
  type: 'SubscriptionCancelled'
  /** when it happened, ms since 1970 */
  at: number
  viewerId: string
  subscriptionId: string
  planId: string
  /** films of the plan play until then */
  endsAt: number
}>

/** What was not wanted is back at the viewer. */
export type SubscriptionChargeReturned = Readonly<{
  type: 'SubscriptionChargeReturned'
  /** when it happened, ms since 1970 */
  at: number
  viewerId: string
  subscriptionId: string
  /** the provider's, of one period */
  invoiceId: string
  /** the provider's */
  paymentId: string
  providerRefundId: string
  /** minor units of currency, tax included */
  amount: bigint
  /** ISO 4217 */
  currency: string
}>

/** Money was taken for a period that is not given: it goes back. */
export type SubscriptionChargeUnwanted = Readonly<{
  type: 'SubscriptionChargeUnwanted'
  /** when it happened, ms since 1970 */
  at: number
  viewerId: string
  subscriptionId: string
  /** the provider's, of one period */
  invoiceId: string
  /** sandbox or stripe */
  provider: string
  /** the provider's */
  paymentId: string
  /** minor units of currency, tax included */
  amount: bigint
  /** ISO 4217 */
  currency: string
  reason: 'CANCELLED' | 'ENDED' | 'GRACE_OVER' | 'MISMATCH'
}>

/** It is over, here and at the provider. */
export type SubscriptionEnded = Readonly<{
  type: 'SubscriptionEnded'
  /** when it happened, ms since 1970 */
  at: number
  viewerId: string
  subscriptionId: string
  planId: string
  /** a stable type */
  reason: string
}>

/** The provider tries again; films play on until the grace is over. */
export type SubscriptionPaymentFailed = Readonly<{
  type: 'SubscriptionPaymentFailed'
  /** when it happened, ms since 1970 */
  at: number
  viewerId: string
  subscriptionId: string
  planId: string
  /** the provider's, of one period */
  invoiceId: string
  /** minor units of currency, tax included */
  amount: bigint
  /** ISO 4217 */
  currency: string
  /** ms since 1970 */
  periodStart: number
  /** ms since 1970 */
  periodEnd: number
  /** ms since 1970 */
  graceUntil: number
  /** a stable type */
  reason: string
}>

/** The provider holds the money for this period: films of the plan play until its end. */
export type SubscriptionPeriodPaid = Readonly<{
  type: 'SubscriptionPeriodPaid'
  /** when it happened, ms since 1970 */
  at: number
  viewerId: string
  subscriptionId: string
  planId: string
  planVersion: number
  /** the provider's, of one period */
  invoiceId: string
  /** the provider's */
  paymentId: string
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
  /** ms since 1970 */
  periodStart: number
  /** ms since 1970 */
  periodEnd: number
}>

/** Waits for its first payment, or for its trial to begin. Nothing is charged yet. */
export type SubscriptionRequested = Readonly<{
  type: 'SubscriptionRequested'
  /** when it happened, ms since 1970 */
  at: number
  viewerId: string
  subscriptionId: string
  planId: string
  /** as shown */
  planVersion: number
  /** minor units of currency, tax included */
  amount: bigint
  /** ISO 4217 */
  currency: string
  /** of the calendar */
  period: 'MONTH' | 'YEAR'
  /** before the first payment; 0 for none */
  trialDays: number
  /** ms after the end of a period in which films play on while the next payment is tried */
  grace: number
  /** of the licence text that the viewer accepted */
  licenceVersion: string
  /** contained in the price, in hundredths of a percent */
  taxRate: number | null
  /** ISO 3166-1 alpha-2, where it is taxed */
  taxCountry: string | null
  /** sandbox or stripe */
  provider: string
  /** the provider's token, never a card number */
  paymentMethod: string
}>

/** The cancellation was taken back in time. */
export type SubscriptionResumed = Readonly<{
  type: 'SubscriptionResumed'
  /** when it happened, ms since 1970 */
  at: number
  viewerId: string
  subscriptionId: string
  planId: string
}>

/** Films of the plan play until then without a payment. */
export type SubscriptionTrialStarted = Readonly<{
  type: 'SubscriptionTrialStarted'
  /** when it happened, ms since 1970 */
  at: number
  viewerId: string
  subscriptionId: string
  planId: string
  /** ms since 1970 */
  until: number
}>

/** Ask the provider what it is now. */
export type SubscriptionUpdateNoticed = Readonly<{
  type: 'SubscriptionUpdateNoticed'
  /** when it happened, ms since 1970 */
  at: number
  viewerId: string
  subscriptionId: string
  providerEventId: string
}>

export type CommerceCommand = AttachPayment | AttachSubscription | CancelSubscription | ChangePlan | ClosePlayback | EndSubscription | ExpireOrder | ForgetCards | NotePaymentUpdate | NoteSubscriptionUpdate | PlaceOrder | RecordDispute | RecordPaymentFailed | RecordPaymentTaken | RecordRefund | RecordRefundFailed | RecordRefundsAtProvider | RecordSubscriptionPeriod | RecordSubscriptionRefund | RecordTrial | RemoveCard | RequestRefund | RequirePaymentAction | RequireSubscriptionAction | ResumeSubscription | SaveCard | StartPlayback | Subscribe
export type CommerceEvent = CardRemoved | CardSaved | CardSavingAsked | CustomerForgotten | DisputeLost | DisputeOpened | DisputeWon | EntitlementGranted | EntitlementRevoked | OrderExpired | OrderPlaced | OrderRefunded | PaymentActionRequired | PaymentAttached | PaymentFailed | PaymentTaken | PaymentUpdateNoticed | PlanChangeAsked | PlaybackClosed | PlaybackGranted | RefundFailed | RefundRequested | RentalStarted | SubscriptionActionRequired | SubscriptionAttached | SubscriptionCancelled | SubscriptionChargeReturned | SubscriptionChargeUnwanted | SubscriptionEnded | SubscriptionPaymentFailed | SubscriptionPeriodPaid | SubscriptionRequested | SubscriptionResumed | SubscriptionTrialStarted | SubscriptionUpdateNoticed
