// Generated from schemas/*/*.avsc. Do not edit.
import type * as catalogue from './catalogue.ts'
import type * as commerce from './commerce.ts'
import type * as deadletters from './deadletters.ts'
import type * as identity from './identity.ts'
import type * as media from './media.ts'
import type * as plans from './plans.ts'
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
  FilmPlansSet: catalogue.FilmPlansSet
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
  SetFilmPlans: catalogue.SetFilmPlans
  SetOffers: catalogue.SetOffers
  SourceUploaded: catalogue.SourceUploaded
  TakeDownFilm: catalogue.TakeDownFilm
  AttachPayment: commerce.AttachPayment
  AttachSubscription: commerce.AttachSubscription
  CancelSubscription: commerce.CancelSubscription
  ChangePlan: commerce.ChangePlan
  ClosePlayback: commerce.ClosePlayback
  DisputeLost: commerce.DisputeLost
  DisputeOpened: commerce.DisputeOpened
  DisputeWon: commerce.DisputeWon
  EndSubscription: commerce.EndSubscription
  EntitlementGranted: commerce.EntitlementGranted
  EntitlementRevoked: commerce.EntitlementRevoked
  ExpireOrder: commerce.ExpireOrder
  NotePaymentUpdate: commerce.NotePaymentUpdate
  NoteSubscriptionUpdate: commerce.NoteSubscriptionUpdate
  OrderExpired: commerce.OrderExpired
  OrderPlaced: commerce.OrderPlaced
  OrderRefunded: commerce.OrderRefunded
  PaymentActionRequired: commerce.PaymentActionRequired
  PaymentAttached: commerce.PaymentAttached
  PaymentFailed: commerce.PaymentFailed
  PaymentTaken: commerce.PaymentTaken
  PaymentUpdateNoticed: commerce.PaymentUpdateNoticed
  PlaceOrder: commerce.PlaceOrder
  PlanChangeAsked: commerce.PlanChangeAsked
  PlaybackClosed: commerce.PlaybackClosed
  PlaybackGranted: commerce.PlaybackGranted
  RecordDispute: commerce.RecordDispute
  RecordPaymentFailed: commerce.RecordPaymentFailed
  RecordPaymentTaken: commerce.RecordPaymentTaken
  RecordRefund: commerce.RecordRefund
  RecordRefundFailed: commerce.RecordRefundFailed
  RecordRefundsAtProvider: commerce.RecordRefundsAtProvider
  RecordSubscriptionPeriod: commerce.RecordSubscriptionPeriod
  RecordSubscriptionRefund: commerce.RecordSubscriptionRefund
  RecordTrial: commerce.RecordTrial
  RefundFailed: commerce.RefundFailed
  RefundRequested: commerce.RefundRequested
  RentalStarted: commerce.RentalStarted
  RequestRefund: commerce.RequestRefund
  RequirePaymentAction: commerce.RequirePaymentAction
  RequireSubscriptionAction: commerce.RequireSubscriptionAction
  ResumeSubscription: commerce.ResumeSubscription
  StartPlayback: commerce.StartPlayback
  Subscribe: commerce.Subscribe
  SubscriptionActionRequired: commerce.SubscriptionActionRequired
  SubscriptionAttached: commerce.SubscriptionAttached
  SubscriptionCancelled: commerce.SubscriptionCancelled
  SubscriptionChargeReturned: commerce.SubscriptionChargeReturned
  SubscriptionChargeUnwanted: commerce.SubscriptionChargeUnwanted
  SubscriptionEnded: commerce.SubscriptionEnded
  SubscriptionPaymentFailed: commerce.SubscriptionPaymentFailed
  SubscriptionPeriodPaid: commerce.SubscriptionPeriodPaid
  SubscriptionRequested: commerce.SubscriptionRequested
  SubscriptionResumed: commerce.SubscriptionResumed
  SubscriptionTrialStarted: commerce.SubscriptionTrialStarted
  SubscriptionUpdateNoticed: commerce.SubscriptionUpdateNoticed
  DropAsked: deadletters.DropAsked
  RecordParked: deadletters.RecordParked
  RecordSettled: deadletters.RecordSettled
  RetryAsked: deadletters.RetryAsked
  CloseSession: identity.CloseSession
  CountryDeclared: identity.CountryDeclared
  DeclareCountry: identity.DeclareCountry
  ErasePerson: identity.ErasePerson
  OpenSession: identity.OpenSession
  PersonErased: identity.PersonErased
  PersonRegistered: identity.PersonRegistered
  RegisterPerson: identity.RegisterPerson
  SessionClosed: identity.SessionClosed
  SessionOpened: identity.SessionOpened
  CompleteTranscode: media.CompleteTranscode
  FailTranscode: media.FailTranscode
  MediaPackaged: media.MediaPackaged
  RequestTranscode: media.RequestTranscode
  StartTranscode: media.StartTranscode
  TranscodeFailed: media.TranscodeFailed
  TranscodeRequested: media.TranscodeRequested
  TranscodeStarted: media.TranscodeStarted
  PlanRetired: plans.PlanRetired
  PlanSet: plans.PlanSet
  RetirePlan: plans.RetirePlan
  SetPlan: plans.SetPlan
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
  BillSubscription: sellers.BillSubscription
  ChangeSellerDetails: sellers.ChangeSellerDetails
  CreditSale: sellers.CreditSale
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
  RecordAccountStatus: sellers.RecordAccountStatus
  RecordPayout: sellers.RecordPayout
  RecordPayoutFailed: sellers.RecordPayoutFailed
  RecordSellerAccount: sellers.RecordSellerAccount
  RefundDebited: sellers.RefundDebited
  ReleaseFunds: sellers.ReleaseFunds
  RequestPayout: sellers.RequestPayout
  SaleCredited: sellers.SaleCredited
  SellerAccountOpened: sellers.SellerAccountOpened
  SellerApplied: sellers.SellerApplied
  SellerDetailsChanged: sellers.SellerDetailsChanged
  SubscriptionBilled: sellers.SubscriptionBilled
}>
