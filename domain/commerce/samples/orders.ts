// Orders and their payments, with times that can be checked by head.
import type {
  CommerceCommand,
  CommerceEvent,
  PlaceOrder,
  RecordPaymentTaken,
} from '../../../schemas/generated/types/commerce.ts'
import { currentLicence } from '../rules.ts'

export const day = (n: number): number => n * 86_400_000
export const minute = (n: number): number => n * 60_000

export const ids = { viewerId: 'viewer', filmId: 'film', sellerId: 'seller' } as const
const { viewerId, filmId, sellerId } = ids
const offer = { offerId: 'offer', offerVersion: 1, amount: 399n, currency: 'EUR', provider: 'sandbox' } as const
export const terms = { sellerShare: 7_000, taxRate: 1_900, taxCountry: 'DE' } as const
export const anywhere = { quality: null, territory: null, couponId: null, discount: null, discountBy: null } as const
const always = { preorderFrom: null, opensAt: null, closesAt: null } as const
const method = { paymentMethod: 'pm_success', cardId: null, saveCard: false } as const

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
  licenceVersion: currentLicence,
  ...terms,
  ...anywhere,
  ...always,
  validUntil: day(100),
  ...method,
  sellerActive: true,
  ...part,
})

export const rent = (now: number, part: Partial<PlaceOrder> = {}): PlaceOrder =>
  buy(now, { kind: 'RENT', startWithin: day(30), watchWithin: day(2), ...part })

export const placed = (command: PlaceOrder, availableFrom: number | null = null): CommerceEvent => {
  const { now, validUntil: _, type: __, preorderFrom: ___, opensAt: ____, closesAt: _____, ...rest } = command
  const { sellerActive: ______, cardId: _______, ...order } = rest
  return { type: 'OrderPlaced', at: now, ...order, customerId: null, availableFrom }
}

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
    ...{
      taxAmount: 64n,
      taxCountry: 'DE',
      taxRate: 1_900,
      sellerAmount: 234n,
      heldUntil: at + day(14),
      couponId: null,
    },
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
    ...{ quality: null, availableFrom: null },
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
  ...{ reason: 'card-declined', couponId: null },
})

export const expire = (now: number): CommerceCommand => ({ type: 'ExpireOrder', now, viewerId, orderId: 'order' })
export const expired = (at: number): CommerceEvent => ({
  ...{ type: 'OrderExpired', at, viewerId, orderId: 'order', filmId, couponId: null },
})

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
