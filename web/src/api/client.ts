// Queries and commands with log-in: what every page uses.
import { type Answer, type Call, ownPositions, send } from './http.ts'
import { ApiError } from './problem.ts'
import { randomId } from './random-id.ts'
import { commandRetry, pause, queryRetry, retrying } from './retry.ts'
import { accessToken } from './session.ts'
import { readStored } from './session-store.ts'

export type Page<T> = Readonly<{ items: readonly T[]; next: string | null }>

/** The log-in ended meanwhile: an open route still answers, the others say that one must log in. */
const nobodyAnyMore = (error: unknown): undefined => {
  if (error instanceof ApiError && error.status === 401) return undefined
  throw error
}

/** Sends with the log-in when there is one; a token that the server turns away is renewed once. */
const sendAsPerson = async <T>(call: Call): Promise<Answer<T>> => {
  if (!readStored()) return send<T>(call)
  const token = await accessToken().catch(nobodyAnyMore)
  if (token === undefined) return send<T>(call)
  const withToken = (bearer: string): Call => ({
    ...call,
    headers: { ...call.headers, authorization: `Bearer ${bearer}` },
  })
  try {
    return await send<T>(withToken(token))
  } catch (error) {
    if (!(error instanceof ApiError) || error.status !== 401) throw error
    return send<T>(withToken(await accessToken(token)))
  }
}

const staleTries = 3

/** Reads, waiting a little for a read model that has not yet seen this page's own commands. */
export const query = async <T>(call: Omit<Call, 'method' | 'body'>): Promise<T> => {
  for (let tries = 1; ; tries += 1) {
    const wanted = ownPositions.wanted()
    const headers = { ...call.headers, ...(wanted && { 'min-position': wanted }) }
    const answer = await retrying(queryRetry, () => sendAsPerson<T>({ ...call, headers }), call.signal)
    if (answer.headers.get('stale') !== 'true' || tries === staleTries) return answer.body
  }
}

export type Command = Omit<Call, 'method'> &
  Readonly<{ method: 'POST' | 'PUT' | 'PATCH' | 'DELETE'; key?: string | undefined }>

type Pending = Readonly<{ status?: string }>

const outcomeOf = async (location: string, signal?: AbortSignal): Promise<void> => {
  for (let waited = 0; waited < 60_000; waited += 1_000) {
    await pause(1_000, signal)
    const { body } = await retrying(queryRetry, () => sendAsPerson<Pending>({ path: location, signal }), signal)
    if (body.status !== 'pending') return
  }
  throw new ApiError('outcome-unknown', 504, '')
}

/**
 * Changes something, once, however often it must be sent. `key` names the wish: give the same one when a person
 * repeats a wish whose outcome is unknown. A command still undecided is waited for, then sent again with its key,
 * which answers with what was decided.
 */
export const command = async <T>({ key = randomId(), ...call }: Command): Promise<T> => {
  const keyed: Call = { ...call, headers: { ...call.headers, 'idempotency-key': key } }
  const ask = () => retrying(commandRetry, () => sendAsPerson<T & Pending>(keyed), call.signal)
  const first = await ask()
  const location = first.headers.get('location')
  if (first.status !== 202 || first.body?.status !== 'pending' || !location) return first.body
  await outcomeOf(location, call.signal)
  return (await ask()).body
}
