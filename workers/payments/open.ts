// Which provider takes the money and pays it out, by configuration.
import type { PaymentsConfig } from '../../platform/config.ts'
import type { Billing } from './billing.ts'
import type { PaymentProvider } from './provider.ts'
import { sandboxPayments } from './sandbox.ts'
import { sandboxAccounts } from './sandbox-accounts.ts'
import { sandboxBilling } from './sandbox-billing.ts'
import type { SellerAccounts } from './seller-accounts.ts'
import { stripePayments } from './stripe.ts'
import { stripeAccounts } from './stripe-accounts.ts'
import { stripeBilling } from './stripe-billing.ts'

export type Provider = Readonly<{ payments: PaymentProvider; accounts: SellerAccounts; billing: Billing }>

/** Stripe needs no address unless another server speaks for it; the sandbox always has one. */
export const openProvider = (config: PaymentsConfig): Provider => {
  const { MATINEE_PAYMENTS: provider, MATINEE_PAYMENTS_URL: url, MATINEE_PAYMENTS_KEY: apiKey } = config
  if (provider === 'stripe') {
    const options = { apiKey, ...(url && { url }) }
    return { payments: stripePayments(options), accounts: stripeAccounts(options), billing: stripeBilling(options) }
  }
  if (!url) throw new Error('MATINEE_PAYMENTS_URL is missing: where the sandbox provider listens')
  const options = { url, apiKey }
  return { payments: sandboxPayments(options), accounts: sandboxAccounts(options), billing: sandboxBilling(options) }
}
