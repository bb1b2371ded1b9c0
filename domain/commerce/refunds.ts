// Giving money back: who may ask for how much, and what is taken away once it is back.
import type {
  CommerceEvent,
  EntitlementRevoked,
  OrderRefunded,
  RecordRefund,
  RecordRefundFailed,
  RecordRefundsAtProvider,
  RequestRefund,
} from '../../schemas/generated/types/commerce.ts'
import { type Decision, type Refusal, refuse } from '../decision.ts'
import { type Library, type Order, orderOf } from './library.ts'
import { unknownOrder } from './orders.ts'
import { closedOf } from './playbacks.ts'
import { refundableUntil } from './rules.ts'
import { partsBack } from './shares.ts'

/** One at a time per order. The viewer gives back what was never played, and all of it; the staff for a reason, in parts. */
export const requestRefund = (command: RequestRefund, library: Library): Decision<CommerceEvent> => {
  const { now, viewerId, orderId, refundId, currency, askedBy, personId, reason } = command
  const order = orderOf(library, orderId)
  if (!order) return unknownOrder
  if (order.refunds.some((refund) => refund.refundId === refundId)) return []
  const { filmId, sellerId, provider, paymentId } = order
  if (order.status !== 'paid' || paymentId === null) return refuse('not-refundable', 'Nothing was paid for this order.')
  if (sumOf(order, 'asked') > 0n) return refuse('refund-pending', 'A refund of this order is under way.')
  if (disputed(order, 'open') > 0n)
    return refuse('disputed', 'The payment is disputed; who made it gets it back from their bank, or not.')
  const left = leftOf(order)
  if (left <= 0n) return refuse('not-refundable', 'All of it was given back.')
  const fault = askedBy === 'VIEWER' ? faultOfReturn(command, order, library) : undefined
  if (fault) return fault
  if (currency !== null && currency !== order.currency)
    return refuse('invalid-request', `The order was paid in ${order.currency}.`)
  const amount = command.amount ?? left
  if (amount <= 0n) return refuse('invalid-request', 'A refund is of at least one minor unit.')
  if (amount > left) return refuse('refund-too-large', `Of this order ${left} ${order.currency} are left.`)

  const money = { provider, paymentId, amount, currency: order.currency, isWhole: amount === left }
  const about = { viewerId, orderId, filmId, sellerId, refundId }
  return [{ type: 'RefundRequested', at: now, ...about, ...money, askedBy, personId, reason }]
}

const faultOfReturn = (
  { now, orderId, amount }: RequestRefund,
  order: Order,
  library: Library,
): Refusal | undefined => {
  if (amount !== null) return refuse('invalid-request', 'What is given back is given back as a whole.')
  const grant = library.grants.find((one) => one.orderId === orderId)
  if (!grant) return refuse('not-refundable', 'What this order gave is not in the library any more.')
  if (grant.played) return refuse('already-played', 'It was played.')
  return now < refundableUntil(order.paidAt ?? 0, order.refundWithin, order.availableFrom)
    ? undefined
    : refuse('refund-window-over', 'The time to give it back is over.')
}

/** The money is back: told by reply, webhook and reconciler, it is one refund. */
export const recordRefund = (
  { now, viewerId, orderId, refundId, providerRefundId, amount, currency }: RecordRefund,
  library: Library,
): Decision<CommerceEvent> => {
  const order = orderOf(library, orderId)
  const refund = order?.refunds.find((one) => one.refundId === refundId)
  if (!order || !refund) return unknownRefund
  if (refund.amount !== String(amount) || order.currency !== currency)
    return refuse('payment-mismatch', `The refund is of ${refund.amount} ${order.currency}, not ${amount} ${currency}.`)
  if (refund.status === 'made') return []
  // The provider's total may have told of it meanwhile: it is not counted twice.
  if (refund.status === 'failed') return refuse('conflict', 'It was told as failed; the total at the provider decides.')
  return moneyBack({ now, viewerId, refundId, providerRefundId, amount }, order, library)
}

