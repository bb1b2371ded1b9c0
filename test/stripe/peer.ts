// The test's proxy before localstripe: it translates, tells of every step, takes the webhooks, and is the payer's bank.
import { once } from 'node:events'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { type Localstripe, startLocalstripe } from './localstripe.ts'
import { type Fields, said, saidWrong, searched, taken } from './translation.ts'

export const apiKey = 'sk_test_house'

/** `asked`: localstripe has not heard of it yet. `answered`: it has done it, and nobody has heard so. */
export type When = 'asked' | 'answered'
export type Step = 'create' | 'confirm' | 'retrieve' | 'cancel' | 'refund' | 'other'

export type Intent = Readonly<{
  id: string
  status: string
  amount: number
  currency: string
  metadata: Readonly<Record<string, string>>
  latest_charge: Readonly<{ amount_refunded: number }> | null
}>

/** As it came: bytes and signature. */
export type Webhook = Readonly<{ body: Buffer; signature: string; at: number }>

const steps: readonly (readonly [RegExp, Step])[] = [
  [/^POST \/v1\/payment_intents$/, 'create'],
  [/^POST \/v1\/payment_intents\/\w+\/confirm$/, 'confirm'],
  [/^POST \/v1\/payment_intents\/\w+\/cancel$/, 'cancel'],
  [/^GET \/v1\/payment_intents\/pi_\w+$/, 'retrieve'],
  [/^POST \/v1\/refunds$/, 'refund'],
]
const stepOf = (asked: string): Step => steps.find(([pattern]) => pattern.test(asked))?.[1] ?? 'other'

const bodyOf = async (request: IncomingMessage): Promise<Buffer> => {
  const chunks: Buffer[] = []
  for await (const chunk of request) chunks.push(chunk as Buffer)
  return Buffer.concat(chunks)
}

export type StripePeer = Awaited<ReturnType<typeof startStripePeer>>

