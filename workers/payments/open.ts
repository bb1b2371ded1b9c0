// Which provider takes the money and pays it out, by configuration.
import type { PaymentsConfig } from '../../platform/config.ts'
import { around, atMost } from './around.ts'
import type { PaymentProvider } from './provider.ts'
import { sandboxPayments } from './sandbox.ts'
import { sandboxAccounts } from './sandbox-accounts.ts'
import type { SellerAccounts } from './seller-accounts.ts'
import { stripePayments } from './stripe.ts'
import { stripeAccounts } from './stripe-accounts.ts'

export type Provider = Readonly<{ payments: PaymentProvider; accounts: SellerAccounts }>

/** calls at the provider at once, of a process */
const mostAtOnce = 10

export const openProvider = (config: PaymentsConfig): Provider => {
  const { payments, accounts } = adaptersOf(config)
  const inTurn = atMost(mostAtOnce)
  return { payments: around(payments, inTurn), accounts: around(accounts, inTurn) }
}

/** Stripe needs no address unless another server speaks for it; the sandbox always has one. */
const adaptersOf = (config: PaymentsConfig): Provider => {
  const { MATINEE_PAYMENTS: provider, MATINEE_PAYMENTS_URL: url, MATINEE_PAYMENTS_KEY: apiKey } = config
  if (provider === 'stripe') {
    const options = { apiKey, ...(url && { url }) }
    return { payments: stripePayments(options), accounts: stripeAccounts(options) }
  }
  if (!url) throw new Error('MATINEE_PAYMENTS_URL is missing: where the sandbox provider listens')
  return { payments: sandboxPayments({ url, apiKey }), accounts: sandboxAccounts({ url, apiKey }) }
}
