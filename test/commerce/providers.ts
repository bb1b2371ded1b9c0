// Who takes the money in a run of purchases, where it is reached, and what it says itself that it took.
import { fromStripe } from '../../workers/payments/stripe-payment.ts'
import type { Place } from '../app.ts'
import { withoutLocalstripe } from '../stripe/localstripe.ts'
import { apiKey, startStripePeer } from '../stripe/peer.ts'
import { add, type Sums } from './counting.ts'

/** Every payment that was taken and not given back. */
export type Charges = Readonly<{ charges: number; taken: Sums }>

export type ProofProvider = Readonly<{
  /** what differs from the usual settings */
  env: Readonly<Record<string, string>>
  port: number
  /** the token of a good card */
  card: string
  charges(): Promise<Charges>
  stop(): Promise<void>
}>

const summed = (kept: readonly Readonly<{ amount: number; currency: string }>[]): Charges => {
  const taken: Record<string, number> = {}
  for (const { amount, currency } of kept) add(taken, currency, amount)
  return { charges: kept.length, taken }
}

type Charge = Readonly<{ id: string; status: string; amount: number; refunded: number; currency: string }>

/** By the sandbox's own list. */
export const sandboxCharges = async (env: Readonly<Record<string, string>>): Promise<Charges> => {
  const all: Charge[] = []
  for (let after: string | null = ''; after !== null; ) {
    const address = `${env.MATINEE_PAYMENTS_URL}/v1/payments?limit=100${after ? `&after=${after}` : ''}`
    const answer = await fetch(address, { headers: { authorization: `Bearer ${env.MATINEE_PAYMENTS_KEY}` } })
    const { items, next } = (await answer.json()) as { items: readonly Charge[]; next: string | null }
    all.push(...items)
    after = next
  }
  const kept = all.filter(({ status, refunded, amount }) => status === 'succeeded' && refunded < amount)
  return summed(kept.map(({ amount, refunded, currency }) => ({ amount: amount - refunded, currency })))
}

/** The one that the place has already. */
const sandbox = async ({ env }: Place): Promise<ProofProvider> => ({
  env: {},
  port: Number(new URL(env.MATINEE_PAYMENTS_URL ?? '').port),
  card: 'pm_success',
  charges: () => sandboxCharges(env),
  stop: async () => undefined,
})

/** As localstripe plays it. */
const stripe = async ({ env, url, folder }: Place): Promise<ProofProvider> => {
  const missing = withoutLocalstripe()
  if (missing) throw new Error(missing)
  const webhookUrl = `${url}/v1/webhooks/payments/stripe`
  const peer = await startStripePeer({ folder, webhookUrl, webhookSecret: env.MATINEE_PAYMENTS_WEBHOOK_SECRET ?? '' })
  return {
    env: { MATINEE_PAYMENTS: 'stripe', MATINEE_PAYMENTS_KEY: apiKey },
    port: peer.port,
    card: await peer.card('4242424242424242'),
    charges: async () => {
      const all = (await peer.intents()).map(({ status, amount, currency, latest_charge }) => ({
        ...{ status, currency: currency.toUpperCase(), left: amount - (latest_charge?.amount_refunded ?? 0) },
      }))
      const kept = all.filter(({ status, left }) => status === 'succeeded' && left > 0)
      return summed(kept.map(({ currency, left }) => ({ currency, amount: Number(fromStripe(left, currency)) })))
    },
    stop: () => peer.stop(),
  }
}

export const providers = { sandbox, stripe } as const
export type ProviderName = keyof typeof providers
