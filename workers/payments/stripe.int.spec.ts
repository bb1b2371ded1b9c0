// The Stripe adapter against Stripe's own stripe-mock, which knows every parameter of the API and keeps no state.
import assert from 'node:assert/strict'
import { createServer, type IncomingHttpHeaders } from 'node:http'
import { after, before, describe, test } from 'node:test'
import Stripe from 'stripe'
import { signWebhook, webhookFault } from '../../platform/signature.ts'
import { readWebhook } from '../../platform/webhook-body.ts'
import { startStripeMock, withoutStripeMock } from '../../test/stripe-mock.ts'
import { accountsContract } from './accounts.contract.ts'
import { balanceContract } from './balance.contract.ts'
import { billingContract } from './billing.contract.ts'
import { cardsContract } from './cards.contract.ts'
import { providerContract } from './provider.contract.ts'
import { stripePayments } from './stripe.ts'
import { stripeAccounts } from './stripe-accounts.ts'
import { stripeBalance } from './stripe-balance.ts'
import { stripeBilling } from './stripe-billing.ts'
import { stripeCards } from './stripe-cards.ts'

const viewerId = '5f0c2a53-9d5a-4c63-8f1e-0d5f5f5f0001'
const orderId = '5f0c2a53-9d5a-4c63-8f1e-0d5f5f5f0002'
const apiKey = 'sk_test_123'

type Wanted<Adapter> = Readonly<Record<Exclude<keyof Adapter, 'name'>, readonly [() => Promise<unknown>, RegExp]>>
type Asked = Readonly<{
  path: string
  headers: IncomingHttpHeaders
  form: Record<string, string>
  /** the status */
  answered: number
}>

/** Writes down what passes to stripe-mock, which itself answers with samples whatever was sent. */
const recorder = async (target: string) => {
  const asked: Asked[] = []
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = []
    for await (const chunk of request) chunks.push(chunk as Buffer)
    const body = Buffer.concat(chunks)
    const { url = '', method = 'GET', headers } = request
    const { connection: _, host: __, 'content-length': ___, ...passed } = headers
    const answer = await fetch(target + url, {
      method,
      headers: passed as Record<string, string>,
      ...(method === 'GET' ? {} : { body }),
    })
    const form = Object.fromEntries(new URLSearchParams(body.toString()))
    asked.push({ path: `${method} ${url}`, headers, form, answered: answer.status })
    response
      .writeHead(answer.status, { 'content-type': 'application/json' })
      .end(Buffer.from(await answer.arrayBuffer()))
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  const port = address && typeof address === 'object' ? address.port : 0
  return { url: `http://127.0.0.1:${port}`, asked, stop: () => server.close() }
}

