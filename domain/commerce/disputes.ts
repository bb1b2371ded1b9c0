// Payments that the payer disputes: the provider decides, and what it says is told here.
import type { CommerceEvent, RecordDispute } from '../../schemas/generated/types/commerce.ts'
import { type Decision, refuse } from '../decision.ts'
import { type Library, orderOf } from './library.ts'
import { unknownOrder } from './orders.ts'
import { goneOf, partsGone, takenAway } from './refunds.ts'

/** Told by webhook and by every look at the provider; forward only, so that old news changes nothing. */
export const recordDispute = (command: RecordDispute, library: Library): Decision<CommerceEvent> => {
  const { now, viewerId, orderId, paymentId, disputeId, amount, currency, status, reason } = command
  const order = orderOf(library, orderId)
  if (!order) return unknownOrder
  if (order.paymentId !== paymentId || order.currency !== currency || order.status !== 'paid')
    return refuse('payment-mismatch', 'This is not the payment of the order.')
  const known = order.disputes.find((one) => one.disputeId === disputeId)
  if (known && (known.status !== 'open' || status === 'OPEN')) return []

  const { filmId, sellerId } = order
  const about = { at: now, viewerId, orderId, filmId, sellerId, disputeId, currency }
  const opened = known ? [] : [{ type: 'DisputeOpened', ...about, paymentId, amount, reason } as const]
  if (status === 'OPEN') return opened
  const disputed = known ? BigInt(known.amount) : amount
  if (status === 'WON') return [...opened, { type: 'DisputeWon', ...about, amount: disputed }]

  const total = goneOf(order) + disputed
  return [
    ...opened,
    { type: 'DisputeLost', ...about, amount: disputed, total, ...partsGone(order, total) },
    ...takenAway({ now, viewerId }, order, total, library, 'DISPUTED'),
  ]
}
