// A payment as clients and webhooks see it.
import { Type } from 'typebox'
import type { Payment } from './payment.ts'

/** Amounts in minor units; `nextAction.url` is a page for the payer's browser. */
export const PaymentView = Type.Object({
  id: Type.String(),
  amount: Type.Integer(),
  currency: Type.String(),
  status: Type.String(),
  paymentMethod: Type.String(),
  metadata: Type.Record(Type.String(), Type.String()),
  nextAction: Type.Union([Type.Object({ type: Type.Literal('redirect'), url: Type.String() }), Type.Null()]),
  failure: Type.Union([Type.Object({ code: Type.String(), message: Type.String() }), Type.Null()]),
  refunded: Type.Integer(),
  dispute: Type.Union([
    Type.Object({ id: Type.String(), amount: Type.Integer(), status: Type.String(), reason: Type.String() }),
    Type.Null(),
  ]),
  createdAt: Type.String({ format: 'date-time' }),
})
export type PaymentView = Type.Static<typeof PaymentView>

export const viewOf = (payment: Payment, publicUrl: string): PaymentView => {
  const { id, amount, currency, status, paymentMethod, metadata, failure, refunded, createdAt, actionToken } = payment
  const url = `${publicUrl}/sandbox/authenticate/${id}?token=${actionToken ?? ''}`
  const nextAction = status === 'requires_action' ? ({ type: 'redirect', url } as const) : null
  const at = new Date(createdAt).toISOString()
  const { dispute = null } = payment
  return {
    id,
    amount,
    currency,
    status,
    paymentMethod,
    metadata,
    nextAction,
    failure,
    refunded,
    dispute,
    createdAt: at,
  }
}
