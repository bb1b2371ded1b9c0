// Subscriptions at Stripe Billing: it renews and tries again by the account's own settings; we ask what came of it.
import Stripe from 'stripe'
import type { Billed, Billing, BillingTerms } from './billing.ts'
import { ProviderRefused } from './provider.ts'
import { asking, type StripeOptions, stripeClient } from './stripe-client.ts'
import { toStripe } from './stripe-payment.ts'
import { billedOf, invoiceOf } from './stripe-subscription.ts'

const intervals = { MONTH: 'month', YEAR: 'year' } as const

export const stripeBilling = (options: StripeOptions): Billing => {
  const stripe = stripeClient(options)
  const expand = ['pending_setup_intent']
  const found = (id: string) => asking(stripe.subscriptions.retrieve(id, { expand }))

  /** Of the first invoice, while it is not paid. */
  const firstPayment = async ({ status, latest_invoice }: Stripe.Subscription) => {
    const invoice = typeof latest_invoice === 'string' ? latest_invoice : latest_invoice?.id
    if (status !== 'incomplete' || !invoice) return undefined
    const { data } = await asking(
      stripe.invoicePayments.list({ invoice, limit: 1, expand: ['data.payment.payment_intent'] }),
    )
    const intent = data[0]?.payment.payment_intent
    return typeof intent === 'object' && intent !== null ? intent : undefined
  }
  const billed = async (subscription: Stripe.Subscription): Promise<Billed> =>
    billedOf(subscription, await firstPayment(subscription))
  const retrieve = async (id: string): Promise<Billed> => billed(await found(id))

  /** Of a plan's version; made again after Stripe forgot the key, it is another one for the same. */
  const priceOf = async ({ planId, planVersion, amount, currency, period }: BillingTerms): Promise<string> => {
    const wanted = {
      currency: currency.toLowerCase(),
      unit_amount: toStripe(amount, currency),
      recurring: { interval: intervals[period] },
      product_data: { name: `Plan ${planId}`, metadata: { planId } },
      metadata: { planId, planVersion },
    }
    const key = `price:${planId}:${planVersion}:${currency}:${amount}`
    return (await asking(stripe.prices.create(wanted, { idempotencyKey: key }))).id
  }

  /** A card that is declined now, or a step that no longer fits, is told by what the subscription is then. */
  const despite = async (call: Promise<unknown>): Promise<void> => {
    try {
      await call
    } catch (error) {
      const told = error instanceof Stripe.errors.StripeError ? error : undefined
      if (told?.type !== 'StripeCardError' && !told?.code?.endsWith('unexpected_state'))
        await asking(Promise.reject(error))
    }
  }

  /** What has ended is told by the subscription. */
  const change = async (id: string, wanted: Stripe.SubscriptionUpdateParams): Promise<Billed> => {
    try {
      return await billed(await asking(stripe.subscriptions.update(id, { ...wanted, expand })))
    } catch (error) {
      const now = error instanceof ProviderRefused ? await retrieve(id) : undefined
      if (now?.status === 'ended') return now
      throw error
    }
  }

  const voidOpen = async (id: string): Promise<void> => {
    const { data } = await asking(stripe.invoices.list({ subscription: id, status: 'open', limit: 100 }))
    for (const invoice of data) if (invoice.id) await asking(stripe.invoices.voidInvoice(invoice.id))
  }

  return {
    name: 'stripe',
    start: async ({ subscriptionId, viewerId, terms, trialDays, paymentMethod }) => {
      const customer = await asking(
        stripe.customers.create(
          {
            payment_method: paymentMethod,
            invoice_settings: { default_payment_method: paymentMethod },
            metadata: { viewerId },
          },
          { idempotencyKey: `customer:${subscriptionId}` },
        ),
      )
      const wanted = {
        customer: customer.id,
        items: [{ price: await priceOf(terms) }],
        payment_behavior: 'default_incomplete',
        default_payment_method: paymentMethod,
        payment_settings: cards,
        metadata: { viewerId, subscriptionId, planId: terms.planId },
        ...(trialDays > 0 ? { trial_period_days: trialDays } : {}),
        expand,
      } satisfies Stripe.SubscriptionCreateParams
      const key = { idempotencyKey: `subscription:${subscriptionId}` }
      return billed(await asking(stripe.subscriptions.create(wanted, key)))
    },
    confirm: async (id, return_url) => {
      const subscription = await found(id)
      const { pending_setup_intent: setup, default_payment_method: card } = subscription
      const payment_method = typeof card === 'string' ? card : card?.id
      const how = { return_url, ...(payment_method && { payment_method }) }
      const first = await firstPayment(subscription)
      if (first) await despite(stripe.paymentIntents.confirm(first.id, how))
      else if (setup && typeof setup === 'object') await despite(stripe.setupIntents.confirm(setup.id, how))
      return retrieve(id)
    },
    retrieve,
    invoices: async (subscription) => {
      const { data } = await asking(stripe.invoices.list({ subscription, limit: 100, expand: ['data.payments'] }))
      return data.flatMap((invoice) => invoiceOf(invoice) ?? []).reverse()
    },
    setCancelled: (id, cancel_at_period_end) => change(id, { cancel_at_period_end }),
    change: async (id, terms) => {
      const { items } = await found(id)
      const [item] = items.data
      const next = { price: await priceOf(terms), ...(item && { id: item.id }) }
      return change(id, { items: [next], proration_behavior: 'none', metadata: { planId: terms.planId } })
    },
    end: async (id) => {
      try {
        await asking(stripe.subscriptions.cancel(id))
      } catch (error) {
        if (!(error instanceof ProviderRefused)) throw error
      }
      const after = await retrieve(id)
      if (after.status === 'ended') await voidOpen(id)
      return after
    },
  }
}

const cards: Stripe.SubscriptionCreateParams.PaymentSettings = { payment_method_types: ['card'] }
