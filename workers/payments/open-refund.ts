// Refunds that the provider has to make, and payments of which it may have given back more than we know. Pure.
import type { Meta } from '../../runtime/index.ts'
import type { RefundRequested } from '../../schemas/generated/types/commerce.ts'

export type OpenRefund = Readonly<{
  kind: 'refund'
  jobId: string
  orderId: string
  viewerId: string
  partition: number
  provider: string
  paymentId: string
  refundId: string
  /** minor units of currency */
  amount: bigint
  currency: string
  simulated: boolean
}>

export type RefundCheck = Readonly<{
  kind: 'check'
  jobId: string
  orderId: string
  viewerId: string
  partition: number
  provider: string
  paymentId: string
  /** ms since 1970 */
  noticedAt: number
  /** position of the event that it follows from: a later one may find something else */
  cause: string
  simulated: boolean
}>

export type Place = Pick<Meta, 'partition' | 'simulated' | 'position'>

export const refundJobId = (refundId: string): string => `refund/${refundId}`

export const openRefundOf = (event: RefundRequested, { partition, simulated }: Place): OpenRefund => {
  const { orderId, viewerId, provider, paymentId, refundId, amount, currency } = event
  const asked = { orderId, viewerId, provider, paymentId, refundId, amount, currency }
  return { kind: 'refund', jobId: refundJobId(refundId), ...asked, partition, simulated }
}

/** One of an order at a time: it asks for the sum of all that was given back. */
export const refundCheckOf = (
  about: Readonly<{ orderId: string; viewerId: string; provider: string; paymentId: string }>,
  noticedAt: number,
  { partition, simulated, position }: Place,
): RefundCheck => {
  const { orderId, viewerId, provider, paymentId } = about
  const asked = { orderId, viewerId, provider, paymentId }
  return { kind: 'check', jobId: `check/${orderId}`, ...asked, partition, noticedAt, cause: position, simulated }
}