/** `webhookUrl`: the shop's own route. `connect`: who answers about sellers, which localstripe has nothing of. */
export const startStripePeer = async (
  place: Readonly<{ folder: string; webhookUrl: string; webhookSecret: string; connect?: string }>,
) => {
  const localstripe: Localstripe = await startLocalstripe(place.folder)
  const hooks = new Map<string, () => Promise<boolean>>()
  const disputes: Fields[] = []
  const webhooks: Webhook[] = []
  let held = false
  let own = ''

  const ask = async (method: string, path: string, form?: string) => {
    const isConnect = place.connect && /^\/v1\/(accounts|account_links|transfers)\b/.test(path)
    const answer = await fetch((isConnect ? place.connect : localstripe.url) + path, {
      method,
      headers: {
        authorization: `Bearer ${apiKey}`,
        ...(form === undefined ? {} : { 'content-type': 'application/x-www-form-urlencoded' }),
      },
      ...(form === undefined ? {} : { body: form }),
    })
    const text = await answer.text()
    return { status: answer.status, json: JSON.parse(text || '{}') as unknown }
  }

  /** Every intent that localstripe has. */
  const intents = async (): Promise<readonly Intent[]> => {
    const all: Intent[] = []
    for (let more = true; more; ) {
      const after: string = all.length ? `&starting_after=${all.at(-1)?.id}` : ''
      const { json } = await ask('GET', `/v1/payment_intents?limit=100${after}`)
      const page = json as { data: readonly Intent[]; has_more: boolean }
      all.push(...page.data)
      more = page.has_more
    }
    return all
  }

  const listed = (data: readonly unknown[]) => ({ status: 200, json: { object: 'list', data, has_more: false } })

  const answer = async (method: string, url: URL, body: string) => {
    const { pathname, searchParams } = url
    if (pathname === '/v1/payment_intents/search') {
      const orderId = searched(searchParams.get('query'))
      return listed((await intents()).filter(({ metadata }) => metadata.orderId === orderId).toReversed())
    }
    const ofIntent = (one: Fields) => one.payment_intent === searchParams.get('payment_intent')
    if (pathname === '/v1/disputes') return listed(disputes.filter(ofIntent))
    return ask(method, pathname + url.search, method === 'GET' ? undefined : taken(body).form)
  }

  /** Whether it goes on. */
  const hook = async (step: Step, when: When): Promise<boolean> => {
    const work = hooks.get(`${step} ${when}`)
    hooks.delete(`${step} ${when}`)
    return (await work?.()) ?? true
  }

  const deliver = async ({ body, signature }: Webhook): Promise<number> => {
    const headers = { 'content-type': 'application/json', 'stripe-signature': signature }
    return (await fetch(place.webhookUrl, { method: 'POST', headers, body: new Uint8Array(body) })).status
  }

  const takeWebhook = async (request: IncomingMessage, response: ServerResponse) => {
    const body = await bodyOf(request)
    const webhook = { body, signature: String(request.headers['stripe-signature']), at: Date.now() }
    webhooks.push(webhook)
    response.writeHead(held ? 200 : await deliver(webhook)).end()
  }

  const server = createServer(async (request, response) => {
    try {
      const { method = 'GET', url: path = '' } = request
      if (path === '/webhooks') return await takeWebhook(request, response)
      const url = new URL(path, own)
      const step = stepOf(`${method} ${url.pathname}`)
      const body = (await bodyOf(request)).toString()
      if (!(await hook(step, 'asked'))) return response.destroy()
      const { status, json } = await answer(method, url, body)
      if (!(await hook(step, 'answered'))) return response.destroy()
      const told = status < 300 ? said(json, (id) => `${own}/bank/${id}`) : saidWrong(url.pathname, status, json)
      response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(told))
    } catch {
      response.destroy()
    }
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  own = `http://127.0.0.1:${port}`
  const endpoint = { url: `${own}/webhooks`, secret: place.webhookSecret }
  await ask('POST', '/_config/webhooks/house', new URLSearchParams(endpoint).toString())

  return {
    url: own,
    port,
    intents,
    webhooks,
    deliver,
    /** From now on webhooks are kept from the shop. */
    hold: (on: boolean) => {
      held = on
    },
    /** Once, and waited for: the step goes on when `work` is over, and no further if it resolves to false. */
    at: (step: Step, when: When, work: () => Promise<boolean>) => hooks.set(`${step} ${when}`, work),
    /** A card's token. */
    card: async (number: string): Promise<string> => {
      const card = { number, exp_month: '12', exp_year: '2030', cvc: '123' }
      const fields = Object.entries(card).map(([name, value]) => [`card[${name}]`, value] as [string, string])
      const form = new URLSearchParams([['type', 'card'], ...fields]).toString()
      return ((await ask('POST', '/v1/payment_methods', form)).json as { id: string }).id
    },
    /** Whose card it is, if anybody's. */
    customerOf: async (card: string): Promise<string | null> =>
      ((await ask('GET', `/v1/payment_methods/${card}`)).json as { customer: string | null }).customer,
    /** What the payer presses at the bank. */
    decide: async (bankUrl: string, isApproved: boolean): Promise<void> => {
      const id = bankUrl.split('/').at(-1) ?? ''
      const { json } = await ask('GET', `/v1/payment_intents/${id}`)
      const { client_secret } = json as { client_secret: string }
      const form = new URLSearchParams({ client_secret, success: String(isApproved) }).toString()
      await ask('POST', `/v1/payment_intents/${id}/_authenticate`, form)
    },
    /** As somebody does at the provider's own page. */
    cancel: (intentId: string) => ask('POST', `/v1/payment_intents/${intentId}/cancel`, ''),
    refund: async (intentId: string, amount: number): Promise<void> => {
      const form = new URLSearchParams({ payment_intent: intentId, amount: String(amount) }).toString()
      await ask('POST', '/v1/refunds', form)
    },
    /** As the payer's bank does; told again with the same id it is another state of it. */
    dispute: (dispute: Fields) => {
      const known = disputes.findIndex(({ id }) => id === dispute.id)
      disputes.splice(known < 0 ? 0 : known, known < 0 ? 0 : 1, dispute)
    },
    stop: async (): Promise<void> => {
      server.closeAllConnections()
      server.close()
      await localstripe.child.stop()
    },
  }
}
