// Sellers between their decider and the real sandbox server: opened, onboarded, paid once, whatever is lost.
import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { sellersDecider } from '../../domain/sellers/decider.ts'
import { currentTerms } from '../../domain/sellers/rules.ts'
import { createLogger } from '../../platform/logger.ts'
import { eventually } from '../../runtime/eventually.ts'
import {
  type Commands,
  deciderRoom,
  happened,
  idOf,
  memoryCodec,
  memoryLog,
  openCommands,
  type Timeless,
  topicsOf,
} from '../../runtime/index.ts'
import type { SellersCommand, SellersEvent } from '../../schemas/generated/types/sellers.ts'
import { sealedFrom } from '../../schemas/sealed.ts'
import { sandboxProvider } from '../../start/sandbox/server.ts'
import { accountsContract } from './accounts.contract.ts'
import { payoutsWorker } from './payouts.ts'
import { ProviderUnavailable } from './provider.ts'
import { sandboxPayments } from './sandbox.ts'
import { sandboxAccounts } from './sandbox-accounts.ts'
import type { SellerAccounts } from './seller-accounts.ts'

const partitions = 2
const apiKey = 'sk_payouts'
const logger = createLogger('payouts', 'silent')
const codec = memoryCodec()
const log = memoryLog()
const events: SellersEvent[] = []
const endings: (() => Promise<unknown>)[] = []
let sandbox: Awaited<ReturnType<typeof sandboxProvider>>
let commands: Commands

const accounts = () => sandboxAccounts({ url: sandbox.url, apiKey })

const work = async (provider: SellerAccounts) => {
  const backoff = { first: 5, most: 20 }
  return payoutsWorker({ log, codec, commands, provider, logger, backoff })
}

/** So much is there at the provider. */
const earn = async (amount: bigint, currency = 'EUR') => {
  const payments = sandboxPayments({ url: sandbox.url, apiKey })
  const order = { orderId: randomUUID(), viewerId: randomUUID(), amount, currency, paymentMethod: 'pm_success' }
  await payments.confirm((await payments.create(order)).paymentId, 'http://shop.example')
}

before(async () => {
  const folder = await mkdtemp(join(tmpdir(), 'matinee-payouts-'))
  await log.createTopics(topicsOf(partitions))
  const own = { log, codec, deciders: [sellersDecider] as never, stateDir: folder, partitions, logger }
  const room = await deciderRoom({ ...own, installation: 'spec' })
  await room.ready
  commands = await openCommands({ log, codec, contexts: ['sellers'], partitions, logger })
  sandbox = await sandboxProvider({
    ...{ host: '127.0.0.1', port: 0, file: ':memory:', apiKey, webhookSecret: 'unused', webhookUrl: null },
    ...{ publicUrl: null, logger },
  })
  await log.tail(
    ['sellers'],
    () => 0n,
    (records) => {
      for (const record of records)
        if (record.headers['stream-version']) events.push(happened(codec, record).event as SellersEvent)
    },
  )
  const worker = await work(accounts())
  endings.push(
    worker.stop,
    () => commands.close(),
    room.stop,
    sandbox.stop,
    () => rm(folder, { recursive: true }),
  )
  await earn(500n)
})
after(async () => {
  for (const end of endings) await end()
})

const finish = (url: string) => fetch(url, { method: 'POST', redirect: 'manual', body: new URLSearchParams() })

accountsContract({
  accounts,
  unreachable: () => sandboxAccounts({ url: 'http://127.0.0.1:9', apiKey }),
  stateful: { finish, balance: 500n },
})

const ask = async (command: Timeless<SellersCommand>, id: string = randomUUID()) => {
  const sender = { key: command.sellerId, commandId: idOf(command.type, id), bodyHash: id, actor: 'spec' }
  return (await commands.submit('sellers', command as never, sender)).status
}
const told = <T extends SellersEvent['type']>(type: T, sellerId: string) =>
  eventually(`${type} of ${sellerId}`, () =>
    events.find((one): one is Extract<SellersEvent, { type: T }> => one.type === type && one.sellerId === sellerId),
  )

const applied = async (): Promise<string> => {
  const sellerId = randomUUID()
  const sealed = sealedFrom(sellerId, Buffer.alloc(40))
  const said = { legalName: sealed, email: sealed, country: 'DE', termsVersion: currentTerms }
  assert.equal(await ask({ type: 'ApplyAsSeller', sellerId, ...said }), 'accepted')
  return sellerId
}

const onboarded = async (earned: bigint, currency = 'EUR'): Promise<string> => {
  const sellerId = await applied()
  const { accountId } = await told('SellerAccountOpened', sellerId)
  const askId = randomUUID()
  await ask({ type: 'AskOnboarding', sellerId, askId, returnUrl: 'http://shop.example/back' })
  const { url } = await told('OnboardingOffered', sellerId)
  assert.equal((await finish(url)).headers.get('location'), 'http://shop.example/back')
  await ask({ type: 'NoteAccountUpdate', sellerId, accountId, causeId: 'back' })
  assert.equal((await told('AccountStatusChanged', sellerId)).status, 'ACTIVE')
  const sale = { orderId: randomUUID(), filmId: randomUUID(), amount: earned, currency, heldUntil: 1 }
  await ask({ type: 'CreditSale', sellerId, ...sale })
  return sellerId
}

const payout = (sellerId: string, currency = 'EUR') => {
  const payoutId = randomUUID()
  const terms = { currency, minimum: 1n, month: null }
  return ask({ type: 'RequestPayout', sellerId, payoutId, ...terms }).then((status) => ({ payoutId, status }))
}

test('who applies has an account at the provider, is onboarded on its page, and is paid what is available', async () => {
  await earn(300n)
  const sellerId = await onboarded(300n)
  const { payoutId, status } = await payout(sellerId)
  assert.equal(status, 'accepted')
  const { transferId, amount } = await told('PayoutMade', sellerId)
  assert.equal(amount, 300n)
  assert.deepEqual(await accounts().transfers(payoutId), [{ transferId, amount: 300n }])
})

test('what the provider refuses is available again, with its reason', async () => {
  const sellerId = await onboarded(700n, 'USD')
  await payout(sellerId, 'USD')
  const { amount, reason } = await told('PayoutFailed', sellerId)
  assert.deepEqual([amount, reason], [700n, 'balance-insufficient'])
  await earn(700n, 'USD')
  assert.equal((await payout(sellerId, 'USD')).status, 'accepted')
  await told('PayoutMade', sellerId)
})

test('a transfer whose answer was lost, by a provider that forgets its keys, is found and not made twice', async () => {
  await earn(900n, 'JPY')
  const sellerId = await onboarded(450n, 'JPY')
  await endings.shift()?.()
  let made = 0
  const lost: SellerAccounts = {
    ...accounts(),
    transfer: async ({ accountId, amount, currency, payoutId }) => {
      made++
      // Under no key, as if ours were forgotten; and nobody hears of it.
      const answer = await fetch(`${sandbox.url}/v1/transfers`, {
        method: 'POST',
        headers: { authorization: `Bearer ${apiKey}`, 'content-type': 'application/json' },
        body: JSON.stringify({ accountId, amount: Number(amount), currency, metadata: { payoutId } }),
      })
      assert.equal(answer.status, 201)
      throw new ProviderUnavailable('the answer was lost')
    },
  }
  const worker = await work(lost)
  endings.unshift(worker.stop)
  const { payoutId } = await payout(sellerId, 'JPY')
  await told('PayoutMade', sellerId)
  assert.equal(made, 1)
  assert.equal((await accounts().transfers(payoutId)).length, 1)
})
