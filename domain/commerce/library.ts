// One viewer's orders, grants and open playbacks, folded from the events. Key: viewerId.
import type { CommerceEvent, EntitlementGranted } from '../../schemas/generated/types/commerce.ts'
import { assertNever } from '../decision.ts'
import { type Access, accessStatus, type Quality } from './rules.ts'
import { foldSubscriptions, type Subscription } from './subscription.ts'

/** `asked` until the provider has given it back, or will not. */
export type Refund = Readonly<{ refundId: string; amount: string; status: 'asked' | 'made' | 'failed' }>

/** `disputeId`: the provider's; won and lost by the shop. */
export type Dispute = Readonly<{ disputeId: string; amount: string; status: 'open' | 'won' | 'lost' }>

/** `open` until the money is there or will not come. Money as decimal text: the state is plain JSON. */
export type Order = Readonly<{
  orderId: string
  filmId: string
  sellerId: string
  provider: string
  kind: 'BUY' | 'RENT'
  amount: string
  currency: string
  startWithin: number | null
  watchWithin: number | null
  status: 'open' | 'paid' | 'failed' | 'expired'
  paymentId: string | null
  actionUrl: string | null
  /** ms since 1970 */
  paidAt: number | null
  /** ms; null: as usual */
  refundWithin: number | null
  /** ordered before it opened; ms since 1970 */
  availableFrom: number | null
  quality: Quality
  /** hundredths of a percent; null before there were shares */
  sellerShare: number | null
  taxRate: number | null
  taxCountry: string | null
  couponId: string | null
  /** of the price, by a coupon of the platform */
  borne: string | null
  /** once it has paid */
  saveCard: boolean
  refunds: readonly Refund[]
  /** given back by the provider without our asking */
  refundedElsewhere: string
  disputes: readonly Dispute[]
}>

/** What a paid order gives; watchWithin in ms, 0 when bought. It does not play while it is `returning`. */
export type Grant = Access &
  Readonly<{
    orderId: string
    filmId: string
    watchWithin: number
    quality: Quality
    played: boolean
    returning: boolean
  }>

export type Playback = Readonly<{
  playbackId: string
  filmId: string
  orderId: string
  /** when it was granted or prolonged, ms since 1970 */
  grantedAt: number
  expiresAt: number
  closed: boolean
  seatId: string | null
}>

/** Kept at the provider for `customerId`; `token` is theirs. */
export type Card = Readonly<{ cardId: string; provider: string; customerId: string; token: string }>

export type Library = Readonly<{
  orders: readonly Order[]
  grants: readonly Grant[]
  playbacks: readonly Playback[]
  cards: readonly Card[]
  /** who keeps or kept cards of this viewer at a provider, newest first */
  customers: readonly Pick<Card, 'provider' | 'customerId'>[]
  subscriptions: readonly Subscription[]
}>

export const emptyLibrary: Library = {
  orders: [],
  grants: [],
  playbacks: [],
  cards: [],
  customers: [],
  subscriptions: [],
}

export const orderOf = (library: Library, orderId: string): Order | undefined =>
  library.orders.find((order) => order.orderId === orderId)

/** Everything that lets this film be watched now. */
export const liveGrants = (library: Library, filmId: string, now: number): readonly Grant[] =>
  library.grants.filter((grant) => grant.filmId === filmId && !grant.returning && accessStatus(grant, now) !== 'over')

/** Of this film: the money is on its way back. */
export const returningGrants = (library: Library, filmId: string): readonly Grant[] =>
  library.grants.filter((grant) => grant.filmId === filmId && grant.returning)

export const openOrders = (library: Library, filmId: string): readonly Order[] =>
  library.orders.filter((order) => order.filmId === filmId && order.status === 'open')

export const evolve = (library: Library, event: CommerceEvent): Library => forget(fold(library, event), event.at)

