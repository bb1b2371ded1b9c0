// Stripe behind the port: PaymentIntents, made unconfirmed, with a time-out of our own and no retries but the worker's.
import Stripe from 'stripe'
import { type Payment, type PaymentProvider, ProviderUnavailable } from './provider.ts'
import { asking, type StripeOptions, stripeClient } from './stripe-client.ts'
import { disputeOf, isDispute, paymentOf, refundOf, toStripe, translated } from './stripe-payment.ts'

export const stripePayments = (options: StripeOptions): PaymentProvider => {
  const stripe = stripeClient(options)
  const expand = ['latest_charge']

  const retrieve = async (paymentId: string): Promise<Payment> =>
    paymentOf(await asking(stripe.paymentIntents.retrieve(paymentId, { expand })))

  /** A declined card and a step that no longer fits are answered as errors; what the payment is by now tells it. */
  const change = async (paymentId: string, call: Promise<Stripe.PaymentIntent>): Promise<Payment> => {
    try {
      return paymentOf(await call)
    } catch (error) {
      const told = error instanceof Stripe.errors.StripeError ? error : undefined
      if (told?.type === 'StripeCardError' || told?.code === 'payment_intent_unexpected_state')
        return retrieve(paymentId)
      throw error instanceof ProviderUnavailable ? error : translated(error)
    }
  }

  return {
    name: 'stripe',
    create: async ({ orderId, viewerId, amount, currency, paymentMethod, customerId, saveCard }) => {
      const wanted = {
        amount: toStripe(amount, currency),
        currency: currency.toLowerCase(),
        payment_method: paymentMethod,
        payment_method_types: ['card'],
        metadata: { viewerId, orderId },
        expand,
        ...(customerId ? { customer: customerId } : {}),
        // Without a customer yet: the card is attached to one when it has paid.
        ...(saveCard ? { setup_future_usage: 'on_session' as const } : {}),
      }
      return paymentOf(await asking(stripe.paymentIntents.create(wanted, { idempotencyKey: orderId })))
    },
    confirm: (id, returnUrl) => change(id, stripe.paymentIntents.confirm(id, { return_url: returnUrl, expand })),
    retrieve,
    cancel: (id) => change(id, stripe.paymentIntents.cancel(id, { expand })),
    refund: async (id, { refundId, amount }) => {
      const sum = amount === undefined ? {} : { amount: toStripe(amount, (await retrieve(id)).currency) }
      const wanted = { payment_intent: id, metadata: { refundId }, ...sum }
      return refundOf(await asking(stripe.refunds.create(wanted, { idempotencyKey: `refund:${refundId}` })))
    },
    refunds: async (id) => {
      const { data } = await asking(stripe.refunds.list({ payment_intent: id, limit: 100 }))
      return data.map(refundOf)
    },
    disputes: async (id) => {
      const { data } = await asking(stripe.disputes.list({ payment_intent: id, limit: 100 }))
      return data.filter(isDispute).map(disputeOf)
    },
    list: async (orderId) => {
      const query = `metadata['orderId']:'${orderId.replaceAll(/[\\']/g, '')}'`
      const { data } = await asking(stripe.paymentIntents.search({ query, limit: 100, expand: ['data.latest_charge'] }))
      return data.map(paymentOf)
    },
  }
}
