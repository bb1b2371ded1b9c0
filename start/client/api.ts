// The public HTTP API as a client sees it: what the demo and the simulated audience use.
import { randomUUID } from 'node:crypto'

/** An RFC 9457 answer. */
export class ApiProblem extends Error {
  readonly status: number
  readonly type: string

  constructor(status: number, type: string, detail: string) {
    super(`${status} ${type}: ${detail}`)
    this.status = status
    this.type = type
  }
}

type Options = Readonly<{
  body?: unknown
  /** raw bytes instead of JSON, with their type */
  raw?: { stream: ReadableStream | Uint8Array<ArrayBuffer>; type: string; bytes: number }
  token?: string | undefined
  headers?: Record<string, string>
  key?: string
}>

const timeoutMs = 60_000
const attempts = 5

const problemOf = async (response: Response) => {
  const text = await response.text()
  try {
    const problem = JSON.parse(text) as { type?: string; title?: string; detail?: string }
    return new ApiProblem(
      response.status,
      problem.type?.split('/').at(-1) ?? 'unknown',
      problem.detail ?? problem.title ?? '',
    )
  } catch {
    return new ApiProblem(response.status, 'unknown', text.slice(0, 200))
  }
}

/** Handed over and not decided yet: the same call with the same key gets the outcome. */
const isPending = ({ status }: Response, answer: unknown) =>
  status === 202 && (answer as { status?: string } | undefined)?.status === 'pending'

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms))

/** One person's view of the API: remembers the position of the last command, so that it reads its own writes. */
export const apiClient = (url: string) => {
  let token: string | undefined
  let position: string | undefined

  const once = async (method: string, path: string, options: Options): Promise<Response> => {
    const bearer = options.token ?? token
    const response = await fetch(new URL(path, url), {
      method,
      headers: {
        ...(bearer ? { authorization: `Bearer ${bearer}` } : {}),
        ...(method === 'GET' ? (position ? { 'min-position': position, prefer: 'fresh' } : {}) : {}),
        ...(method !== 'GET' && options.key ? { 'idempotency-key': options.key } : {}),
        ...(options.raw
          ? { 'content-type': options.raw.type, 'content-length': String(options.raw.bytes) }
          : options.body !== undefined
            ? { 'content-type': 'application/json' }
            : {}),
        ...options.headers,
      },
      ...(options.raw
        ? { body: options.raw.stream, duplex: 'half' }
        : options.body !== undefined
          ? { body: JSON.stringify(options.body) }
          : {}),
      signal: AbortSignal.timeout(options.raw ? 600_000 : timeoutMs),
    } as RequestInit)
    position =
      response.headers.get('position') && method !== 'GET' ? (response.headers.get('position') ?? undefined) : position
    return response
  }

  /** Retries what the API says may be retried (503, 429, 504, and 202 while it is pending), with the same key. */
  const call = async <T>(method: string, path: string, options: Options = {}): Promise<T> => {
    const withKey = { ...options, key: options.key ?? randomUUID() }
    for (let attempt = 1; ; attempt++) {
      const response = await once(method, path, withKey)
      const again = attempt < attempts && !options.raw
      if (response.ok) {
        const answer = response.status === 204 ? undefined : await response.json()
        if (!isPending(response, answer) || !again) return answer as T
      } else {
        if (!again || ![429, 503, 504].includes(response.status)) throw await problemOf(response)
        await response.body?.cancel()
      }
      await pause(Math.min(5_000, Number(response.headers.get('retry-after') ?? 1) * 1_000) * (0.5 + Math.random()))
    }
  }

  return {
    url,
    call,
    get: <T>(path: string) => call<T>('GET', path),
    post: <T>(path: string, body?: unknown, options: Options = {}) =>
      call<T>('POST', path, { ...options, body: body ?? {} }),
    raw: (path: string, init: RequestInit = {}) =>
      fetch(new URL(path, url), { signal: AbortSignal.timeout(timeoutMs), ...init }),
    token: () => token,
    logIn: async (login: string, password: string) => {
      const session = await call<{ accessToken: string; person: { personId: string } }>('POST', '/v1/sessions', {
        body: { login, password },
      })
      token = session.accessToken
      return session.person
    },
  }
}

export type Api = ReturnType<typeof apiClient>

/** Asks until the answer satisfies, at most `limitMs`; says what was waited for when it does not. */
export const eventually = async <T>(what: string, limitMs: number, ask: () => Promise<T | undefined>): Promise<T> => {
  const until = Date.now() + limitMs
  for (let wait = 50; ; wait = Math.min(1_000, wait * 1.5)) {
    const answer = await ask()
    if (answer !== undefined) return answer
    if (Date.now() > until) throw new Error(`${what}: not within ${Math.round(limitMs / 1000)} s`)
    await pause(wait)
  }
}
