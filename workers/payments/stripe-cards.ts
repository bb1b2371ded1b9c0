// Cards that Stripe keeps: a Customer per viewer, and the PaymentMethods that are attached to it.
import type Stripe from 'stripe'
import type { CardKeeper, KeptCard } from './card-keeper.ts'
import { ProviderRefused } from './provider.ts'
import { asking, type StripeOptions, stripeClient } from './stripe-client.ts'

export const cardOf = ({ id, card }: Stripe.PaymentMethod): KeptCard => {
  if (!card) throw new ProviderRefused('no-card', 'it was not paid with a card')
  const { brand, last4: lastFour, exp_year: year, exp_month: month } = card
  return { token: id, brand, lastFour, expires: `${year}-${String(month).padStart(2, '0')}` }
}

/** What Stripe does not know any more is gone. */
const isGone = (error: unknown): boolean => error instanceof ProviderRefused && error.reason === 'resource-missing'

export const stripeCards = (options: StripeOptions): CardKeeper => {
  const stripe = stripeClient(options)
  const isKept = async (token: string): Promise<boolean> => {
    try {
      return (await asking(stripe.paymentMethods.retrieve(token))).customer !== null
    } catch (error) {
      if (isGone(error)) return false
      throw error
    }
  }
  return {
    name: 'stripe',
    openCustomer: async (viewerId) => {
      const wanted = { metadata: { viewerId } }
      return (await asking(stripe.customers.create(wanted, { idempotencyKey: `customer:${viewerId}` }))).id
    },
    keep: async (paymentId, customer) => {
      const intent = await asking(stripe.paymentIntents.retrieve(paymentId, { expand: ['payment_method'] }))
      const method = intent.payment_method
      if (method === null || typeof method === 'string') throw new ProviderRefused('no-card', 'it has no card')
      const isTheirs = method.customer === customer
      return cardOf(isTheirs ? method : await asking(stripe.paymentMethods.attach(method.id, { customer })))
    },
    remove: async (token) => {
      try {
        await asking(stripe.paymentMethods.detach(token))
      } catch (error) {
        // Refused too when it is nobody's any more.
        if (!(error instanceof ProviderRefused) || (await isKept(token))) throw error
      }
    },
    forget: async (customerId) => {
      try {
        await asking(stripe.customers.del(customerId))
      } catch (error) {
        if (!isGone(error)) throw error
      }
    },
  }
}
