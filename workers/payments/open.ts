// Which provider takes the money, by configuration.
import type { PaymentsConfig } from '../../platform/config.ts'
import type { PaymentProvider } from './provider.ts'
import { sandboxPayments } from './sandbox.ts'
import { stripePayments } from './stripe.ts'

/** Stripe needs no address unless another server speaks for it; the sandbox always has one. */
export const openProvider = (config: PaymentsConfig): PaymentProvider => {
  const { MATINEE_PAYMENTS: provider, MATINEE_PAYMENTS_URL: url, MATINEE_PAYMENTS_KEY: apiKey } = config
  if (provider === 'stripe') return stripePayments({ apiKey, ...(url && { url }) })
  if (!url) throw new Error('MATINEE_PAYMENTS_URL is missing: where the sandbox provider listens')
  return sandboxPayments({ url, apiKey })
}
