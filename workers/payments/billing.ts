// The port to who renews subscriptions. Two adapters (sandbox-billing.ts, stripe-billing.ts) pass one contract suite.

/** What a period costs, in minor units of the currency. */
export type BillingTerms = Readonly<{
  planId: string
  planVersion: number
  amount: bigint
  currency: string
  period: 'MONTH' | 'YEAR'
}>

export type WantedSubscription = Readonly<{
  subscriptionId: string
  viewerId: string
  terms: BillingTerms
  trialDays: number
  /** the provider's token, never a card number */
  paymentMethod: string
}>

/**
 * What a subscription is at the provider; it decides, whatever a webhook said. `unconfirmed`: charges nothing before it
 * is confirmed. `processing`: the provider will say later. `failed`: the first payment will not be taken. `past-due`: it tries again by its own schedule.
 * `ended`: nothing is taken any more; `reason` is a stable type.
 */
export type BilledState =
  | Readonly<{ status: 'unconfirmed' | 'processing' | 'active' | 'past-due' }>
  | Readonly<{ status: 'action-required'; url: string }>
  | Readonly<{ status: 'trialing'; until: number }>
  | Readonly<{ status: 'failed' | 'ended'; reason: string }>

/** `planId`: of the next invoice. */
export type Billed = BilledState &
  Readonly<{ providerSubscriptionId: string; cancelAtPeriodEnd: boolean; planId: string | undefined }>

/** For one period; times in ms since 1970. `failed`: its last payment did, and may be tried again. */
export type Invoice = Readonly<{
  invoiceId: string
  status: 'open' | 'paid' | 'failed'
  planId: string
  paymentId: string | null
  amount: bigint
  currency: string
  periodStart: number
  periodEnd: number
  paidAt: number | null
  /** why it failed, a stable type */
  reason: string | null
}>

/** All reject with ProviderUnavailable or ProviderRefused (provider.ts), within ten seconds. */
export type Billing = Readonly<{
  name: 'sandbox' | 'stripe'
  /** Makes it without confirming it. Our id is the idempotency key: told again, it is the same subscription. */
  start(wanted: WantedSubscription): Promise<Billed>
  /** Asks for the first payment, or begins the trial; told again, it only says what the subscription is. */
  confirm(providerSubscriptionId: string, returnUrl: string): Promise<Billed>
  retrieve(providerSubscriptionId: string): Promise<Billed>
  /** Oldest first, of the last hundred; those over nothing are left out. */
  invoices(providerSubscriptionId: string): Promise<readonly Invoice[]>
  /** Whether it ends with the period that is paid. */
  setCancelled(providerSubscriptionId: string, cancelled: boolean): Promise<Billed>
  /** From the next period on; of the same length and currency, so that nothing is charged now. */
  change(providerSubscriptionId: string, terms: BillingTerms): Promise<Billed>
  /** At once; what is open is not taken any more. */
  end(providerSubscriptionId: string): Promise<Billed>
}>
