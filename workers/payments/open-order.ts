// Orders whose money may still come, folded from commerce's events: what the worker has to bring to an end. Pure.
import type { Meta } from '../../runtime/index.ts'
import type { CommerceEvent } from '../../schemas/generated/types/commerce.ts'

/** `over`: it ended unpaid, with a payment at the provider that must never be taken, and is refunded if it is. */
export type OpenOrder = Readonly<{
  kind: 'order'
  /** the order's */
  jobId: string
  orderId: string
  viewerId: string
  partition: number
  provider: string
  amount: bigint
  currency: string
  paymentMethod: string
  customerId: string | null
  saveCard: boolean
  /** ms since 1970 */
  placedAt: number
  paymentId: string | null
  /** where the viewer was sent to authenticate */
  actionUrl: string | null
  simulated: boolean
  status: 'open' | 'over'
}>

export const orderEvents = [
  'OrderPlaced',
  'PaymentAttached',
  'PaymentActionRequired',
  'PaymentUpdateNoticed',
  'PaymentTaken',
  'PaymentFailed',
  'OrderExpired',
] as const

export type OrderEvent = Extract<CommerceEvent, { type: (typeof orderEvents)[number] }>

/** The order after the event; undefined when there is nothing (more) to do about it. */
export const foldOrder = (
  order: OpenOrder | undefined,
  event: OrderEvent,
  meta: Pick<Meta, 'partition' | 'simulated'>,
): OpenOrder | undefined => {
  if (event.type === 'OrderPlaced') {
    const { orderId, viewerId, provider, amount, currency, paymentMethod, customerId, saveCard, at: placedAt } = event
    // Paid as it is placed: there is nothing to take.
    if (amount === 0n) return undefined
    const { partition, simulated } = meta
    const asked = { orderId, viewerId, provider, amount, currency, paymentMethod, customerId, saveCard, placedAt }
    const fresh = { paymentId: null, actionUrl: null, status: 'open' } as const
    return { kind: 'order', jobId: orderId, ...asked, partition, simulated, ...fresh }
  }
  if (!order) return undefined
  switch (event.type) {
    case 'PaymentAttached':
      return { ...order, paymentId: event.paymentId }
    case 'PaymentActionRequired':
      return { ...order, actionUrl: event.actionUrl }
    case 'PaymentUpdateNoticed':
      return order
    case 'PaymentTaken':
      return undefined
    case 'PaymentFailed':
    case 'OrderExpired':
      return order.paymentId === null ? undefined : { ...order, status: 'over' }
  }
}
