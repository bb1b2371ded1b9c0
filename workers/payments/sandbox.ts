// The sandbox provider behind the port, by HTTP only (start/sandbox is another process).
import { Type } from 'typebox'
import {
  type Dispute,
  type Payment,
  type PaymentProvider,
  type PaymentState,
  ProviderRefused,
  ProviderUnavailable,
  type Refund,
} from './provider.ts'
import { type Call, type SandboxOptions, sandboxClient } from './sandbox-client.ts'

const Answered = Type.Object({
  id: Type.String(),
  amount: Type.Integer(),
  currency: Type.String(),
  status: Type.String(),
  metadata: Type.Record(Type.String(), Type.String()),
  nextAction: Type.Union([Type.Object({ url: Type.String() }), Type.Null()]),
  failure: Type.Union([Type.Object({ code: Type.String() }), Type.Null()]),
  refunded: Type.Integer(),
  dispute: Type.Union([
    Type.Object({
      id: Type.String(),
      amount: Type.Integer(),
      status: Type.Union([Type.Literal('open'), Type.Literal('won'), Type.Literal('lost')]),
      reason: Type.String(),
    }),
    Type.Null(),
  ]),
})
type Answered = Type.Static<typeof Answered>
const AnsweredRefund = Type.Object({
  id: Type.String(),
  amount: Type.Integer(),
  metadata: Type.Record(Type.String(), Type.String()),
})
const AnsweredRefunds = Type.Object({ items: Type.Array(AnsweredRefund) })
const AnsweredList = Type.Object({ items: Type.Array(Answered) })

const stateOf = ({ status, nextAction, failure }: Answered): PaymentState => {
  switch (status) {
    case 'requires_confirmation':
      return { status: 'unconfirmed' }
    case 'requires_action':
      return { status: 'action-required', url: nextAction?.url ?? '' }
    case 'processing':
      return { status: 'processing' }
    case 'succeeded':
      return { status: 'taken' }
    case 'failed':
      return { status: 'failed', reason: (failure?.code ?? 'payment_failed').replaceAll('_', '-') }
    case 'canceled':
      return { status: 'cancelled' }
    default:
      throw new ProviderUnavailable(`the sandbox says ${status}, which this version does not know`)
  }
}

const paymentOf = (answered: Answered): Payment => ({
  ...stateOf(answered),
  paymentId: answered.id,
  amount: BigInt(answered.amount),
  currency: answered.currency,
  refunded: BigInt(answered.refunded),
  orderId: answered.metadata.orderId,
})

const refundOf = ({ id, amount, metadata }: Type.Static<typeof AnsweredRefund>): Refund => ({
  providerRefundId: id,
  refundId: metadata.refundId,
  amount: BigInt(amount),
  status: 'made',
})

const disputesOf = ({ dispute, currency }: Answered): readonly Dispute[] => {
  if (dispute === null) return []
  const { id: disputeId, amount, status, reason } = dispute
  return [{ disputeId, amount: BigInt(amount), currency, status, reason: reason.replaceAll('_', '-') }]
}

export const sandboxPayments = (options: SandboxOptions): PaymentProvider => {
  const call = sandboxClient(options)
  const at = (paymentId: string) => `/v1/payments/${encodeURIComponent(paymentId)}`
  const retrieve = async (paymentId: string): Promise<Payment> =>
    paymentOf(await call(Answered, { method: 'GET', path: at(paymentId) }))

  /** What the sandbox does not do because of what the payment is by now is told by the payment. */
  const change = async (paymentId: string, wanted: Call): Promise<Payment> => {
    try {
      return paymentOf(await call(Answered, wanted))
    } catch (error) {
      if (error instanceof ProviderRefused && ['payment-canceled', 'payment-succeeded'].includes(error.reason))
        return retrieve(paymentId)
      throw error
    }
  }

  return {
    name: 'sandbox',
    create: async ({ orderId, viewerId, amount, currency, paymentMethod, customerId, saveCard }) => {
      const kept = { ...(customerId ? { customerId } : {}), ...(saveCard ? { saveCard } : {}) }
      const body = { amount: Number(amount), currency, paymentMethod, ...kept, metadata: { viewerId, orderId } }
      return paymentOf(await call(Answered, { method: 'POST', path: '/v1/payments', body, key: orderId }))
    },
    confirm: (id, returnUrl) => change(id, { method: 'POST', path: `${at(id)}/confirm`, body: { returnUrl } }),
    retrieve,
    cancel: (id) => change(id, { method: 'POST', path: `${at(id)}/cancel`, body: {} }),
    refund: async (id, { refundId, amount }) => {
      const body = { ...(amount === undefined ? {} : { amount: Number(amount) }), metadata: { refundId } }
      const path = `${at(id)}/refunds`
      return refundOf(await call(AnsweredRefund, { method: 'POST', path, body, key: `refund:${refundId}` }))
    },
    refunds: async (id) => {
      const { items } = await call(AnsweredRefunds, { method: 'GET', path: `${at(id)}/refunds` })
      return items.map(refundOf).reverse()
    },
    disputes: async (id) => disputesOf(await call(Answered, { method: 'GET', path: at(id) })),
    list: async (orderId) => {
      const path = `/v1/payments?limit=100&orderId=${encodeURIComponent(orderId)}`
      return (await call(AnsweredList, { method: 'GET', path })).items.map(paymentOf).reverse()
    },
  }
}