export const recordRefundFailed = (
  { now, viewerId, orderId, refundId, reason }: RecordRefundFailed,
  library: Library,
): Decision<CommerceEvent> => {
  const order = orderOf(library, orderId)
  const refund = order?.refunds.find((one) => one.refundId === refundId)
  if (!order || !refund) return unknownRefund
  if (refund.status === 'made') return refuse('conflict', 'It was given back.')
  if (refund.status === 'failed') return []
  return [{ type: 'RefundFailed', at: now, viewerId, orderId, filmId: order.filmId, refundId, reason }]
}

/** What is more than we know of was asked for elsewhere; what we asked for ourselves may be part of it, and is waited for. */
export const recordRefundsAtProvider = (
  { now, viewerId, orderId, paymentId, refunded, currency }: RecordRefundsAtProvider,
  library: Library,
): Decision<CommerceEvent> => {
  const order = orderOf(library, orderId)
  if (!order) return unknownOrder
  if (order.paymentId !== paymentId || order.currency !== currency || order.status !== 'paid')
    return refuse('payment-mismatch', 'This is not the payment of the order.')
  const amount = refunded - refundedOf(order) - sumOf(order, 'asked')
  if (amount <= 0n) return []
  return moneyBack({ now, viewerId, refundId: null, providerRefundId: null, amount }, order, library)
}

type Back = Pick<OrderRefunded, 'viewerId' | 'refundId' | 'providerRefundId' | 'amount'> & Readonly<{ now: number }>

const moneyBack = (back: Back, order: Order, library: Library): readonly CommerceEvent[] => {
  const { now, ...refund } = back
  const { orderId, filmId, sellerId, currency } = order
  const total = goneOf(order) + back.amount
  const about = { ...refund, orderId, filmId, sellerId, currency, total }
  return [
    { type: 'OrderRefunded', at: now, ...about, ...partsGone(order, total) },
    ...takenAway(back, order, total, library, 'REFUNDED'),
  ]
}

/** What tax and seller give back when `total` has gone of an order, beside what they gave before. */
export const partsGone = (order: Order, total: bigint) => {
  const { taxCountry, taxRate, refundWithin, paidAt, availableFrom } = order
  const { tax: taxAmount, seller: sellerAmount } = partsBack(BigInt(order.amount), goneOf(order), total, order)
  const heldUntil = refundableUntil(paidAt ?? 0, refundWithin, availableFrom)
  return { taxAmount, taxCountry, taxRate, sellerAmount, heldUntil }
}

/** When nothing of the money is left: its own grant, and what plays by it. */
export const takenAway = (
  command: Readonly<{ now: number; viewerId: string }>,
  { orderId, filmId, amount }: Order,
  total: bigint,
  library: Library,
  reason: EntitlementRevoked['reason'],
): readonly CommerceEvent[] => {
  if (total < BigInt(amount) || !library.grants.some((grant) => grant.orderId === orderId)) return []
  const { now, viewerId } = command
  return [
    { type: 'EntitlementRevoked', at: now, viewerId, orderId, filmId, reason },
    ...closedOf(orderId, library, command, 'OPERATOR'),
  ]
}

const sumOf = ({ refunds }: Order, status: 'asked' | 'made'): bigint =>
  refunds.reduce((sum, refund) => (refund.status === status ? sum + BigInt(refund.amount) : sum), 0n)

/** Minor units that were given back by now. */
const refundedOf = (order: Order): bigint => sumOf(order, 'made') + BigInt(order.refundedElsewhere)

const disputed = ({ disputes }: Order, status: 'open' | 'lost'): bigint =>
  disputes.reduce((sum, dispute) => (dispute.status === status ? sum + BigInt(dispute.amount) : sum), 0n)

/** Minor units that are gone by now: given back, or lost in a dispute. */
export const goneOf = (order: Order): bigint => refundedOf(order) + disputed(order, 'lost')

const leftOf = (order: Order): bigint => BigInt(order.amount) - goneOf(order) - sumOf(order, 'asked')

const unknownRefund: Refusal = refuse('not-found', 'There is no such refund.')