const fold = (library: Library, event: CommerceEvent): Library => {
  switch (event.type) {
    case 'OrderPlaced': {
      const { orderId, filmId, sellerId, kind, amount, currency, startWithin, watchWithin, provider } = event
      const { refundWithin, sellerShare, taxRate, taxCountry, availableFrom, quality, saveCard } = event
      const borne = event.discountBy === 'PLATFORM' ? String(event.discount ?? 0n) : null
      const order: Order = {
        ...{ orderId, filmId, sellerId, kind, amount: String(amount), currency, startWithin, watchWithin, provider },
        ...{ status: 'open', paymentId: null, actionUrl: null, paidAt: null },
        ...{
          availableFrom,
          quality,
          refundWithin,
          refunds: [],
          refundedElsewhere: '0',
          disputes: [],
          couponId: event.couponId,
          borne,
          sellerShare,
          taxRate,
          taxCountry,
          saveCard,
        },
      }
      return { ...library, orders: [...library.orders, order] }
    }
    case 'PaymentAttached':
      return changeOrder(library, event.orderId, () => ({ paymentId: event.paymentId }))
    case 'PaymentActionRequired':
      return changeOrder(library, event.orderId, () => ({ actionUrl: event.actionUrl }))
    case 'PaymentTaken':
      return changeOrder(library, event.orderId, () => ({ status: 'paid', paidAt: event.at }))
    case 'PaymentFailed':
      return changeOrder(library, event.orderId, () => ({ status: 'failed' }))
    case 'OrderExpired':
      return changeOrder(library, event.orderId, () => ({ status: 'expired' }))
    case 'EntitlementGranted':
      return { ...library, grants: [...library.grants, grantOf(event)] }
    case 'RentalStarted':
      return changeGrant(library, event.orderId, (grant) =>
        grant.kind === 'RENT' ? { ...grant, endsAt: event.endsAt } : grant,
      )
    case 'PlaybackGranted': {
      const { at: grantedAt, playbackId, filmId, orderId, expiresAt, seatId } = event
      const others = library.playbacks.filter((playback) => playback.playbackId !== playbackId)
      const playbacks = [...others, { playbackId, filmId, orderId, grantedAt, expiresAt, closed: false, seatId }]
      return changeGrant({ ...library, playbacks }, orderId, (grant) => ({ ...grant, played: true }))
    }
    case 'PlaybackClosed':
      return {
        ...library,
        playbacks: library.playbacks.map((playback) =>
          playback.playbackId === event.playbackId ? { ...playback, closed: true } : playback,
        ),
      }
    case 'RefundRequested': {
      const { orderId, refundId, amount, isWhole } = event
      const asked = { refundId, amount: String(amount), status: 'asked' } as const
      const known = changeOrder(library, orderId, ({ refunds }) => ({ refunds: [...refunds, asked] }))
      return isWhole ? changeGrant(known, orderId, (grant) => ({ ...grant, returning: true })) : known
    }
    case 'OrderRefunded': {
      const { orderId, refundId, amount } = event
      return changeOrder(library, orderId, ({ refunds, refundedElsewhere }) =>
        refundId === null
          ? { refundedElsewhere: String(BigInt(refundedElsewhere) + amount) }
          : { refunds: settled(refunds, refundId, 'made') },
      )
    }
    case 'RefundFailed': {
      const { orderId, refundId } = event
      const known = changeOrder(library, orderId, ({ refunds }) => ({ refunds: settled(refunds, refundId, 'failed') }))
      return changeGrant(known, orderId, (grant) => ({ ...grant, returning: false }))
    }
    case 'DisputeOpened': {
      const { orderId, disputeId, amount } = event
      const opened = { disputeId, amount: String(amount), status: 'open' } as const
      return changeOrder(library, orderId, ({ disputes }) => ({ disputes: [...disputes, opened] }))
    }
    case 'DisputeWon':
      return changeOrder(library, event.orderId, ({ disputes }) => ({
        disputes: ended(disputes, event.disputeId, 'won'),
      }))
    case 'DisputeLost':
      return changeOrder(library, event.orderId, ({ disputes }) => ({
        disputes: ended(disputes, event.disputeId, 'lost'),
      }))
    case 'EntitlementRevoked':
      return { ...library, grants: library.grants.filter((grant) => grant.orderId !== event.orderId) }
    case 'CardSaved': {
      const { cardId, provider, customerId, token } = event
      const customers = library.customers.filter((one) => one.customerId !== customerId)
      const cards = [...library.cards, { cardId, provider, customerId, token }]
      return { ...library, cards, customers: [{ provider, customerId }, ...customers] }
    }
    case 'CardRemoved':
      return { ...library, cards: library.cards.filter(({ cardId }) => cardId !== event.cardId) }
    case 'CustomerForgotten':
      return { ...library, customers: library.customers.filter((one) => one.customerId !== event.customerId) }
    case 'PaymentUpdateNoticed':
    case 'CardSavingAsked':
      return library
    case 'SubscriptionRequested':
    case 'SubscriptionAttached':
    case 'SubscriptionActionRequired':
    case 'SubscriptionTrialStarted':
    case 'SubscriptionPeriodPaid':
    case 'SubscriptionPaymentFailed':
    case 'SubscriptionChargeUnwanted':
    case 'SubscriptionChargeReturned':
    case 'SubscriptionCancelled':
    case 'SubscriptionResumed':
    case 'PlanChangeAsked':
    case 'SubscriptionUpdateNoticed':
    case 'SubscriptionEnded':
      return { ...library, subscriptions: foldSubscriptions(library.subscriptions, event) }
    default:
      return assertNever(event)
  }
}

/** A rental without clocks was never sold; told so by a broken record, it is over at once. */
const grantOf = ({ at, orderId, filmId, kind, ...granted }: EntitlementGranted): Grant => {
  const { startBy, watchWithin, quality, availableFrom } = granted
  const fresh = { orderId, filmId, quality, played: false, returning: false }
  return kind === 'BUY'
    ? { kind, ...fresh, availableFrom, watchWithin: 0 }
    : { kind, ...fresh, startBy: startBy ?? at, watchWithin: watchWithin ?? 0, endsAt: null }
}

const changeOrder = (library: Library, orderId: string, part: (order: Order) => Partial<Order>): Library => ({
  ...library,
  orders: library.orders.map((order) => (order.orderId === orderId ? { ...order, ...part(order) } : order)),
})

const changeGrant = (library: Library, orderId: string, change: (grant: Grant) => Grant): Library => ({
  ...library,
  grants: library.grants.map((grant) => (grant.orderId === orderId ? change(grant) : grant)),
})

const settled = (refunds: readonly Refund[], refundId: string, status: Refund['status']): readonly Refund[] =>
  refunds.map((refund) => (refund.refundId === refundId ? { ...refund, status } : refund))

const ended = (disputes: readonly Dispute[], disputeId: string, status: Dispute['status']): readonly Dispute[] =>
  disputes.map((dispute) => (dispute.disputeId === disputeId ? { ...dispute, status } : dispute))

/** A dead token needs no closing. Orders stay: a forgotten one could be placed, and charged, again. */
const forget = (library: Library, now: number): Library => ({
  ...library,
  playbacks: library.playbacks.filter((playback) => now < playback.expiresAt),
})
