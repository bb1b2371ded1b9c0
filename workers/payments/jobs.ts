// What the worker has to bring to an end, by its id: folded from commerce's events. Pure.
import type { CommerceEvent } from '../../schemas/generated/types/commerce.ts'
import { foldOrder, type OpenOrder, orderEvents } from './open-order.ts'
import {
  type OpenRefund,
  openRefundOf,
  type Place,
  type RefundCheck,
  refundCheckOf,
  refundJobId,
} from './open-refund.ts'
import {
  foldSubscription,
  isSubscriptionEvent,
  type OpenSubscription,
  subscriptionEvents,
  subscriptionJobId,
} from './open-subscription.ts'

export type Job = OpenOrder | OpenRefund | RefundCheck | OpenSubscription

/** It has ended, and is only looked at when the provider says something. */
export const isOver = (job: Job): boolean =>
  (job.kind === 'order' && job.status === 'over') ||
  (job.kind === 'subscription' && job.status === 'over' && job.returning.length === 0)

/** The provider has said something: ask it. */
export const isNotice = ({ type }: PaymentEvent): boolean =>
  type === 'PaymentUpdateNoticed' || type === 'SubscriptionUpdateNoticed'

export const paymentEvents = [
  ...orderEvents,
  'RefundRequested',
  'OrderRefunded',
  'RefundFailed',
  ...subscriptionEvents,
] as const

export type PaymentEvent = Extract<CommerceEvent, { type: (typeof paymentEvents)[number] }>

/** A job after the event; undefined: there is nothing (more) to do about it. */
export type Change = readonly [jobId: string, after: Job | undefined]

/** `get` tells the jobs that there are. */
export const foldJobs = (
  get: (jobId: string) => Job | undefined,
  event: PaymentEvent,
  meta: Place,
): readonly Change[] => {
  if (isSubscriptionEvent(event)) {
    const jobId = subscriptionJobId(event.subscriptionId)
    const known = get(jobId)
    return [[jobId, foldSubscription(known?.kind === 'subscription' ? known : undefined, event, meta)]]
  }
  switch (event.type) {
    case 'RefundRequested':
      return [[refundJobId(event.refundId), openRefundOf(event, meta)]]
    case 'OrderRefunded':
      return event.refundId === null ? [] : [[refundJobId(event.refundId), undefined]]
    case 'RefundFailed': {
      const refund = get(refundJobId(event.refundId))
      const ended: Change = [refundJobId(event.refundId), undefined]
      if (refund?.kind !== 'refund') return [ended]
      // The provider may have refused because somebody else was quicker.
      const check = refundCheckOf(refund, event.at, meta)
      return [ended, [check.jobId, check]]
    }
    default: {
      const known = get(event.orderId)
      const order = known?.kind === 'order' ? known : undefined
      if (event.type !== 'PaymentUpdateNoticed' || order) return [[event.orderId, foldOrder(order, event, meta)]]
      const { orderId, viewerId, provider, paymentId } = event
      if (provider === null || paymentId === null) return []
      const check = refundCheckOf({ orderId, viewerId, provider, paymentId }, event.at, meta)
      return [[check.jobId, check]]
    }
  }
}
