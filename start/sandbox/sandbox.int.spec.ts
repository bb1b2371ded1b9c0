// The sandbox over HTTP: each card, keys, refunds, the payer's page, webhooks with their troubles, outages, a kill.
import assert from 'node:assert/strict'
import { type ChildProcess, spawn } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { createLogger } from '../../platform/logger.ts'
import { apiClient, type PaymentJson, until, webhookReceiver } from './receiver.ts'
import { sandboxProvider } from './server.ts'

const apiKey = 'sk_sandbox_spec'
const webhookSecret = 'whsec_spec'
const logger = createLogger('sandbox', 'silent')

let folder: string
let hooks: Awaited<ReturnType<typeof webhookReceiver>>
let sandbox: Awaited<ReturnType<typeof sandboxProvider>>
let api: ReturnType<typeof apiClient>

const started = (file: string, webhookUrl: string | null) =>
  sandboxProvider({
    host: '127.0.0.1',
    port: 0,
    file,
    apiKey,
    webhookSecret,
    webhookUrl,
    publicUrl: null,
    logger,
    settleMs: 150,
    retryMs: 20,
  })

before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'matinee-sandbox-'))
  hooks = await webhookReceiver(webhookSecret)
  sandbox = await started(join(folder, 'sandbox.sqlite'), hooks.url)
  api = apiClient(sandbox.url, apiKey)
})
after(async () => {
  await sandbox.stop()
  await hooks.stop()
  await rm(folder, { recursive: true })
})

test('without the key nothing is answered', async () => {
  const theirs = apiClient(sandbox.url, 'sk_other')
  for (const path of ['/v1/payments', '/sandbox/outage']) {
    const { status, headers, body } = await theirs.call<{ type: string }>('GET', path)
    assert.deepEqual([status, body.type], [401, 'unauthenticated'])
    assert.match(headers.get('content-type') ?? '', /problem\+json/)
  }
})

test('a payment is made unconfirmed, takes nothing, and is listed by its order', async () => {
  const metadata = { viewerId: 'v', orderId: 'listed' }
  const { status, body } = await api.created('pm_success', { metadata })
  assert.deepEqual([status, body.status, body.metadata], [201, 'requires_confirmation', metadata])
  assert.deepEqual((await api.retrieve(body.id)).body, body)
  const { body: list } = await api.call<{ items: PaymentJson[] }>('GET', '/v1/payments?orderId=listed')
  assert.deepEqual(list.items, [body])
})

test('the list goes on where it ended', async () => {
  type Page = { items: PaymentJson[]; next: string | null }
  const made: string[] = []
  for (const _ of [1, 2, 3]) made.push((await api.created('pm_success', { metadata: { orderId: 'paged' } })).body.id)
  const first = (await api.call<Page>('GET', '/v1/payments?orderId=paged&limit=2')).body
  const rest = (await api.call<Page>('GET', `/v1/payments?orderId=paged&limit=2&after=${first.next}`)).body
  assert.deepEqual(
    [...first.items, ...rest.items].map((one) => one.id),
    made,
  )
  assert.equal(rest.next, null)
})

test('each card does what its name says', async () => {
  assert.equal((await api.confirmed('pm_success')).body.status, 'succeeded')
  for (const [card, code] of [
    ['pm_declined', 'card_declined'],
    ['pm_insufficient_funds', 'insufficient_funds'],
  ] as const) {
    const { body } = await api.confirmed(card)
    assert.deepEqual([body.status, body.failure?.code], ['failed', code])
  }
  const slow = (await api.confirmed('pm_delay')).body
  assert.equal(slow.status, 'processing')
  await until('the delayed payment', async () => (await api.retrieve(slow.id)).body.status === 'succeeded')
})

test('what is not a payment is refused with its reason', async () => {
  for (const wrong of [
    { amount: 0 },
    { amount: 1.5 },
    { currency: 'eur' },
    { returnUrl: 'javascript:1' },
    { tip: 1 },
  ]) {
    const { status, body } = await api.call<{ type: string }>('POST', '/v1/payments', {
      amount: 1,
      currency: 'EUR',
      paymentMethod: 'pm_success',
      ...wrong,
    })
    assert.deepEqual([status, body.type], [400, 'invalid-request'], JSON.stringify(wrong))
  }
  assert.equal((await api.created('pm_unheard_of')).status, 400)
  assert.equal((await api.retrieve('pay_none')).status, 404)
})

