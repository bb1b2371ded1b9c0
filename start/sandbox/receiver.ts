// For specs: a shop's end of the webhooks, that can refuse some, and a small client of the API.
import { createServer } from 'node:http'
import { webhookFault } from '../../platform/signature.ts'
import { signatureHeaders } from '../../platform/webhook-body.ts'

export type Received = Readonly<{
  id: string
  type: string
  at: number
  fault: string | undefined
  payment: PaymentJson
}>

export type PaymentJson = Readonly<{
  id: string
  status: string
  amount: number
  refunded: number
  metadata: Record<string, string>
  nextAction: { url: string } | null
  failure: { code: string } | null
}>

/** Listens on a free port; the first `refuse` deliveries are answered 500. */
export const webhookReceiver = async (secret: string, refuse = 0) => {
  const received: Received[] = []
  let left = refuse
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = []
    for await (const chunk of request) chunks.push(chunk as Buffer)
    const body = Buffer.concat(chunks)
    const fault = webhookFault(body, String(request.headers[signatureHeaders.sandbox]), secret, Date.now())
    const { id, type, data } = JSON.parse(body.toString()) as {
      id: string
      type: string
      data: { payment: PaymentJson }
    }
    received.push({ id, type, at: Date.now(), fault, payment: data.payment })
    response.statusCode = left-- > 0 ? 500 : 202
    response.end()
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  const port = typeof address === 'object' && address ? address.port : 0
  return {
    url: `http://127.0.0.1:${port}/hook`,
    received,
    of: (paymentId: string) => received.filter((one) => one.payment.id === paymentId).map((one) => one.type),
    stop: () => {
      server.closeAllConnections()
      return new Promise<void>((resolve) => server.close(() => resolve()))
    },
  }
}

export type Answer<T> = Readonly<{ status: number; headers: Headers; body: T }>

export const apiClient = (url: string, apiKey: string) => {
  const call = async <T>(method: string, path: string, body?: unknown, key?: string): Promise<Answer<T>> => {
    const answer = await fetch(url + path, {
      method,
      headers: {
        authorization: `Bearer ${apiKey}`,
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...(key === undefined ? {} : { 'idempotency-key': key }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      signal: AbortSignal.timeout(5_000),
    })
    return { status: answer.status, headers: answer.headers, body: (await answer.json()) as T }
  }
  const created = (paymentMethod: string, more: object = {}) =>
    call<PaymentJson>('POST', '/v1/payments', { amount: 399, currency: 'EUR', paymentMethod, ...more })
  const confirmed = async (paymentMethod: string, more: object = {}) => {
    const { body } = await created(paymentMethod, more)
    return call<PaymentJson>('POST', `/v1/payments/${body.id}/confirm`, {})
  }
  return { call, created, confirmed, retrieve: (id: string) => call<PaymentJson>('GET', `/v1/payments/${id}`) }
}

/** Polls until it holds; ten seconds at most. */
export const until = async (what: string, holds: () => boolean | Promise<boolean>): Promise<void> => {
  const end = Date.now() + 10_000
  while (!(await holds())) {
    if (Date.now() > end) throw new Error(`waited 10 s for: ${what}`)
    await new Promise((resolve) => setTimeout(resolve, 20))
  }
}
