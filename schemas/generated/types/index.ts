// Generated from schemas/*/*.avsc. Do not edit.
import type * as catalogue from './catalogue.ts'
import type * as commerce from './commerce.ts'
import type * as coupons from './coupons.ts'
import type * as deadletters from './deadletters.ts'
import type * as identity from './identity.ts'
import type * as media from './media.ts'
import type * as playback from './playback.ts'
import type * as qoe from './qoe.ts'
import type * as recommendations from './recommendations.ts'
import type * as runtime from './runtime.ts'
import type * as sellers from './sellers.ts'

/** Every record's type by its name. */
export type RecordTypes = Readonly<{
  DescribeFilm: catalogue.DescribeFilm
  DraftFilm: catalogue.DraftFilm
  FilmDescribed: catalogue.FilmDescribed
  FilmDrafted: catalogue.FilmDrafted
  FilmPublished: catalogue.FilmPublished
  FilmPutBack: catalogue.FilmPutBack
  FilmTakenDown: catalogue.FilmTakenDown
  OffersSet: catalogue.OffersSet
  PublishFilm: catalogue.PublishFilm
  PutBackFilm: catalogue.PutBackFilm
  RecordRenditions: catalogue.RecordRenditions
  RecordRenditionsFailed: catalogue.RecordRenditionsFailed
  RecordUpload: catalogue.RecordUpload
  RenditionsFailed: catalogue.RenditionsFailed
  RenditionsReady: catalogue.RenditionsReady
  SetOffers: catalogue.SetOffers
  SourceUploaded: catalogue.SourceUploaded
  TakeDownFilm: catalogue.TakeDownFilm
  AttachPayment: commerce.AttachPayment
  CardRemoved: commerce.CardRemoved
  CardSaved: commerce.CardSaved
  CardSavingAsked: commerce.CardSavingAsked
  ClosePlayback: commerce.ClosePlayback
  CustomerForgotten: commerce.CustomerForgotten
  DisputeLost: commerce.DisputeLost
  DisputeOpened: commerce.DisputeOpened
  DisputeWon: commerce.DisputeWon
  EntitlementGranted: commerce.EntitlementGranted
  EntitlementRevoked: commerce.EntitlementRevoked
  ExpireOrder: commerce.ExpireOrder
  ForgetCards: commerce.ForgetCards
  NotePaymentUpdate: commerce.NotePaymentUpdate
  OrderExpired: commerce.OrderExpired
  OrderPlaced: commerce.OrderPlaced
  OrderRefunded: commerce.OrderRefunded
  PaymentActionRequired: commerce.PaymentActionRequired
  PaymentAttached: commerce.PaymentAttached
  PaymentFailed: commerce.PaymentFailed
  PaymentTaken: commerce.PaymentTaken
  PaymentUpdateNoticed: commerce.PaymentUpdateNoticed
  PlaceOrder: commerce.PlaceOrder
  PlaybackClosed: commerce.PlaybackClosed
  PlaybackGranted: commerce.PlaybackGranted
  RecordDispute: commerce.RecordDispute
  RecordPaymentFailed: commerce.RecordPaymentFailed
  RecordPaymentTaken: commerce.RecordPaymentTaken
  RecordRefund: commerce.RecordRefund
  RecordRefundFailed: commerce.RecordRefundFailed
  RecordRefundsAtProvider: commerce.RecordRefundsAtProvider
  RefundFailed: commerce.RefundFailed
  RefundRequested: commerce.RefundRequested
  RemoveCard: commerce.RemoveCard
  RentalStarted: commerce.RentalStarted
  RequestRefund: commerce.RequestRefund
  RequirePaymentAction: commerce.RequirePaymentAction
  SaveCard: commerce.SaveCard
  StartPlayback: commerce.StartPlayback
  CouponCreated: coupons.CouponCreated
  CouponHeld: coupons.CouponHeld
  CouponReleased: coupons.CouponReleased
  CouponReserved: coupons.CouponReserved
  CouponUsed: coupons.CouponUsed
  CouponWithdrawn: coupons.CouponWithdrawn
  CreateCoupon: coupons.CreateCoupon
  HoldCoupon: coupons.HoldCoupon
  ReleaseCoupon: coupons.ReleaseCoupon
  ReserveCoupon: coupons.ReserveCoupon
  UseCoupon: coupons.UseCoupon
  WithdrawCoupon: coupons.WithdrawCoupon
  DropAsked: deadletters.DropAsked
  RecordParked: deadletters.RecordParked
  RecordSettled: deadletters.RecordSettled
  RetryAsked: deadletters.RetryAsked
  CloseSession: identity.CloseSession
  CountryDeclared: identity.CountryDeclared
  DeclareCountry: identity.DeclareCountry
  ErasePerson: identity.ErasePerson
  InvoiceAddressRemoved: identity.InvoiceAddressRemoved
  InvoiceAddressSet: identity.InvoiceAddressSet
  OpenSession: identity.OpenSession
  PersonErased: identity.PersonErased
  PersonRegistered: identity.PersonRegistered
  RegisterPerson: identity.RegisterPerson
  RemoveInvoiceAddress: identity.RemoveInvoiceAddress
  SessionClosed: identity.SessionClosed
  SessionOpened: identity.SessionOpened
  SetInvoiceAddress: identity.SetInvoiceAddress
  CompleteTranscode: media.CompleteTranscode
  FailTranscode: media.FailTranscode
  MediaPackaged: media.MediaPackaged
  RequestTranscode: media.RequestTranscode
  StartTranscode: media.StartTranscode
  TranscodeFailed: media.TranscodeFailed
  TranscodeRequested: media.TranscodeRequested
  TranscodeStarted: media.TranscodeStarted
  PlayEnded: playback.PlayEnded
  PlayFailed: playback.PlayFailed
  PlayHeartbeat: playback.PlayHeartbeat
  PlayPaused: playback.PlayPaused
  PlaySought: playback.PlaySought
  PlayStalled: playback.PlayStalled
  PlayStarted: playback.PlayStarted
  QualityChanged: playback.QualityChanged
  IncidentClosed: qoe.IncidentClosed
  IncidentOpened: qoe.IncidentOpened
  QoeMinute: qoe.QoeMinute
  TrendingFilms: recommendations.TrendingFilms
  ViewerRecommendations: recommendations.ViewerRecommendations
  Barrier: runtime.Barrier
  CommandExpired: runtime.CommandExpired
  CommandFailed: runtime.CommandFailed
  CommandRejected: runtime.CommandRejected
  EventTooLate: runtime.EventTooLate
  NothingChanged: runtime.NothingChanged
  ProcessorMovedOn: runtime.ProcessorMovedOn
  AccountStatusChanged: sellers.AccountStatusChanged
  AccountUpdateNoticed: sellers.AccountUpdateNoticed
  ApplyAsSeller: sellers.ApplyAsSeller
  AskOnboarding: sellers.AskOnboarding
  AskReconciliation: sellers.AskReconciliation
  ChangeSellerDetails: sellers.ChangeSellerDetails
  CreditSale: sellers.CreditSale
  CurrencyReconciled: sellers.CurrencyReconciled
  DebitRefund: sellers.DebitRefund
  FundsReleased: sellers.FundsReleased
  InvoiceIssued: sellers.InvoiceIssued
  IssueInvoice: sellers.IssueInvoice
  NoteAccountUpdate: sellers.NoteAccountUpdate
  OfferOnboarding: sellers.OfferOnboarding
  OnboardingAsked: sellers.OnboardingAsked
  OnboardingOffered: sellers.OnboardingOffered
  PayoutFailed: sellers.PayoutFailed
  PayoutMade: sellers.PayoutMade
  PayoutRequested: sellers.PayoutRequested
  ReconciliationAsked: sellers.ReconciliationAsked
  ReconciliationEnded: sellers.ReconciliationEnded
  RecordAccountStatus: sellers.RecordAccountStatus
  RecordPayout: sellers.RecordPayout
  RecordPayoutFailed: sellers.RecordPayoutFailed
  RecordReconciliation: sellers.RecordReconciliation
  RecordSellerAccount: sellers.RecordSellerAccount
  RefundDebited: sellers.RefundDebited
  ReleaseFunds: sellers.ReleaseFunds
  RequestPayout: sellers.RequestPayout
  SaleCredited: sellers.SaleCredited
  SellerAccountOpened: sellers.SellerAccountOpened
  SellerApplied: sellers.SellerApplied
  SellerDetailsChanged: sellers.SellerDetailsChanged
}>
