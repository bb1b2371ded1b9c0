// Refunds that the provider has to make, and payments of which it may have given back more than we know. Pure.
import type { Meta } from '../../runtime/index.ts'
import type { RefundRequested } from '../../schemas/generated/types/commerce.ts'

/** Of a payment that was taken. */
type AtProvider = Readonly<{
  jobId: string
  orderId: string
  viewerId: string
  partition: number
  provider: string
  paymentId: string
  simulated: boolean
}>

/** `amount` in minor units of `currency`. */
export type OpenRefund = AtProvider & Readonly<{ kind: 'refund'; refundId: string; amount: bigint; currency: string }>

/**
 * `noticedAt` in ms since 1970; `cause` is the position of the event that it follows from: a later one may find something
 * else.
 */
export type RefundCheck = AtProvider & Readonly<{ kind: 'check'; noticedAt: number; cause: string }>

export type Place = Pick<Meta, 'partition' | 'simulated' | 'position'>

export const refundJobId = (refundId: string): string => `refund/${refundId}`

export const openRefundOf = (event: RefundRequested, { partition, simulated }: Place): OpenRefund => {
  const { orderId, viewerId, provider, paymentId, refundId, amount, currency } = event
  const asked = { orderId, viewerId, provider, paymentId, refundId, amount, currency }
  return { kind: 'refund', jobId: refundJobId(refundId), ...asked, partition, simulated }
}

/** One of an order at a time: it asks for the sum of all that was given back. */
export const refundCheckOf = (
  about: Pick<AtProvider, 'orderId' | 'viewerId' | 'provider' | 'paymentId'>,
  noticedAt: number,
  { partition, simulated, position }: Place,
): RefundCheck => {
  const { orderId, viewerId, provider, paymentId } = about
  const asked = { orderId, viewerId, provider, paymentId }
  return { kind: 'check', jobId: `check/${orderId}`, ...asked, partition, noticedAt, cause: position, simulated }
}
