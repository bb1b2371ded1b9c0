// Commands and events for this folder's specs, with times that can be checked by head.
import type {
  CommerceCommand,
  CommerceEvent,
  PlaceOrder,
  RecordDispute,
  RecordPaymentTaken,
  RecordRefund,
  RequestRefund,
  StartPlayback,
} from '../../schemas/generated/types/commerce.ts'
import { partsBack } from './shares.ts'

export const day = (n: number): number => n * 86_400_000
export const minute = (n: number): number => n * 60_000

const viewerId = 'viewer'
const filmId = 'film'
const sellerId = 'seller'
const offer = { offerId: 'offer', offerVersion: 1, amount: 399n, currency: 'EUR', provider: 'sandbox' } as const
const terms = { sellerShare: 7_000, taxRate: 1_900, taxCountry: 'DE' } as const
const method = { paymentMethod: 'pm_success' } as const

export const buy = (now: number, part: Partial<PlaceOrder> = {}): PlaceOrder => ({
  type: 'PlaceOrder',
  now,
  viewerId,
  orderId: 'order',
  filmId,
  sellerId,
  kind: 'BUY',
  ...offer,
  startWithin: null,
  watchWithin: null,
  refundWithin: null,
  ...terms,
  validUntil: day(100),
  ...method,
  ...part,
})

export const rent = (now: number, part: Partial<PlaceOrder> = {}): PlaceOrder =>
  buy(now, { kind: 'RENT', startWithin: day(30), watchWithin: day(2), ...part })

export const placed = ({ now, validUntil: _, type: __, ...order }: PlaceOrder): CommerceEvent => ({
  type: 'OrderPlaced',
  at: now,
  ...order,
})

export const attach = (now: number, paymentId = 'pay', orderId = 'order'): CommerceCommand => ({
  type: 'AttachPayment',
  now,
  viewerId,
  orderId,
  paymentId,
})
export const attached = (at: number, paymentId = 'pay', orderId = 'order'): CommerceEvent => ({
  type: 'PaymentAttached',
  at,
  viewerId,
  orderId,
  paymentId,
})

export const take = (now: number, part: Partial<RecordPaymentTaken> = {}): RecordPaymentTaken => ({
  type: 'RecordPaymentTaken',
  now,
  viewerId,
  orderId: 'order',
  paymentId: 'pay',
  amount: 399n,
  currency: 'EUR',
  ...part,
})
export const taken = (at: number, kind: 'BUY' | 'RENT', orderId = 'order', paymentId = 'pay'): CommerceEvent[] => [
  {
    type: 'PaymentTaken',
    at,
    viewerId,
    orderId,
    filmId,
    sellerId,
    kind,
    paymentId,
    amount: 399n,
    currency: 'EUR',
    ...{ taxAmount: 64n, taxCountry: 'DE', taxRate: 1_900, sellerAmount: 234n, heldUntil: at + day(14) },
  },
  {
    type: 'EntitlementGranted',
    at,
    viewerId,
    orderId,
    filmId,
    kind,
    startBy: kind === 'RENT' ? at + day(30) : null,
    watchWithin: kind === 'RENT' ? day(2) : null,
  },
]

export const owned = (at: number, orderId = 'bought'): CommerceEvent[] => [
  placed(buy(at, { orderId })),
  attached(at, 'pay', orderId),
  ...taken(at, 'BUY', orderId),
]
export const rented = (at: number, orderId = 'rented'): CommerceEvent[] => [
  placed(rent(at, { orderId })),
  attached(at, 'pay', orderId),
  ...taken(at, 'RENT', orderId),
]

export const fail = (now: number, paymentId: string | null = 'pay'): CommerceCommand => ({
  type: 'RecordPaymentFailed',
  now,
  viewerId,
  orderId: 'order',
  paymentId,
  reason: 'card-declined',
})
export const failed = (at: number, paymentId: string | null = 'pay'): CommerceEvent => ({
  type: 'PaymentFailed',
  at,
  viewerId,
  orderId: 'order',
  filmId,
  paymentId,
  reason: 'card-declined',
})

export const expire = (now: number): CommerceCommand => ({ type: 'ExpireOrder', now, viewerId, orderId: 'order' })
export const expired = (at: number): CommerceEvent => ({ type: 'OrderExpired', at, viewerId, orderId: 'order', filmId })

export const ask = (now: number, actionUrl: string, paymentId = 'pay'): CommerceCommand => ({
  type: 'RequirePaymentAction',
  now,
  viewerId,
  orderId: 'order',
  paymentId,
  actionUrl,
})
export const asked = (at: number, actionUrl: string): CommerceEvent => ({
  type: 'PaymentActionRequired',
  at,
  viewerId,
  orderId: 'order',
  paymentId: 'pay',
  actionUrl,
})

export const note = (now: number, orderId = 'order', mayBeRefund = false): CommerceCommand => ({
  type: 'NotePaymentUpdate',
  now,
  viewerId,
  orderId,
  providerEventId: 'evt_1',
  mayBeRefund,
})

