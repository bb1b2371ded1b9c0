// The port to whoever takes the money. Two adapters (sandbox.ts, stripe.ts) pass one contract suite.

/**
 * What a payment is at the provider; it decides, whatever a webhook said.
 * `unconfirmed`: takes nothing before it is confirmed. `processing`: the provider will say later.
 * `failed`: will not be taken, `reason` is a stable type (card-declined …). `taken`: the provider holds the money.
 */
export type PaymentState =
  | Readonly<{ status: 'unconfirmed' | 'processing' | 'cancelled' | 'taken' }>
  | Readonly<{ status: 'action-required'; url: string }>
  | Readonly<{ status: 'failed'; reason: string }>

/** Amounts in minor units of the ISO 4217 code. */
export type Payment = PaymentState &
  Readonly<{ paymentId: string; amount: bigint; currency: string; refunded: bigint; orderId: string | undefined }>

export type PaymentOrder = Readonly<{
  orderId: string
  viewerId: string
  amount: bigint
  currency: string
  /** the provider's token, never a card number */
  paymentMethod: string
  /** of a card that is kept: who keeps it */
  customerId?: string | null
  /** the payer agrees that the card is kept once it has paid */
  saveCard?: boolean
}>

/**
 * Money on its way back, or back. `refundId`: ours, as it was asked with; undefined when it was made at the provider.
 * `failed` with a stable reason: it will not come back by this refund.
 */
export type Refund = Readonly<{ providerRefundId: string; refundId: string | undefined; amount: bigint }> &
  (Readonly<{ status: 'made' | 'pending' }> | Readonly<{ status: 'failed'; reason: string }>)

/** A payment that its payer wants back by way of their bank; won and lost by the shop. `reason`: a stable type. */
export type Dispute = Readonly<{
  disputeId: string
  amount: bigint
  currency: string
  status: 'open' | 'won' | 'lost'
  reason: string
}>

/** All reject with ProviderUnavailable or ProviderRefused, within ten seconds. */
export type PaymentProvider = Readonly<{
  name: 'sandbox' | 'stripe'
  /** Makes the payment without confirming it. The order's id is the idempotency key: told again, it is the same payment. */
  create(order: PaymentOrder): Promise<Payment>
  /** Asks for the money; told again, it only says what the payment is. `returnUrl`: where the payer comes back to. */
  confirm(paymentId: string, returnUrl: string): Promise<Payment>
  retrieve(paymentId: string): Promise<Payment>
  /** Resolves with what the payment is then: `cancelled`, or `taken`, `processing` or `failed` when it cannot be cancelled. */
  cancel(paymentId: string): Promise<Payment>
  /** Without an amount, all of it. The refund's id is the idempotency key: told again, it is the same refund. */
  refund(paymentId: string, refund: Readonly<{ refundId: string; amount?: bigint }>): Promise<Refund>
  /** All of a payment, by whomever they were asked for, newest first, a hundred at most. */
  refunds(paymentId: string): Promise<readonly Refund[]>
  /** All of a payment, newest first, a hundred at most. */
  disputes(paymentId: string): Promise<readonly Dispute[]>
  /** The payments of an order, newest first; for operators and tests. */
  list(orderId: string): Promise<readonly Payment[]>
}>

/** Nobody knows whether it happened: ask again later. */
export class ProviderUnavailable extends Error {
  override name = 'ProviderUnavailable'
}

/** It will not happen, however often it is asked; `reason` is a stable type for people who look at orders. */
export class ProviderRefused extends Error {
  override name = 'ProviderRefused'
  readonly reason: string
  constructor(reason: string, message: string) {
    super(message)
    this.reason = reason
  }
}

/** ms after which a call is given up; nobody knows then whether it happened. */
export const callTimeout = 8_000