test('confirmed twice, it is taken once', async () => {
  const { body } = await api.confirmed('pm_success')
  const again = await api.call<PaymentJson>('POST', `/v1/payments/${body.id}/confirm`, {})
  assert.deepEqual([again.status, again.body.status], [200, 'succeeded'])
  await until('its webhooks', () => hooks.of(body.id).length >= 2)
  assert.deepEqual(hooks.of(body.id), ['payment.created', 'payment.succeeded'])
})

test('the same idempotency key gives the same answer; another request with it is refused', async () => {
  const body = { amount: 500, currency: 'EUR', paymentMethod: 'pm_success' }
  const answers = await Promise.all([1, 2, 3].map(() => api.call<PaymentJson>('POST', '/v1/payments', body, 'key-1')))
  assert.equal(new Set(answers.map((answer) => answer.body.id)).size, 1)
  assert.deepEqual(answers.map((answer) => answer.headers.get('idempotent-replayed')).sort(), ['false', 'true', 'true'])
  const turned = { paymentMethod: 'pm_success', currency: 'EUR', amount: 500 }
  assert.equal((await api.call<PaymentJson>('POST', '/v1/payments', turned, 'key-1')).body.id, answers[0]?.body.id)
  const other = await api.call<{ type: string }>('POST', '/v1/payments', { ...body, amount: 501 }, 'key-1')
  assert.deepEqual([other.status, other.body.type], [409, 'idempotency-key-reused'])
  const elsewhere = await api.call('POST', `/v1/payments/${answers[0]?.body.id}/confirm`, {}, 'key-1')
  assert.equal(elsewhere.status, 409)
})

test('a cancelled payment cannot be confirmed, a taken one cannot be cancelled', async () => {
  const open = (await api.created('pm_success')).body
  for (const _ of [1, 2])
    assert.equal((await api.call<PaymentJson>('POST', `/v1/payments/${open.id}/cancel`)).body.status, 'canceled')
  const late = await api.call<{ type: string }>('POST', `/v1/payments/${open.id}/confirm`, {})
  assert.deepEqual([late.status, late.body.type], [409, 'payment-canceled'])
  const taken = (await api.confirmed('pm_success')).body
  const refused = await api.call<{ type: string }>('POST', `/v1/payments/${taken.id}/cancel`)
  assert.deepEqual([refused.status, refused.body.type], [409, 'payment-succeeded'])
  const slow = (await api.confirmed('pm_delay')).body
  assert.equal((await api.call<PaymentJson>('POST', `/v1/payments/${slow.id}/cancel`)).body.status, 'canceled')
})

test('refunds never exceed the payment, together and under one key', async () => {
  const { id } = (await api.confirmed('pm_success')).body
  const refund = (amount?: number, key?: string) =>
    api.call<{ id: string; amount: number; type: string }>(
      'POST',
      `/v1/payments/${id}/refunds`,
      amount ? { amount } : {},
      key,
    )
  const twice = [await refund(100, `refund-${id}`), await refund(100, `refund-${id}`)]
  assert.equal(twice[0]?.body.id, twice[1]?.body.id)
  assert.equal((await api.retrieve(id)).body.refunded, 100)
  assert.deepEqual([(await refund(300)).status, (await refund(300)).body.type], [409, 'refund-exceeds-payment'])
  assert.equal((await refund()).body.amount, 299)
  assert.equal((await refund()).status, 409)
  const { body } = await api.call<{ items: { amount: number }[] }>('GET', `/v1/payments/${id}/refunds`)
  assert.deepEqual(
    body.items.map((one) => one.amount),
    [100, 299],
  )
  const open = (await api.created('pm_success')).body
  assert.equal((await api.call('POST', `/v1/payments/${open.id}/refunds`, {})).status, 409)
})

const decide = (url: string, decision: string) =>
  fetch(url, { method: 'POST', body: new URLSearchParams({ decision }), redirect: 'manual' })

test('the payer approves on a page, and comes back to the shop', async () => {
  const { body } = await api.confirmed('pm_3ds', { returnUrl: 'http://shop.example/orders/1?a=<b>' })
  assert.equal(body.status, 'requires_action')
  const url = body.nextAction?.url ?? ''
  const page = await fetch(url)
  const html = await page.text()
  assert.match(page.headers.get('content-type') ?? '', /text\/html/)
  assert.match(page.headers.get('content-security-policy') ?? '', /form-action 'self' http:\/\/shop\.example/)
  assert.match(html, /€3\.99/)
  assert.match(html, /<button name="decision" value="approve" autofocus>Approve<\/button>/)
  const answer = await decide(url, 'approve')
  assert.deepEqual([answer.status, answer.headers.get('location')], [303, 'http://shop.example/orders/1?a=<b>'])
  assert.equal((await api.retrieve(body.id)).body.status, 'succeeded')
  await decide(url, 'decline')
  assert.equal((await api.retrieve(body.id)).body.status, 'succeeded')
  assert.match(await (await fetch(url)).text(), /href="http:\/\/shop\.example\/orders\/1\?a=&#60;b&#62;"/)
})

