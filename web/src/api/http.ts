// One HTTP call, without log-in and without repeating it.

import { positionMemory } from './position.ts'
import { failureOf, problemOf } from './problem.ts'
import { noteServerDate } from './server-clock.ts'

export type Call = Readonly<{
  method?: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'
  path: string
  query?: Readonly<Record<string, string | number | undefined>>
  body?: unknown
  headers?: Readonly<Record<string, string>>
  signal?: AbortSignal | undefined
  /** ms until it counts as not answered */
  patience?: number
  /** goes on when the page is left */
  keepalive?: boolean
}>

export type Answer<T> = Readonly<{ status: number; body: T; headers: Headers }>

/** Positions of this page's own commands; `send` fills it, queries ask with it. */
export const ownPositions = positionMemory()

const addressOf = ({ path, query = {} }: Call): string => {
  const given = Object.entries(query).flatMap(([name, value]) => (value === undefined ? [] : [[name, String(value)]]))
  return given.length ? `${path}?${new URLSearchParams(given)}` : path
}

const initOf = ({ method = 'GET', body, headers, signal, patience = 20_000, keepalive = false }: Call): RequestInit => {
  const inTime = AbortSignal.timeout(patience)
  return {
    method,
    keepalive,
    headers: {
      accept: 'application/json',
      ...(body !== undefined && { 'content-type': 'application/json' }),
      ...headers,
    },
    signal: signal ? AbortSignal.any([signal, inTime]) : inTime,
    ...(body !== undefined && { body: JSON.stringify(body) }),
  }
}

/** The answer of one call; rejects with ApiError, or with the caller's own abort. */
export const send = async <T>(call: Call): Promise<Answer<T>> => {
  try {
    const answer = await fetch(addressOf(call), initOf(call))
    noteServerDate(answer.headers.get('date'))
    // A query's position says how fresh its answer is; only what this page wrote is worth waiting for.
    if (call.method && call.method !== 'GET') ownPositions.note(answer.headers.get('position'))
    if (!answer.ok) throw await problemOf(answer)
    const body = answer.status === 204 ? undefined : await answer.json()
    return { status: answer.status, body: body as T, headers: answer.headers }
  } catch (error) {
    throw failureOf(error, call.signal?.aborted ?? false)
  }
}
