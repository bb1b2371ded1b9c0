// A day's movements at the provider against the ledger's clearing account: what agrees, and what only one side has. Pure.
import type { Movement, MovementKind } from './balance.ts'

/** A line of the ledger's clearing account; `amount` in minor units, above zero what came. */
export type Cleared = Readonly<{
  transactionId: string
  at: number
  /** the event's name */
  kind: string
  reference: string | null
  currency: string
  amount: bigint
}>

/** null: the other side alone has it. */
export type Difference = Readonly<{
  currency: string
  kind: string
  reference: string
  provider: bigint | null
  ledger: bigint | null
}>

export type Total = Readonly<{
  currency: string
  provider: bigint
  ledger: bigint
  fees: bigint
  banked: bigint
  /** differences beyond those that are listed */
  omitted: number
}>

/** In [from, until), ms since 1970; what is near the ends is looked for on the other side of them. */
export type Span = Readonly<{ from: number; until: number }>

const kinds: Readonly<Record<string, MovementKind>> = {
  PaymentTaken: 'payment',
  OrderRefunded: 'refund',
  DisputeOpened: 'dispute',
  DisputeWon: 'dispute-won',
  PayoutMade: 'transfer',
  SubscriptionPeriodPaid: 'payment',
  SubscriptionChargeUnwanted: 'payment',
  SubscriptionChargeReturned: 'refund',
}

type Side = 'provider' | 'ledger'
type Pair = { currency: string; kind: string; reference: string; at: number } & { [S in Side]: bigint | null }

/**
 * By what moved, not by when: each thing counts on the day on which the provider moved it, or, when the provider has not,
 * on which we booked it. So the end of a day makes no difference of its own.
 */
export const compare = (
  movements: readonly Movement[],
  cleared: readonly Cleared[],
  { from, until }: Span,
  listed: number,
): Readonly<{ totals: readonly Total[]; differences: readonly Difference[] }> => {
  const pairs = new Map<string, Pair>()
  const put = (side: Side, one: Omit<Pair, Side>, amount: bigint) => {
    const key = `${one.currency} ${one.kind} ${one.reference}`
    const pair = pairs.get(key) ?? { ...one, provider: null, ledger: null }
    pairs.set(key, { ...pair, [side]: (pair[side] ?? 0n) + amount })
  }
  const moved = movements.filter(({ kind }) => kind !== 'bank')
  // The provider's first: its time is the pair's.
  for (const { currency, kind, reference, at, amount } of moved)
    put('provider', { currency, kind, reference, at }, amount)
  for (const { currency, kind, reference, transactionId, at, amount } of cleared)
    put('ledger', { currency, kind: kinds[kind] ?? kind, reference: reference ?? transactionId, at }, amount)

  const ofDay = joined([...pairs.values()]).filter(({ at }) => at >= from && at < until)
  const charged = movements.filter(({ at }) => at >= from && at < until)
  const currencies = [...ofDay.map(({ currency }) => currency), ...charged.map(({ feeCurrency }) => feeCurrency)]
  const differences: Difference[] = []
  const totals = [...new Set(currencies)].sort().map((currency): Total => {
    const own = ofDay.filter((pair) => pair.currency === currency)
    const differing = own.filter(({ provider, ledger }) => provider !== ledger)
    differences.push(...differing.slice(0, listed).map(({ at: _, ...difference }) => difference))
    const sum = (side: Side) => own.reduce((total, pair) => total + (pair[side] ?? 0n), 0n)
    const fees = charged
      .filter(({ feeCurrency }) => feeCurrency === currency)
      .reduce((total, { fee }) => total + fee, 0n)
    const banked = charged
      .filter((one) => one.kind === 'bank' && one.currency === currency)
      .reduce((total, { amount }) => total - amount, 0n)
    const omitted = Math.max(0, differing.length - listed)
    return { currency, provider: sum('provider'), ledger: sum('ledger'), fees, banked, omitted }
  })
  return { totals, differences }
}

/** A refund that was found at the provider has no id of it in the ledger: one of the same sum is taken for it. */
const joined = (pairs: readonly Pair[]): readonly Pair[] => {
  const nameless = pairs.filter(({ kind, provider }) => kind === 'refund' && provider === null)
  const taken = new Set<Pair>()
  const found = pairs.map((pair) => {
    if (pair.kind !== 'refund' || pair.ledger !== null) return pair
    const same = nameless.find(
      (one) => !taken.has(one) && one.currency === pair.currency && one.ledger === pair.provider,
    )
    if (!same) return pair
    taken.add(same)
    return { ...pair, ledger: same.ledger }
  })
  return found.filter((pair) => !taken.has(pair))
}
