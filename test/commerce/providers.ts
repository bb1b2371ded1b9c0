// Who takes the money in a run of purchases, where it is reached, and what it says itself that it took.
import { currentTerms } from '../../domain/sellers/rules.ts'
import { readConfig, serversConfig } from '../../platform/config.ts'
import { openLog } from '../../platform/log.ts'
import { createLogger } from '../../platform/logger.ts'
import { idOf, openCommands } from '../../runtime/index.ts'
import { type Api, eventually } from '../../start/client/api.ts'
import { application, onboarded } from '../../start/client/onboarding.ts'
import { fromStripe } from '../../workers/payments/stripe-payment.ts'
import type { Place } from '../app.ts'
import { withoutLocalstripe } from '../stripe/localstripe.ts'
import { apiKey, startStripePeer } from '../stripe/peer.ts'
import { startStripeMock, withoutStripeMock } from '../stripe-mock.ts'
import { wholeLog } from '../whole-log.ts'
import { add, type Sums } from './counting.ts'

type Env = Readonly<Record<string, string>>

/** Every payment that was taken and not given back. */
export type Charges = Readonly<{ charges: number; taken: Sums }>

export type ProofProvider = Readonly<{
  /** what differs from the usual settings */
  env: Readonly<Record<string, string>>
  port: number
  /** the token of a good card */
  card: string
  charges(): Promise<Charges>
  /** Until the seller may sell. */
  onboard(seller: Api, env: Env): Promise<void>
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
  onboard: async (seller) => void (await onboarded(seller)),
  stop: async () => undefined,
})

/** localstripe has no Connect: stripe-mock opens the account, and that it may be paid is told as the worker would. */
const pronouncedActive = async (seller: Api, env: Env): Promise<void> => {
  await seller.post('/v1/seller/application', { ...application, termsVersion: currentTerms })
  const { sellerId, accountId } = await eventually('the account at Stripe', 60_000, async () => {
    const log = await wholeLog(env, ['sellers'])
    return log.find(({ type }) => type === 'SellerAccountOpened')?.fields
  })
  const config = readConfig(serversConfig, env)
  const logger = createLogger('test', 'silent')
  const { log, codec } = await openLog(config, 'test', logger)
  const asked = { log, codec, contexts: ['sellers'], partitions: config.MATINEE_PARTITIONS, logger }
  const commands = await openCommands(asked)
  try {
    const command = { type: 'RecordAccountStatus', sellerId, accountId, status: 'ACTIVE', reason: null }
    const { status } = await commands.submit('sellers', command, {
      ...{ key: String(sellerId), commandId: idOf('pronounced active', String(sellerId)), bodyHash: '', actor: 'test' },
    })
    if (status !== 'accepted') throw new Error(`RecordAccountStatus: ${status}`)
    await eventually('the seller is active', 60_000, async () => {
      const { profile } = await seller.get<{ profile: { account: { status: string } } | null }>('/v1/seller/profile')
      return profile?.account.status === 'active' || undefined
    })
  } finally {
    await commands.close()
    await log.close()
  }
}

/** Why not, where it cannot be. */
export const withoutStripe = (): string | undefined => withoutLocalstripe() ?? withoutStripeMock()

/** As localstripe plays it. */
const stripe = async ({ env, url, folder }: Place): Promise<ProofProvider> => {
  const missing = withoutStripe()
  if (missing) throw new Error(missing)
  const mock = await startStripeMock()
  const webhookUrl = `${url}/v1/webhooks/payments/stripe`
  const webhookSecret = env.MATINEE_PAYMENTS_WEBHOOK_SECRET ?? ''
  const peer = await startStripePeer({ folder, webhookUrl, webhookSecret, connect: mock.url })
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
    onboard: pronouncedActive,
    stop: async () => {
      await peer.stop()
      await mock.stop()
    },
  }
}

export const providers = { sandbox, stripe } as const
export type ProviderName = keyof typeof providers
