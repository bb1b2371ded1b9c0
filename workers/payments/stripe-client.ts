// Stripe's client as all adapters use it: a time-out of our own, and no retries but the worker's.
import Stripe from 'stripe'
import { callTimeout } from './provider.ts'
import { translated } from './stripe-payment.ts'

export type StripeOptions = Readonly<{
  apiKey: string
  /** a Stripe-compatible server (stripe-mock); Stripe's own unless given */
  url?: string
}>

const serverOf = (url: string | undefined): Stripe.StripeConfig => {
  if (!url) return {}
  const { protocol, hostname, port } = new URL(url)
  const secure = protocol === 'https:'
  return { host: hostname, port: port || (secure ? 443 : 80), protocol: secure ? 'https' : 'http' }
}

export const stripeClient = ({ apiKey, url }: StripeOptions): Stripe =>
  new Stripe(apiKey, { ...serverOf(url), timeout: callTimeout, maxNetworkRetries: 0, telemetry: false })

/** Rejects with ProviderUnavailable or ProviderRefused. */
export const asking = async <T>(call: Promise<T>): Promise<T> => {
  try {
    return await call
  } catch (error) {
    throw translated(error)
  }
}