export const play = (now: number, part: Partial<StartPlayback> = {}): StartPlayback => ({
  type: 'StartPlayback',
  now,
  viewerId,
  filmId,
  playbackId: 'playback',
  sessionId: 'session',
  jobId: 'job',
  durationMs: minute(90),
  tokenLife: minute(150),
  available: true,
  seatId: null,
  device: null,
  playing: [],
  mostAtOnce: 3,
  mostPerRental: 1,
  ...part,
})
export const granted = (
  at: number,
  orderId: string,
  expiresAt: number,
  playbackId = 'playback',
  seatId: string | null = null,
): CommerceEvent => ({
  type: 'PlaybackGranted',
  at,
  viewerId,
  filmId,
  playbackId,
  sessionId: 'session',
  orderId,
  jobId: 'job',
  expiresAt,
  seatId,
  device: null,
})
export const started = (at: number, endsAt: number, orderId = 'rented'): CommerceEvent => ({
  type: 'RentalStarted',
  at,
  viewerId,
  orderId,
  filmId,
  endsAt,
})

export const close = (now: number, playbackId = 'playback'): CommerceCommand => ({
  type: 'ClosePlayback',
  now,
  viewerId,
  playbackId,
  reason: 'VIEWER',
})
export const closed = (at: number, playbackId = 'playback'): CommerceEvent => ({
  type: 'PlaybackClosed',
  at,
  viewerId,
  filmId,
  playbackId,
  reason: 'VIEWER',
})

/** All of it, by the viewer. */
export const giveBack = (now: number, part: Partial<RequestRefund> = {}): RequestRefund => ({
  type: 'RequestRefund',
  now,
  viewerId,
  orderId: 'bought',
  refundId: 'refund',
  amount: null,
  currency: null,
  askedBy: 'VIEWER',
  personId: viewerId,
  reason: 'NOT_PLAYED',
  ...part,
})
/** So much of it, by the staff. */
export const makeGood = (now: number, amount: bigint | null, part: Partial<RequestRefund> = {}): RequestRefund =>
  giveBack(now, { amount, askedBy: 'STAFF', personId: 'operator', reason: 'GOODWILL', ...part })
export const askedBack = ({ now, amount, currency: _, type: __, ...asked }: RequestRefund): CommerceEvent => ({
  type: 'RefundRequested',
  at: now,
  ...asked,
  filmId,
  sellerId,
  provider: 'sandbox',
  paymentId: 'pay',
  amount: amount ?? 399n,
  currency: 'EUR',
  isWhole: (amount ?? 399n) === 399n,
})
export const refund = (now: number, part: Partial<RecordRefund> = {}): RecordRefund => ({
  type: 'RecordRefund',
  now,
  viewerId,
  orderId: 'bought',
  refundId: 'refund',
  providerRefundId: 're',
  amount: 399n,
  currency: 'EUR',
  ...part,
})
export const refunded = (at: number, amount = 399n, total = amount, refundId: string | null = 'refund') => {
  const { tax: taxAmount, seller: sellerAmount } = partsBack(399n, total - amount, total, terms)
  return {
    type: 'OrderRefunded',
    at,
    viewerId,
    orderId: 'bought',
    filmId,
    sellerId,
    refundId,
    providerRefundId: refundId && 're',
    amount,
    currency: 'EUR',
    total,
    ...{ taxAmount, taxCountry: 'DE', taxRate: 1_900, sellerAmount, heldUntil: day(15) },
  } as const
}
export const revoked = (at: number, orderId = 'bought'): CommerceEvent => ({
  type: 'EntitlementRevoked',
  at,
  viewerId,
  orderId,
  filmId,
  reason: 'REFUNDED',
})
export const refuseRefund = (now: number, refundId = 'refund', orderId = 'bought'): CommerceCommand => ({
  type: 'RecordRefundFailed',
  now,
  viewerId,
  orderId,
  refundId,
  reason: 'charge-disputed',
})
export const refundFailed = (at: number, refundId = 'refund'): CommerceEvent => ({
  type: 'RefundFailed',
  at,
  viewerId,
  orderId: 'bought',
  filmId,
  refundId,
  reason: 'charge-disputed',
})
/** What the provider has given back of the payment, all in all. */
export const atProvider = (now: number, refunded: bigint, orderId = 'bought', paymentId = 'pay'): CommerceCommand => ({
  type: 'RecordRefundsAtProvider',
  now,
  viewerId,
  orderId,
  paymentId,
  refunded,
  currency: 'EUR',
})

export const dispute = (
  now: number,
  status: RecordDispute['status'],
  part: Partial<RecordDispute> = {},
): RecordDispute => ({
  type: 'RecordDispute',
  now,
  viewerId,
  orderId: 'bought',
  paymentId: 'pay',
  disputeId: 'dispute',
  amount: 399n,
  currency: 'EUR',
  status,
  reason: 'fraudulent',
  ...part,
})
const disputed = { viewerId, orderId: 'bought', filmId, sellerId, disputeId: 'dispute', currency: 'EUR' } as const
export const disputeOpened = (at: number, amount = 399n): CommerceEvent => ({
  ...{ type: 'DisputeOpened', at, ...disputed, paymentId: 'pay', amount, reason: 'fraudulent' },
})
export const disputeWon = (at: number, amount = 399n): CommerceEvent => ({
  type: 'DisputeWon',
  at,
  ...disputed,
  amount,
})
export const disputeLost = (at: number, amount = 399n, total = amount) => {
  const { tax: taxAmount, seller: sellerAmount } = partsBack(399n, total - amount, total, terms)
  const shares = { taxAmount, taxCountry: 'DE', taxRate: 1_900, sellerAmount, heldUntil: day(15) }
  return { type: 'DisputeLost', at, ...disputed, amount, total, ...shares } as const
}
