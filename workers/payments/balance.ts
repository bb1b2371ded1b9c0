// The port to what moved on the platform's balance at the provider. Two adapters (sandbox-balance.ts, stripe-balance.ts)
// pass one contract suite.

/** `other`: nothing that we know of; `bank`: to the platform's own bank, and back. */
export type MovementKind =
  | 'payment'
  | 'refund'
  | 'refund-failed'
  | 'dispute'
  | 'dispute-won'
  | 'transfer'
  | 'bank'
  | 'other'

/** `amount` and `fee` in minor units, without the fee; `amount` above zero came. `reference`: of what moved, as our log has it. */
export type Movement = Readonly<{
  kind: MovementKind
  reference: string
  currency: string
  amount: bigint
  fee: bigint
  /** the provider keeps its fee in the currency that it settles in */
  feeCurrency: string
  /** ms since 1970 */
  at: number
}>

export type ProviderBalance = Readonly<{
  name: 'sandbox' | 'stripe'
  /** All in [from, until), in no order. Rejects with ProviderUnavailable or ProviderRefused. */
  movements(from: number, until: number): Promise<readonly Movement[]>
}>