describe('Stripe', { skip: withoutStripeMock() ?? false }, () => {
  let mock: Awaited<ReturnType<typeof startStripeMock>>
  before(async () => {
    mock = await startStripeMock()
  })
  after(() => mock?.stop())

  providerContract({
    provider: () => stripePayments({ apiKey, url: mock.url }),
    unreachable: () => stripePayments({ apiKey, url: 'http://127.0.0.1:9' }),
    cards: { good: 'pm_card_visa', declined: '', slow: '', authenticated: '' },
    stateful: undefined,
  })

  accountsContract({
    accounts: () => stripeAccounts({ apiKey, url: mock.url }),
    unreachable: () => stripeAccounts({ apiKey, url: 'http://127.0.0.1:9' }),
    stateful: undefined,
  })

  balanceContract({
    balance: () => stripeBalance({ apiKey, url: mock.url }),
    unreachable: () => stripeBalance({ apiKey, url: 'http://127.0.0.1:9' }),
    stateful: undefined,
  })

  cardsContract({
    cards: () => stripeCards({ apiKey, url: mock.url }),
    payments: () => stripePayments({ apiKey, url: mock.url }),
    unreachable: () => stripeCards({ apiKey, url: 'http://127.0.0.1:9' }),
    good: async () => 'pm_card_visa',
    stateful: false,
  })

  billingContract({
    billing: () => stripeBilling({ apiKey, url: mock.url }),
    unreachable: () => stripeBilling({ apiKey, url: 'http://127.0.0.1:9' }),
    card: 'pm_card_visa',
    stateful: undefined,
  })

  test('what is sent: the order as metadata and key, unconfirmed; a refund under its own key', async (t) => {
    const between = await recorder(mock.url)
    t.after(between.stop)
    const provider = stripePayments({ apiKey, url: between.url })
    await provider.create({ orderId, viewerId, amount: 399n, currency: 'EUR', paymentMethod: 'pm_card_visa' })
    await provider.confirm('pi_1', 'https://shop.example/orders/1')
    await provider.refund('pi_1', { refundId: 'late' })
    const [created, confirmed, refunded] = between.asked
    assert.equal(created?.path, 'POST /v1/payment_intents')
    assert.equal(created?.headers['idempotency-key'], orderId)
    assert.deepEqual(created?.form, {
      amount: '399',
      currency: 'eur',
      payment_method: 'pm_card_visa',
      'payment_method_types[0]': 'card',
      'metadata[viewerId]': viewerId,
      'metadata[orderId]': orderId,
      'expand[0]': 'latest_charge',
    })
    assert.equal(confirmed?.path, 'POST /v1/payment_intents/pi_1/confirm')
    assert.equal(confirmed?.form.return_url, 'https://shop.example/orders/1')
    assert.equal(refunded?.headers['idempotency-key'], 'refund:late')
    assert.equal(refunded?.form.payment_intent, 'pi_1')
  })

  test('what is sent of a card: to be kept, and once it is, with who keeps it', async (t) => {
    const between = await recorder(mock.url)
    t.after(between.stop)
    const options = { apiKey, url: between.url }
    const [payments, cards] = [stripePayments(options), stripeCards(options)]
    const order = { orderId, viewerId, amount: 399n, currency: 'EUR' }
    await payments.create({ ...order, paymentMethod: 'pm_card_visa', saveCard: true })
    await payments.create({ ...order, paymentMethod: 'pm_1', customerId: 'cus_1' })
    await cards.openCustomer(viewerId)
    const [saving, kept, customer] = between.asked
    assert.equal(saving?.form.setup_future_usage, 'on_session')
    assert.equal(saving?.form.customer, undefined)
    assert.deepEqual([kept?.form.customer, kept?.form.setup_future_usage], ['cus_1', undefined])
    assert.equal(customer?.headers['idempotency-key'], `customer:${viewerId}`)
    assert.deepEqual(customer?.form, { 'metadata[viewerId]': viewerId })
  })

  test('what is sent for a subscription: unconfirmed, under its own key, and never a charge for a change', async (t) => {
    const between = await recorder(mock.url)
    t.after(between.stop)
    const billing = stripeBilling({ apiKey, url: between.url })
    const terms = { planId: orderId, planVersion: 2, amount: 799n, currency: 'EUR', period: 'MONTH' } as const
    const wish = { subscriptionId: orderId, viewerId, terms, trialDays: 14, paymentMethod: 'pm_card_visa' }
    await billing.start(wish)
    await billing.change('sub_1', { ...terms, period: 'YEAR' })
    const asked = (path: string) => between.asked.findLast((one) => one.path === path)
    const [customer, price, made] = ['customers', 'prices', 'subscriptions'].map((name) =>
      between.asked.find((one) => one.path === `POST /v1/${name}`),
    )
    assert.equal(customer?.form['invoice_settings[default_payment_method]'], 'pm_card_visa')
    assert.deepEqual(
      [price?.form.unit_amount, price?.form.currency, price?.form['recurring[interval]']],
      ['799', 'eur', 'month'],
    )
    assert.equal(made?.headers['idempotency-key'], `subscription:${orderId}`)
    assert.deepEqual(
      [made?.form.payment_behavior, made?.form.trial_period_days, made?.form['metadata[subscriptionId]']],
      ['default_incomplete', '14', orderId],
    )
    assert.equal(asked('POST /v1/prices')?.form['recurring[interval]'], 'year')
    const changed = asked('POST /v1/subscriptions/sub_1')
    assert.deepEqual([changed?.form.proration_behavior, changed?.form['metadata[planId]']], ['none', orderId])
  })

  test('every method of all adapters sends what Stripe understands', async (t) => {
    const between = await recorder(mock.url)
    t.after(between.stop)
    const options = { apiKey, url: between.url }
    const [payments, accounts, balance] = [stripePayments(options), stripeAccounts(options), stripeBalance(options)]
    const [cards, billing] = [stripeCards(options), stripeBilling(options)]
    const order = { orderId, viewerId, amount: 399n, currency: 'EUR', paymentMethod: 'pm_card_visa' }
    const payout = { payoutId: 'po', accountId: 'acct_1', amount: 500n, currency: 'EUR' }
    const back = 'https://shop.example'
    const ofPayments: Wanted<typeof payments> = {
      create: [() => payments.create(order), /^POST \/v1\/payment_intents$/],
      confirm: [() => payments.confirm('pi_1', back), /^POST \/v1\/payment_intents\/pi_1\/confirm$/],
      retrieve: [() => payments.retrieve('pi_1'), /^GET \/v1\/payment_intents\/pi_1[?]expand/],
      cancel: [() => payments.cancel('pi_1'), /^POST \/v1\/payment_intents\/pi_1\/cancel$/],
      refund: [() => payments.refund('pi_1', { refundId: 'r' }), /^POST \/v1\/refunds$/],
      refunds: [() => payments.refunds('pi_1'), /^GET \/v1\/refunds[?]payment_intent=pi_1&limit=100$/],
      disputes: [() => payments.disputes('pi_1'), /^GET \/v1\/disputes[?]payment_intent=pi_1&limit=100$/],
      list: [() => payments.list(orderId), /^GET \/v1\/payment_intents\/search[?]query=/],
    }
    const ofAccounts: Wanted<typeof accounts> = {
      open: [() => accounts.open({ sellerId: 's', country: 'DE' }), /^POST \/v1\/accounts$/],
      retrieve: [() => accounts.retrieve('acct_1'), /^GET \/v1\/accounts\/acct_1$/],
      link: [() => accounts.link('acct_1', back), /^POST \/v1\/account_links$/],
      transfer: [() => accounts.transfer(payout), /^POST \/v1\/transfers$/],
      transfers: [() => accounts.transfers('po'), /^GET \/v1\/transfers[?]transfer_group=po&limit=100$/],
    }
    const ofBalance: Wanted<typeof balance> = {
      movements: [
        () => balance.movements(1_500, 2_500),
        /^GET \/v1\/balance_transactions[?]created\[gte\]=1&created\[lt\]=3&limit=100&expand\[0\]=data[.]source$/,
      ],
    }
    const ofCards: Wanted<typeof cards> = {
      openCustomer: [() => cards.openCustomer(viewerId), /^POST \/v1\/customers$/],
      keep: [() => cards.keep('pi_1', 'cus_1'), /^POST \/v1\/payment_methods\/\w+\/attach$/],
      remove: [() => cards.remove('pm_1'), /^POST \/v1\/payment_methods\/pm_1\/detach$/],
      forget: [() => cards.forget('cus_1'), /^DELETE \/v1\/customers\/cus_1$/],
    }
    const terms = { planId: orderId, planVersion: 1, amount: 799n, currency: 'EUR', period: 'MONTH' } as const
    const wish = { subscriptionId: orderId, viewerId, terms, trialDays: 0, paymentMethod: 'pm_card_visa' }
    const ofBilling: Wanted<typeof billing> = {
      start: [() => billing.start(wish), /^POST \/v1\/customers$/],
      confirm: [() => billing.confirm('sub_1', back), /^GET \/v1\/subscriptions\/sub_1[?]expand/],
      retrieve: [() => billing.retrieve('sub_1'), /^GET \/v1\/subscriptions\/sub_1[?]expand/],
      invoices: [() => billing.invoices('sub_1'), /^GET \/v1\/invoices[?]subscription=sub_1&limit=100&expand/],
      setCancelled: [() => billing.setCancelled('sub_1', true), /^POST \/v1\/subscriptions\/sub_1$/],
      change: [() => billing.change('sub_1', terms), /^GET \/v1\/subscriptions\/sub_1[?]expand/],
      end: [() => billing.end('sub_1'), /^DELETE \/v1\/subscriptions\/sub_1$/],
    }
    for (const [adapter, wanted] of [
      [payments, ofPayments],
      [accounts, ofAccounts],
      [balance, ofBalance],
      [cards, ofCards],
      [billing, ofBilling],
    ] as const) {
      const methods = Object.keys(adapter).filter((name) => name !== 'name')
      assert.deepEqual(Object.keys(wanted).sort(), methods.sort())
      for (const [name, [call, path]] of Object.entries(wanted)) {
        const before = between.asked.length
        await call()
        const asked = between.asked.slice(before)
        assert.ok(
          asked.some((one) => path.test(one.path)),
          `${name}: ${asked.map((one) => one.path).join(', ')}`,
        )
        for (const { answered, path: sent } of asked) assert.ok(answered < 400, `${name}: ${sent} ${answered}`)
      }
    }
  })

  test('an event about a payment is believed when Stripe signed it, and names the order', async () => {
    const { hostname, port } = new URL(mock.url)
    const stripe = new Stripe(apiKey, { host: hostname, port, protocol: 'http' })
    const event = await stripe.events.retrieve('evt_123')
    const intent = await stripe.paymentIntents.retrieve('pi_123')
    const object = { ...intent, metadata: { viewerId, orderId } }
    const body = Buffer.from(JSON.stringify({ ...event, type: 'payment_intent.succeeded', data: { object } }))
    const secret = 'whsec_123'
    assert.equal(stripe.webhooks.constructEvent(body, signWebhook(body, secret, Date.now()), secret).id, event.id)
    const header = stripe.webhooks.generateTestHeaderString({ payload: body.toString(), secret })
    assert.equal(webhookFault(body, header, secret, Date.now()), undefined)
    assert.deepEqual(readWebhook('stripe', JSON.parse(body.toString())), {
      ...{ eventId: event.id, type: 'payment_intent.succeeded', about: { viewerId, orderId } },
      mayBeRefund: false,
    })
  })
})
