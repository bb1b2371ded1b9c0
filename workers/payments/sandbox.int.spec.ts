// The sandbox adapter against the real sandbox server: the contract, and its outages.
import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { after, before, test } from 'node:test'
import { createLogger } from '../../platform/logger.ts'
import { sandboxProvider } from '../../start/sandbox/server.ts'
import { balanceContract } from './balance.contract.ts'
import { billingContract } from './billing.contract.ts'
import { providerContract } from './provider.contract.ts'
import { ProviderUnavailable } from './provider.ts'
import { sandboxPayments } from './sandbox.ts'
import { sandboxBalance } from './sandbox-balance.ts'
import { sandboxBilling } from './sandbox-billing.ts'

const apiKey = 'sk_contract'
let sandbox: Awaited<ReturnType<typeof sandboxProvider>>
before(async () => {
  sandbox = await sandboxProvider({
    host: '127.0.0.1',
    port: 0,
    file: ':memory:',
    apiKey,
    webhookSecret: 'unused',
    webhookUrl: null,
    publicUrl: null,
    logger: createLogger('sandbox', 'silent'),
    settleMs: 100,
  })
})
after(() => sandbox.stop())

const provider = () => sandboxPayments({ url: sandbox.url, apiKey })
const decide = (url: string) =>
  fetch(url, { method: 'POST', body: new URLSearchParams({ decision: 'approve' }), redirect: 'manual' })

providerContract({
  provider,
  unreachable: () => sandboxPayments({ url: 'http://127.0.0.1:9', apiKey }),
  cards: { good: 'pm_success', declined: 'pm_declined', slow: 'pm_delay', authenticated: 'pm_3ds' },
  stateful: { approve: decide },
})

balanceContract({
  balance: () => sandboxBalance({ url: sandbox.url, apiKey }),
  unreachable: () => sandboxBalance({ url: 'http://127.0.0.1:9', apiKey }),
  stateful: { payments: provider },
})

billingContract({
  billing: () => sandboxBilling({ url: sandbox.url, apiKey }),
  unreachable: () => sandboxBilling({ url: 'http://127.0.0.1:9', apiKey }),
  card: 'pm_success',
  stateful: { declined: 'pm_declined', authenticated: 'pm_3ds', approve: decide },
})

const outage = (outage: string) =>
  fetch(`${sandbox.url}/sandbox/outage`, {
    method: 'POST',
    headers: { authorization: `Bearer ${apiKey}`, 'content-type': 'application/json' },
    body: JSON.stringify({ outage }),
  })

test('during an outage, and when the answer is lost, it is unavailable; afterwards the truth is there', async (t) => {
  t.after(() => outage('off'))
  const order = {
    orderId: randomUUID(),
    viewerId: randomUUID(),
    amount: 5n,
    currency: 'EUR',
    paymentMethod: 'pm_success',
  }
  await outage('refuse')
  await assert.rejects(() => provider().create(order), ProviderUnavailable)
  await outage('lose-answers')
  await assert.rejects(() => provider().create(order), ProviderUnavailable)
  await outage('off')
  const made = await provider().create(order)
  assert.deepEqual(
    (await provider().list(order.orderId)).map((one) => one.paymentId),
    [made.paymentId],
  )
})

test('with a wrong key it is unavailable: that is for us to set right, not for the viewer', async () => {
  const stranger = sandboxPayments({ url: sandbox.url, apiKey: 'sk_wrong' })
  await assert.rejects(() => stranger.retrieve('pay_1'), ProviderUnavailable)
})
