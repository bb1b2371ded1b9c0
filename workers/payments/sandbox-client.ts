// Calls of the sandbox provider's API: what passes by itself is told apart from what is refused.
import { Type } from 'typebox'
import { Value } from 'typebox/value'
import { callTimeout, ProviderRefused, ProviderUnavailable } from './provider.ts'

export type SandboxOptions = Readonly<{
  /** origin, without a slash at the end */
  url: string
  apiKey: string
}>

export type Call = Readonly<{ method: 'GET' | 'POST'; path: string; body?: object; key?: string }>

const Fault = Type.Object({ type: Type.String(), detail: Type.String() })

/** Resolves with an answer of that shape; rejects with ProviderUnavailable or ProviderRefused. */
export const sandboxClient = ({ url, apiKey }: SandboxOptions) => {
  const ask = async ({ method, path, body, key }: Call): Promise<{ status: number; json: unknown }> => {
    try {
      const answer = await fetch(url + path, {
        method,
        headers: {
          authorization: `Bearer ${apiKey}`,
          ...(body ? { 'content-type': 'application/json' } : {}),
          ...(key === undefined ? {} : { 'idempotency-key': key }),
        },
        ...(body ? { body: JSON.stringify(body) } : {}),
        redirect: 'error',
        signal: AbortSignal.timeout(callTimeout),
      })
      return { status: answer.status, json: await answer.json() }
    } catch (error) {
      throw new ProviderUnavailable(`${method} ${path}: no answer`, { cause: error })
    }
  }

  /** 5xx, 408 and 429 pass; a wrong key is ours to set right, and until then nothing is known to have failed. */
  const call = async <T extends Type.TSchema>(shape: T, wanted: Call): Promise<Type.Static<T>> => {
    const { status, json } = await ask(wanted)
    if (status < 300 && Value.Check(shape, json)) return json
    const { type, detail } = Value.Check(Fault, json) ? json : { type: 'unreadable', detail: 'no problem document' }
    const passing = status < 300 || status >= 500 || [401, 403, 408, 429].includes(status)
    if (passing) throw new ProviderUnavailable(`${wanted.method} ${wanted.path}: ${status} ${type}: ${detail}`)
    throw new ProviderRefused(type, detail)
  }
  return call
}
