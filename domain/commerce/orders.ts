// Ordering and paying: what may be bought or rented, and the steps until the money is there.
import type {
  AttachPayment,
  CommerceEvent,
  ExpireOrder,
  NotePaymentUpdate,
  OrderPlaced,
  PlaceOrder,
  RecordPaymentFailed,
  RecordPaymentTaken,
  RequirePaymentAction,
} from '../../schemas/generated/types/commerce.ts'
import { type Decision, type Refusal, refuse } from '../decision.ts'
import { paysWith, savingAsked } from './cards.ts'
import { evolve, type Library, liveGrants, type Order, openOrders, orderOf, returningGrants } from './library.ts'
import { currentLicence, freeOfCharge, refundableUntil, startRentalBy } from './rules.ts'
import { partsOf } from './shares.ts'

export const placeOrder = (command: PlaceOrder, library: Library): Decision<CommerceEvent> => {
  const { now, validUntil, sellerActive, preorderFrom, opensAt, closesAt, type: _, cardId: __, ...order } = command
  const known = orderOf(library, order.orderId)
  if (known) return sameOrder(known, command) ? [] : refuse('conflict', 'This order id stands for another order.')
  if (order.viewerId === order.sellerId)
    return refuse('own-film', 'This is your own film: nobody buys from themselves.')
  if (!sellerActive) return refuse('not-for-sale', 'This film is not sold at the moment.')
  if (order.licenceVersion !== currentLicence)
    return refuse('terms-changed', `The licence text that holds now is that of ${currentLicence}.`)
  if (now >= validUntil) return refuse('price-changed', 'The offer is no longer valid; ask for the new one.')

  const isOpen = opensAt === null || now >= opensAt
  if (!isOpen && (order.kind === 'RENT' || preorderFrom === null || now < preorderFrom))
    return refuse('not-on-sale', `It is sold from ${new Date(opensAt).toISOString()} on.`)
  if (closesAt !== null && now >= closesAt)
    return refuse('not-on-sale', `It was sold until ${new Date(closesAt).toISOString()}.`)

  const live = liveGrants(library, order.filmId, now)
  if (live.some((grant) => grant.kind === 'BUY')) return refuse('already-owned', 'You own this film; play it.')
  if (order.kind === 'RENT' && live.length > 0)
    return refuse('already-rented', 'You are renting this film; rent it again when its time is over.')
  if (returningGrants(library, order.filmId).some(({ kind }) => kind === 'BUY' || order.kind === 'RENT'))
    return refuse('refund-pending', 'You are giving this film back; order it again when the money is back.')
  if (openOrders(library, order.filmId).some((open) => open.kind === order.kind))
    return refuse('order-pending', 'An order for this film waits for its payment; finish it or let it expire.')

  if (order.kind === 'RENT' && (order.startWithin === null || order.watchWithin === null))
    return refuse('invalid-request', 'A rental needs the time to start it and the time to watch it.')
  const paying = paysWith(command, library)
  if ('refused' in paying) return paying
  const clocks = order.kind === 'BUY' ? { startWithin: null, watchWithin: null } : {}
  const availableFrom = isOpen ? null : opensAt
  return free({ type: 'OrderPlaced', at: now, ...order, ...paying, ...clocks, availableFrom }, library)
}

/** No provider takes nothing: what costs nothing is paid as it is placed. */
const free = (placed: OrderPlaced, library: Library): Decision<CommerceEvent> => {
  const order = placed.amount === 0n ? orderOf(evolve(library, placed), placed.orderId) : undefined
  return order
    ? [placed, ...taken(placed.viewerId, { ...order, saveCard: false }, freeOfCharge, placed.at, library)]
    : [placed]
}

const sameOrder = (order: Order, { filmId, kind, amount, currency }: PlaceOrder): boolean =>
  order.filmId === filmId && order.kind === kind && order.amount === String(amount) && order.currency === currency

/** One payment per order, for ever: a second one could be charged too. */
export const attachPayment = (
  { now, viewerId, orderId, paymentId }: AttachPayment,
  library: Library,
): Decision<CommerceEvent> => {
  const order = orderOf(library, orderId)
  if (!order) return unknownOrder
  if (order.paymentId === paymentId) return []
  if (order.paymentId !== null) return otherPayment
  if (order.status !== 'open') return orderOver(order)
  return [{ type: 'PaymentAttached', at: now, viewerId, orderId, paymentId }]
}

