// What went wrong, for the operator: commands that were refused or failed, jobs and payments that failed.
import { defineProjection, type Meta } from '../../runtime/index.ts'

export type FailureRow = Readonly<{
  at: number
  kind: 'refused' | 'failed' | 'job' | 'payment'
  /** the command's name, or what the event is about */
  what: string
  /** stable type */
  reason: string
  detail: string
  topic: string
  /** of the aggregate */
  key: string
  simulated: boolean
}>

const failure = (meta: Meta, rest: Pick<FailureRow, 'kind' | 'what' | 'reason' | 'detail'>): FailureRow => ({
  at: meta.occurredAt,
  topic: meta.topic,
  key: meta.key,
  simulated: meta.simulated,
  ...rest,
})

export const failures = defineProjection<FailureRow>()({
  name: 'failures',
  version: 4,
  topics: ['catalogue', 'commerce', 'identity', 'media', 'sellers', 'coupons', 'plans'],
  key: (_, { eventId }) => eventId,
  on: {
    CommandRejected: (_, { commandType, problem, detail }, meta) =>
      failure(meta, { kind: 'refused', what: commandType, reason: problem, detail }),
    CommandFailed: (_, { commandType, detail }, meta) =>
      failure(meta, { kind: 'failed', what: commandType, reason: 'internal', detail }),
    TranscodeFailed: (_, { jobId, reason, detail }, meta) =>
      failure(meta, { kind: 'job', what: jobId, reason, detail }),
    PaymentFailed: (_, { orderId, reason }, meta) =>
      failure(meta, { kind: 'payment', what: orderId, reason, detail: '' }),
    SubscriptionPaymentFailed: (_, { subscriptionId, reason }, meta) =>
      failure(meta, { kind: 'payment', what: subscriptionId, reason, detail: 'a subscription' }),
    DisputeOpened: (_, { orderId, reason }, meta) =>
      failure(meta, { kind: 'payment', what: orderId, reason: 'disputed', detail: reason }),
    RefundFailed: (_, { orderId, reason }, meta) =>
      failure(meta, { kind: 'payment', what: orderId, reason, detail: 'a refund' }),
  },
})

export const keep = { column: 'at', days: 30 }
