// One call of the HTTP API as it is answered, without repeating anything.
import { randomUUID } from 'node:crypto'

export type Answer = Readonly<{
  /** 0: no answer at all */
  status: number
  /** name of the problem, or '' */
  problem: string
  /** seconds, as the header says */
  retryAfter: number | undefined
  headers: Headers
  body: Readonly<Record<string, unknown>>
  ms: number
}>

export type Ask = Readonly<{
  token?: string | undefined
  body?: unknown
  raw?: Readonly<{ bytes: Uint8Array<ArrayBuffer>; type: string }>
  headers?: Readonly<Record<string, string>>
  /** Idempotency-Key of what changes something */
  key?: string
  limitMs?: number
}>

const parsed = (text: string): Record<string, unknown> => {
  try {
    return JSON.parse(text) as Record<string, unknown>
  } catch {
    return {}
  }
}

export const ask = async (url: string, method: string, path: string, options: Ask = {}): Promise<Answer> => {
  const { token, body, raw, headers = {}, key = randomUUID(), limitMs = 30_000 } = options
  const began = performance.now()
  const told = (status: number, of: Headers, text: string): Answer => {
    const fields = parsed(text)
    const retry = of.get('retry-after')
    return {
      status,
      problem: status < 400 ? '' : String(fields.type ?? '').replace('/problems/', ''),
      retryAfter: retry === null ? undefined : Number(retry),
      headers: of,
      body: fields,
      ms: performance.now() - began,
    }
  }
  try {
    const answer = await fetch(new URL(path, url), {
      method,
      headers: {
        ...(token ? { authorization: `Bearer ${token}` } : {}),
        ...(method === 'GET' ? {} : { 'idempotency-key': key }),
        ...(raw ? { 'content-type': raw.type } : body === undefined ? {} : { 'content-type': 'application/json' }),
        ...headers,
      },
      ...(raw ? { body: raw.bytes } : body === undefined ? {} : { body: JSON.stringify(body) }),
      signal: AbortSignal.timeout(limitMs),
    })
    return told(answer.status, answer.headers, await answer.text())
  } catch {
    return told(0, new Headers(), '')
  }
}

/** Put off, as the API promises: nothing happened, and when to come again. */
export const isPutOff = ({ status, problem, retryAfter }: Answer): boolean =>
  status === 503 &&
  ['unavailable', 'decisions-behind', 'payments-unavailable'].includes(problem ?? '') &&
  retryAfter !== undefined &&
  retryAfter >= 1