test('declined on the page it fails; with a wrong address nobody decides', async () => {
  const { body } = await api.confirmed('pm_3ds')
  const url = body.nextAction?.url ?? ''
  assert.equal((await decide(url.replace(/token=.*/, 'token=guessed'), 'approve')).status, 404)
  assert.equal((await fetch(url.replace(/token=.*/, 'token='))).status, 404)
  assert.equal((await decide(url, 'maybe')).status, 400)
  assert.equal((await api.retrieve(body.id)).body.status, 'requires_action')
  const answer = await decide(url, 'decline')
  assert.equal(answer.headers.get('location'), `/sandbox/authenticate/${body.id}?${url.split('?')[1]}`)
  const failed = (await api.retrieve(body.id)).body
  assert.deepEqual([failed.status, failed.failure?.code], ['failed', 'authentication_failed'])
})

test('webhooks are signed and carry the payment with its metadata', async () => {
  const metadata = { viewerId: 'v', orderId: 'hooked' }
  const { id } = (await api.confirmed('pm_success', { metadata })).body
  await until('two webhooks', () => hooks.of(id).length === 2)
  for (const one of hooks.received.filter((hook) => hook.payment.id === id)) {
    assert.equal(one.fault, undefined)
    assert.deepEqual(one.payment.metadata, metadata)
  }
})

const troubled = (trouble: object) => ({ metadata: { sandbox: JSON.stringify(trouble) } })

test('webhooks come twice and out of order when the payment asks for it', async () => {
  const twice = (await api.confirmed('pm_success', troubled({ times: 2 }))).body
  await until('four webhooks', () => hooks.of(twice.id).length === 4)
  const ids = hooks.received.filter((hook) => hook.payment.id === twice.id).map((hook) => hook.id)
  assert.equal(new Set(ids).size, 2)
  const turned = (await api.confirmed('pm_delay', troubled({ reverse: true }))).body
  await until('three webhooks', () => hooks.of(turned.id).length === 3)
  assert.deepEqual(hooks.of(turned.id), ['payment.succeeded', 'payment.processing', 'payment.created'])
})

test('webhooks come late when the switch says so', async () => {
  await api.call('POST', '/sandbox/behaviour', { delayMs: 300 })
  const asked = Date.now()
  const { id } = (await api.confirmed('pm_success')).body
  await api.call('POST', '/sandbox/behaviour', {})
  await until('late webhooks', () => hooks.of(id).length === 2)
  const first = hooks.received.find((hook) => hook.payment.id === id)
  assert.ok((first?.at ?? 0) - asked >= 300)
})

test('a webhook is sent again until it is taken', async (t) => {
  const unwilling = await webhookReceiver(webhookSecret, 3)
  t.after(unwilling.stop)
  const shop = await started(join(folder, 'retry.sqlite'), unwilling.url)
  t.after(shop.stop)
  const theirs = apiClient(shop.url, apiKey)
  const { id } = (await theirs.created('pm_success')).body
  await until('the fourth attempt', () => unwilling.received.length === 4)
  type Deliveries = { items: { attempts: number; answered: number; doneAt: number | null }[] }
  const delivered = async () => (await theirs.call<Deliveries>('GET', `/sandbox/deliveries/${id}`)).body.items[0]
  await until('it is taken', async () => typeof (await delivered())?.doneAt === 'number')
  assert.deepEqual([(await delivered())?.attempts, (await delivered())?.answered], [4, 202])
})

test('an outage refuses, hangs, or loses the answer of what it did', async () => {
  const open = (await api.created('pm_success')).body
  const set = (outage: string) => api.call('POST', '/sandbox/outage', { outage })
  await until('its first webhook', () => hooks.of(open.id).length === 1)
  await set('refuse')
  assert.equal((await api.retrieve(open.id)).status, 503)
  await set('hang')
  await assert.rejects(fetch(`${sandbox.url}/v1/payments`, { signal: AbortSignal.timeout(200) }), /timeout/)
  await set('lose-answers')
  await assert.rejects(api.call('POST', `/v1/payments/${open.id}/confirm`, {}), /fetch failed|terminated/)
  assert.deepEqual(hooks.of(open.id), ['payment.created'])
  await set('off')
  assert.equal((await api.retrieve(open.id)).body.status, 'succeeded')
  await until('the webhook after the outage', () => hooks.of(open.id).includes('payment.succeeded'))
})

