// Which provider takes the money and pays it out, by configuration.
import type { PaymentsConfig } from '../../platform/config.ts'
import { around, atMost } from './around.ts'
import type { ProviderBalance } from './balance.ts'
import type { Billing } from './billing.ts'
import type { CardKeeper } from './card-keeper.ts'
import type { PaymentProvider } from './provider.ts'
import { sandboxPayments } from './sandbox.ts'
import { sandboxAccounts } from './sandbox-accounts.ts'
import { sandboxBalance } from './sandbox-balance.ts'
import { sandboxBilling } from './sandbox-billing.ts'
import { sandboxCards } from './sandbox-cards.ts'
import type { SellerAccounts } from './seller-accounts.ts'
import { stripePayments } from './stripe.ts'
import { stripeAccounts } from './stripe-accounts.ts'
import { stripeBalance } from './stripe-balance.ts'
import { stripeBilling } from './stripe-billing.ts'
import { stripeCards } from './stripe-cards.ts'

export type Provider = Readonly<{
  payments: PaymentProvider
  accounts: SellerAccounts
  balance: ProviderBalance
  cards: CardKeeper
  billing: Billing
}>

/** calls at the provider at once, of a process */
const mostAtOnce = 10

export const openProvider = (config: PaymentsConfig): Provider => {
  const { payments, accounts, balance, cards, billing } = adaptersOf(config)
  const inTurn = atMost(mostAtOnce)
  return {
    payments: around(payments, inTurn),
    accounts: around(accounts, inTurn),
    balance: around(balance, inTurn),
    cards: around(cards, inTurn),
    billing: around(billing, inTurn),
  }
}

/** Stripe needs no address unless another server speaks for it; the sandbox always has one. */
const adaptersOf = (config: PaymentsConfig): Provider => {
  const { MATINEE_PAYMENTS: provider, MATINEE_PAYMENTS_URL: url, MATINEE_PAYMENTS_KEY: apiKey } = config
  if (provider === 'stripe') {
    const options = { apiKey, ...(url && { url }) }
    return {
      payments: stripePayments(options),
      accounts: stripeAccounts(options),
      balance: stripeBalance(options),
      cards: stripeCards(options),
      billing: stripeBilling(options),
    }
  }
  if (!url) throw new Error('MATINEE_PAYMENTS_URL is missing: where the sandbox provider listens')
  const options = { url, apiKey }
  return {
    payments: sandboxPayments(options),
    accounts: sandboxAccounts(options),
    balance: sandboxBalance(options),
    cards: sandboxCards(options),
    billing: sandboxBilling(options),
  }
}
