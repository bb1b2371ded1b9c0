// Sellers at Stripe: Connect with separate charges and transfers. The platform is the seller of record; it transfers what a
// seller is owed to their account, and Stripe pays that out to their bank.
import type Stripe from 'stripe'
import type { SellerAccount, SellerAccounts } from './seller-accounts.ts'
import { asking, type StripeOptions, stripeClient } from './stripe-client.ts'
import { fromStripe, toStripe } from './stripe-payment.ts'

export const accountOf = ({ id, capabilities, details_submitted, requirements }: Stripe.Account): SellerAccount => {
  if (capabilities?.transfers === 'active') return { accountId: id, status: 'active', reason: null }
  if (!details_submitted) return { accountId: id, status: 'pending', reason: null }
  const reason = (requirements?.disabled_reason ?? 'under-review').replaceAll(/[_.]/g, '-')
  return { accountId: id, status: 'restricted', reason }
}

const transferOf = ({ id, amount, currency }: Stripe.Transfer) => ({
  transferId: id,
  amount: fromStripe(amount, currency),
})

export const stripeAccounts = (options: StripeOptions): SellerAccounts => {
  const stripe = stripeClient(options)
  return {
    name: 'stripe',
    open: async ({ sellerId, country }) => {
      const wanted = {
        type: 'express',
        country,
        capabilities: { transfers: { requested: true } },
        metadata: { sellerId },
      } as const
      return accountOf(await asking(stripe.accounts.create(wanted, { idempotencyKey: `account:${sellerId}` })))
    },
    retrieve: async (id) => accountOf(await asking(stripe.accounts.retrieve(id))),
    link: async (account, returnUrl) => {
      const wanted = { account, type: 'account_onboarding', return_url: returnUrl, refresh_url: returnUrl } as const
      const { url, expires_at } = await asking(stripe.accountLinks.create(wanted))
      return { url, expiresAt: expires_at * 1_000 }
    },
    transfer: async ({ payoutId, accountId, amount, currency }) => {
      const wanted = {
        amount: toStripe(amount, currency),
        currency: currency.toLowerCase(),
        destination: accountId,
        transfer_group: payoutId,
        metadata: { payoutId },
      }
      return transferOf(await asking(stripe.transfers.create(wanted, { idempotencyKey: `payout:${payoutId}` })))
    },
    transfers: async (payoutId) => {
      const { data } = await asking(stripe.transfers.list({ transfer_group: payoutId, limit: 100 }))
      return data.map(transferOf)
    },
  }
}
