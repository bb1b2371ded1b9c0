// The port to who pays sellers. Two adapters (sandbox-accounts.ts, stripe-accounts.ts) pass one contract suite.

/** `pending`: not onboarded yet; `active`: may be paid; `restricted`: the provider wants something, `reason` says what. */
export type SellerAccount = Readonly<{
  accountId: string
  status: 'pending' | 'active' | 'restricted'
  reason: string | null
}>

/** Money that went to a seller's account; `amount` in minor units. */
export type Transfer = Readonly<{ transferId: string; amount: bigint }>

/** All reject with ProviderUnavailable or ProviderRefused (provider.ts), within ten seconds. */
export type SellerAccounts = Readonly<{
  name: 'sandbox' | 'stripe'
  /** The seller's id is the idempotency key: told again, it is the same account. `country`: ISO 3166-1 alpha-2. */
  open(seller: Readonly<{ sellerId: string; country: string }>): Promise<SellerAccount>
  retrieve(accountId: string): Promise<SellerAccount>
  /** A page of the provider where the seller says who they are; `expiresAt` in ms since 1970. */
  link(accountId: string, returnUrl: string): Promise<Readonly<{ url: string; expiresAt: number }>>
  /** The payout's id is the idempotency key. */
  transfer(
    payout: Readonly<{ payoutId: string; accountId: string; amount: bigint; currency: string }>,
  ): Promise<Transfer>
  /** What was transferred for a payout: asked before it is done again, since keys are forgotten. */
  transfers(payoutId: string): Promise<readonly Transfer[]>
}>
