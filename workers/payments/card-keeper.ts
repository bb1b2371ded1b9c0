// The port to whoever keeps cards for the next order. Two adapters (sandbox-cards.ts, stripe-cards.ts) pass one contract suite.

/** What is shown of a card that the provider keeps. `expires`: year and month, 2030-12. */
export type KeptCard = Readonly<{ token: string; brand: string; lastFour: string; expires: string }>

/** All reject with ProviderUnavailable or ProviderRefused, within ten seconds. */
export type CardKeeper = Readonly<{
  name: 'sandbox' | 'stripe'
  /** Who keeps a viewer's cards; the viewer's id is the idempotency key. */
  openCustomer(viewerId: string): Promise<string>
  /** The card that paid, of an order with saveCard, is kept from now on; told again, it is the same card. */
  keep(paymentId: string, customerId: string): Promise<KeptCard>
  /** Also of a card that is gone. */
  remove(token: string): Promise<void>
  /** With all their cards; also of one who is gone. */
  forget(customerId: string): Promise<void>
}>
