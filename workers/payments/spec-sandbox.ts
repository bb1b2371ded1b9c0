// For specs: the sandbox provider as a server, and what its operator and payers do there.
import assert from 'node:assert/strict'
import { join } from 'node:path'
import { createLogger } from '../../platform/logger.ts'
import { sandboxProvider } from '../../start/sandbox/server.ts'
import type { Billing } from './billing.ts'
import type { PaymentProvider } from './provider.ts'
import { sandboxPayments } from './sandbox.ts'
import { sandboxBilling } from './sandbox-billing.ts'

/** Where a provider finds the house, and may keep what it has. */
export type ProviderPlace = Readonly<{ folder: string; webhookUrl: string; webhookSecret: string }>

/** A provider as a server. `env`: for the worker as a process of its own. */
export type OpenedProvider = Readonly<{
  provider: PaymentProvider
  billing: Billing
  env: Readonly<Record<string, string>>
  stop(): Promise<void>
}>

const apiKey = 'sk_house'

export const openSandbox = async ({ folder, webhookUrl, webhookSecret }: ProviderPlace) => {
  const sandbox = await sandboxProvider({
    host: '127.0.0.1',
    port: 0,
    file: join(folder, 'sandbox.sqlite'),
    apiKey,
    webhookSecret,
    webhookUrl,
    publicUrl: null,
    logger: createLogger('sandbox of a spec', process.env.SPEC_LOG ?? 'silent'),
    settleMs: 200,
    retryMs: 50,
  })
  const provider = sandboxPayments({ url: sandbox.url, apiKey })
  const post = (path: string, body: object) =>
    fetch(`${sandbox.url}${path}`, {
      method: 'POST',
      headers: { authorization: `Bearer ${apiKey}`, 'content-type': 'application/json' },
      body: JSON.stringify(body),
    })
  const idOf = async (orderId: string) => (await provider.list(orderId))[0]?.paymentId

  const control = async (path: string, body: object): Promise<void> => {
    assert.equal((await post(`/sandbox/${path}`, body)).status, 200)
  }

  /** As somebody would at the provider's own page: it knows nothing of our ids. */
  const refundAtProvider = async (orderId: string, amount?: number): Promise<void> => {
    const answer = await post(`/v1/payments/${await idOf(orderId)}/refunds`, amount ? { amount } : {})
    assert.equal(answer.status, 201)
  }

  /** A payment as made by somebody who forgets idempotency keys. */
  const createWithoutKey: PaymentProvider['create'] = async ({
    orderId,
    viewerId,
    amount,
    currency,
    paymentMethod,
  }) => {
    const body = { amount: Number(amount), currency, paymentMethod, metadata: { viewerId, orderId } }
    const answer = await post('/v1/payments', body)
    return provider.retrieve(((await answer.json()) as { id: string }).id)
  }

  /** As a tester does: without a body it is a question. */
  const ask = async <T>(path: string, body?: object): Promise<T> => {
    const headers = { authorization: `Bearer ${apiKey}` }
    const answer = await (body ? post(`/sandbox/${path}`, body) : fetch(`${sandbox.url}/sandbox/${path}`, { headers }))
    assert.equal(answer.status, 200)
    return (await answer.json()) as T
  }

  return {
    provider,
    billing: sandboxBilling({ url: sandbox.url, apiKey }),
    ask,
    env: {
      MATINEE_PAYMENTS: 'sandbox',
      MATINEE_PAYMENTS_URL: sandbox.url,
      MATINEE_PAYMENTS_KEY: apiKey,
      MATINEE_PAYMENTS_WEBHOOK_SECRET: webhookSecret,
    },
    createWithoutKey,
    refundAtProvider,
    /** As the payer does at their bank, and as the bank decides. */
    dispute: async (orderId: string, amount?: number) =>
      control(`payments/${await idOf(orderId)}/dispute`, amount ? { amount } : {}),
    endDispute: async (orderId: string, status: 'won' | 'lost') =>
      control(`payments/${await idOf(orderId)}/dispute/end`, { status }),
    outage: (outage: string) => control('outage', { outage }),
    behaviour: (behaviour: object) => control('behaviour', behaviour),
    stop: () => sandbox.stop(),
  }
}