const env = (file: string, webhookUrl: string) => ({
  ...process.env,
  // Its address is read from its log.
  MATINEE_LOG_LEVEL: 'info',
  MATINEE_SANDBOX_PORT: '0',
  MATINEE_SANDBOX_FILE: file,
  MATINEE_SANDBOX_WEBHOOK_URL: webhookUrl,
  MATINEE_SANDBOX_SETTLE_MS: '400',
  MATINEE_SANDBOX_RETRY_MS: '50',
  MATINEE_PAYMENTS_KEY: apiKey,
  MATINEE_PAYMENTS_WEBHOOK_SECRET: webhookSecret,
})

/** The process, and the address that it says in its log. */
const spawned = async (file: string, webhookUrl: string): Promise<{ child: ChildProcess; url: string }> => {
  const main = join(import.meta.dirname, 'main.ts')
  const child = spawn(process.execPath, [main], { env: env(file, webhookUrl), stdio: ['ignore', 'pipe', 'inherit'] })
  for await (const chunk of child.stdout ?? []) {
    const url = /"url":"([^"]+)"/.exec(String(chunk))?.[1]
    if (url) return { child, url }
  }
  throw new Error('the sandbox ended before it listened')
}

const ended = (child: ChildProcess, signal: NodeJS.Signals) =>
  new Promise<number | null>((resolve) => {
    child.once('exit', (code) => resolve(code))
    child.kill(signal)
  })

test('killed and started again, it knows its payments, keys and unsent webhooks, and ends what was processing', async (t) => {
  const file = join(folder, 'killed.sqlite')
  const shop = await webhookReceiver(webhookSecret)
  t.after(shop.stop)
  const first = await spawned(file, 'http://127.0.0.1:9/nobody')
  t.after(() => first.child.kill('SIGKILL'))
  const body = { amount: 700, currency: 'EUR', paymentMethod: 'pm_delay' }
  const before = apiClient(first.url, apiKey)
  const made = (await before.call<PaymentJson>('POST', '/v1/payments', body, 'key-k')).body
  await before.call('POST', `/v1/payments/${made.id}/confirm`, {})
  await ended(first.child, 'SIGKILL')

  const second = await spawned(file, shop.url)
  t.after(() => second.child.kill('SIGKILL'))
  const now = apiClient(second.url, apiKey)
  assert.equal((await now.call<PaymentJson>('POST', '/v1/payments', body, 'key-k')).body.id, made.id)
  await until('it is taken', async () => (await now.retrieve(made.id)).body.status === 'succeeded')
  await until('all webhooks', () => shop.of(made.id).length === 3)
  assert.deepEqual(shop.of(made.id).sort(), ['payment.created', 'payment.processing', 'payment.succeeded'])
  assert.equal(await ended(second.child, 'SIGTERM'), 0)
})

test('a payer may dispute what was taken; it is decided once, and nothing goes back meanwhile', async () => {
  const { id } = (await api.created('pm_success')).body
  const dispute = (body: object, end = '') =>
    api.call<{ type?: string; dispute?: object }>('POST', `/sandbox/payments/${id}/dispute${end}`, body)
  assert.equal((await dispute({})).body.type, 'not-disputable')
  await api.call('POST', `/v1/payments/${id}/confirm`, {})
  assert.equal((await dispute({ amount: 1_000_000 })).body.type, 'dispute-exceeds-payment')
  const opened = await dispute({ amount: 100, reason: 'duplicate' })
  const { id: disputeId } = opened.body.dispute as { id: string }
  const told = { id: disputeId, amount: 100, reason: 'duplicate' }
  assert.deepEqual(opened.body, { dispute: { ...told, status: 'open' } })
  const refund = await api.call<{ type: string }>('POST', `/v1/payments/${id}/refunds`, {})
  assert.equal(refund.body.type, 'charge-disputed')
  assert.deepEqual((await dispute({ status: 'lost' }, '/end')).body, { dispute: { ...told, status: 'lost' } })
  assert.equal((await dispute({ status: 'won' }, '/end')).body.type, 'not-disputed')
  const seen = (await api.retrieve(id)).body as unknown as { dispute: object }
  assert.deepEqual(seen.dispute, { ...told, status: 'lost' })
})
