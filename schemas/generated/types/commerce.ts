// Generated from schemas/commerce/*.avsc. Do not edit.
/** The unconfirmed payment exists at the provider. */
export type AttachPayment = Readonly<{
  type: 'AttachPayment'
  /** when it is decided, ms since 1970 */
  now: number
  viewerId: string
  orderId: string
  paymentId: string
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
}>

/** Unpaid for too long, and cancelled at the provider. */
export type ExpireOrder = Readonly<{
  type: 'ExpireOrder'
  /** when it is decided, ms since 1970 */
  now: number
  viewerId: string
  orderId: string
}>

/** A verified webhook says that something changed; the provider is asked what. */
export type NotePaymentUpdate = Readonly<{
  type: 'NotePaymentUpdate'
  /** when it is decided, ms since 1970 */
  now: number
  viewerId: string
  orderId: string
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
  provider: string
  /** the provider's token, never a card number */
  paymentMethod: string
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
}>

/** The provider says that something changed. */
export type PaymentUpdateNoticed = Readonly<{
  type: 'PaymentUpdateNoticed'
  /** when it happened, ms since 1970 */
  at: number
  viewerId: string
  orderId: string
  providerEventId: string
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
  /** the offer as fetched holds until then */
  validUntil: number
  /** sandbox or stripe */
  provider: string
  /** the provider's token, never a card number */
  paymentMethod: string
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
}>

export type CommerceCommand = AttachPayment | ClosePlayback | ExpireOrder | NotePaymentUpdate | PlaceOrder | RecordPaymentFailed | RecordPaymentTaken | RequirePaymentAction | StartPlayback
export type CommerceEvent = EntitlementGranted | OrderExpired | OrderPlaced | PaymentActionRequired | PaymentAttached | PaymentFailed | PaymentTaken | PaymentUpdateNoticed | PlaybackClosed | PlaybackGranted | RentalStarted