/** Old news, told after the payment was taken, is nothing. */
export const requirePaymentAction = (
  { now, viewerId, orderId, paymentId, actionUrl }: RequirePaymentAction,
  library: Library,
): Decision<CommerceEvent> => {
  const order = orderOf(library, orderId)
  if (!order) return unknownOrder
  if (order.paymentId !== paymentId) return otherPayment
  if (order.status === 'paid' || order.actionUrl === actionUrl) return []
  if (order.status !== 'open') return orderOver(order)
  return [{ type: 'PaymentActionRequired', at: now, viewerId, orderId, paymentId, actionUrl }]
}

/** Told by webhook, reply and reconciler; the first one takes it and grants, in one decision. */
export const recordPaymentTaken = (
  { now, viewerId, orderId, paymentId, amount, currency }: RecordPaymentTaken,
  library: Library,
): Decision<CommerceEvent> => {
  const order = orderOf(library, orderId)
  if (!order) return unknownOrder
  if (order.paymentId !== paymentId) return otherPayment
  if (order.amount !== String(amount) || order.currency !== currency)
    return refuse('payment-mismatch', `The order is ${order.amount} ${order.currency}, not ${amount} ${currency}.`)
  if (order.status === 'paid') return []
  if (order.status !== 'open') return orderOver(order)

  return taken(viewerId, order, paymentId, now, library)
}

/** The payment, and what it gives. */
const taken = (
  viewerId: string,
  order: Order,
  paymentId: string,
  now: number,
  library: Library,
): readonly CommerceEvent[] => {
  const { orderId, filmId, sellerId, kind, currency, startWithin, watchWithin, quality, availableFrom } = order
  const amount = BigInt(order.amount)
  const startBy = startWithin === null ? null : startRentalBy(now, startWithin)
  const { tax: taxAmount, seller: sellerAmount } = partsOf(amount, order)
  const heldUntil = refundableUntil(now, order.refundWithin, availableFrom)
  const { taxCountry, taxRate } = order
  const shares = { taxAmount, taxCountry, taxRate, sellerAmount, heldUntil }
  const about = { viewerId, orderId, filmId, sellerId, kind, paymentId, amount, currency }
  const given = { startBy, watchWithin, quality, availableFrom }
  return [
    { type: 'PaymentTaken', at: now, ...about, ...shares, couponId: order.couponId },
    { type: 'EntitlementGranted', at: now, viewerId, orderId, filmId, kind, ...given },
    ...savingAsked({ viewerId, at: now }, order, library),
  ]
}

/** `paymentId` is null when the provider would not even make one. */
export const recordPaymentFailed = (
  { now, viewerId, orderId, paymentId, reason }: RecordPaymentFailed,
  library: Library,
): Decision<CommerceEvent> => {
  const order = orderOf(library, orderId)
  if (!order) return unknownOrder
  if (paymentId !== null && order.paymentId !== null && order.paymentId !== paymentId) return otherPayment
  if (order.status === 'paid') return alreadyPaid
  if (order.status !== 'open') return []
  const { filmId, couponId } = order
  return [{ type: 'PaymentFailed', at: now, viewerId, orderId, filmId, paymentId, reason, couponId }]
}

export const expireOrder = ({ now, viewerId, orderId }: ExpireOrder, library: Library): Decision<CommerceEvent> => {
  const order = orderOf(library, orderId)
  if (!order) return unknownOrder
  if (order.status === 'paid') return alreadyPaid
  if (order.status !== 'open') return []
  const { filmId, couponId } = order
  return [{ type: 'OrderExpired', at: now, viewerId, orderId, filmId, couponId }]
}

/** Says only that the provider is to be asked: its object decides, not the webhook and not the order of webhooks. */
export const notePaymentUpdate = (
  { now, viewerId, orderId, providerEventId, mayBeRefund }: NotePaymentUpdate,
  library: Library,
): Decision<CommerceEvent> => {
  const order = orderOf(library, orderId)
  if (!order) return unknownOrder
  const { status, provider, paymentId } = order
  const paid = status === 'paid' && mayBeRefund ? { provider, paymentId } : { provider: null, paymentId: null }
  return [{ type: 'PaymentUpdateNoticed', at: now, viewerId, orderId, providerEventId, ...paid }]
}

export const unknownOrder: Refusal = refuse('not-found', 'There is no such order.')
const otherPayment: Refusal = refuse('payment-mismatch', 'This is not the payment of the order.')
const alreadyPaid: Refusal = refuse('conflict', 'The order is paid.')
const orderOver = (order: Order): Refusal =>
  refuse('order-over', `The order ended as ${order.status}; a payment taken for it must be refunded.`)
